import { DjustError } from '../error.ts'
import { noPrefetches, type Prefetches } from '../query/list-queries.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { QueryState } from '../query/query-state.ts'
import { RowsQuery } from '../query/rows-query.ts'
import { targetOf } from '../query/target-of.ts'
import type { Model } from '../schema/schema.ts'

interface Draft {
  query: RowsQuery | null
  readonly children: Map<string, Draft>
}

/** The queries that `prefetchRelated(new Prefetch(path, query))` gives relations, by path. */
export function prefetchQueries(adapter: OrmAdapter, model: Model, state: QueryState): Prefetches {
  if (!state.prefetchRelated.some((one) => typeof one !== 'string')) return noPrefetches
  const root: Draft = { query: null, children: new Map() }
  addQueries(adapter, model, state, root)
  return root
}

function addQueries(adapter: OrmAdapter, model: Model, state: QueryState, root: Draft): void {
  for (const prefetch of state.prefetchRelated) {
    if (typeof prefetch === 'string') continue
    let target = model
    let at = root
    let relation = undefined
    for (const name of prefetch.path.split('.')) {
      relation = target.relations.get(name)
      if (!relation)
        throw new DjustError(
          'query/unknown-field',
          `${target.name} has no relation "${name}", which prefetchRelated('${prefetch.path}') names.`,
        )
      target = targetOf(adapter.schema, relation)
      let next = at.children.get(name)
      if (!next) at.children.set(name, (next = { query: null, children: new Map() }))
      at = next
    }
    if (relation?.kind !== 'many')
      throw new DjustError('query/wrong-value', `Prefetch('${prefetch.path}') has a query, but leads to one row.`, {
        hint: 'Only a to-many relation can have a query of its own.',
      })
    if (adapter.schema.modelOf(prefetch.query.entity) !== target) {
      throw new DjustError(
        'query/wrong-value',
        `Prefetch('${prefetch.path}') leads to ${target.name}, but its query is one of ${prefetch.query.entity.name}.`,
      )
    }
    at.query = new RowsQuery(adapter, target, prefetch.query, relation.ordering)
    addQueries(adapter, target, prefetch.query, at)
  }
}
