import type { ListPlan, ManyPlan } from '../plan/load-plan.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import { RowsQuery } from './rows-query.ts'
import { targetOf } from './target-of.ts'

/** The user's own queries for to-many relations (`Prefetch`), by relation names from where a statement starts. */
export interface Prefetches {
  readonly query: RowsQuery | null
  readonly children: ReadonlyMap<string, Prefetches>
}

export const noPrefetches: Prefetches = { query: null, children: new Map() }

export function prefetchAt(prefetches: Prefetches, path: readonly string[]): Prefetches {
  let at = prefetches
  for (const name of path) {
    const next = at.children.get(name)
    if (!next) return noPrefetches
    at = next
  }
  return at
}

/** The part of a statement's cache key that the prefetch queries are. */
export function prefetchShape(prefetches: Prefetches): string {
  if (prefetches === noPrefetches) return ''
  let shape = prefetches.query ? `${prefetches.query.shape}(${prefetches.query.offset},${prefetches.query.limit})` : ''
  for (const [name, child] of prefetches.children) shape += `${JSON.stringify(name)}{${prefetchShape(child)}}`
  return shape
}

/** The queries whose conditions one statement holds: its own, then those of the lists that it counts or reads. */
export class ListQueries {
  readonly own: RowsQuery
  /** Paths of the lists with conditions that the statement itself counts or reads, in the order of their values. */
  readonly paths: (readonly string[])[] = []
  readonly #adapter: OrmAdapter
  readonly #prefetches: Prefetches
  #values: number

  constructor(adapter: OrmAdapter, own: RowsQuery, prefetches: Prefetches) {
    this.own = own
    this.#adapter = adapter
    this.#prefetches = prefetches
    this.#values = own.values().length
  }

  /** The query of a list at a path. */
  under(path: readonly string[], { relation }: ManyPlan): { query: RowsQuery; isPrefetch: boolean } {
    const { query } = prefetchAt(this.#prefetches, path)
    if (query) return { query, isPrefetch: true }
    return { query: new RowsQuery(this.#adapter, targetOf(this.#adapter.schema, relation), null, relation.ordering), isPrefetch: false }
  }

  /** Takes the values of its conditions among those of the statement: how many stand before them. */
  use(path: readonly string[], query: RowsQuery): number {
    const shift = this.#values
    this.paths.push(path)
    this.#values += query.values().length
    return shift
  }
}

/** All condition values of one execution, in the order of a statement's slots. */
export function statementValues(
  own: Pick<RowsQuery, 'values'>,
  prefetches: Prefetches,
  paths: readonly (readonly string[])[],
): readonly unknown[] {
  if (paths.length === 0) return own.values()
  return [...own.values(), ...paths.flatMap((path) => prefetchAt(prefetches, path).query?.values() ?? [])]
}

/** Whether a list plan asks for rows from its end besides those from its front. */
export function wantsTail(list: Pick<ListPlan, 'head' | 'tail'>): boolean {
  return list.tail > 0 && list.head !== Infinity
}

/** Whether it asks for no other rows than those: in the opposite order they are the first ones. */
export function onlyTail(list: Pick<ListPlan, 'head' | 'tail'>, sliced: boolean): boolean {
  return list.tail > 0 && list.head === 0 && !sliced
}
