import { DjustError } from '../error.ts'
import type { PlanNode } from '../plan/load-plan.ts'
import { nativePaths } from '../plan/native-paths.ts'
import { nodesOf } from '../plan/plan-places.ts'
import { keyPart } from '../query/entity-key.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { QueryState } from '../query/query-state.ts'
import { targetOf } from '../query/target-of.ts'
import type { Model } from '../schema/schema.ts'
import { type TemplateFields, templateFields } from '../util/template-fields.ts'
import { keyText } from './keyed-rows.ts'

/**
 * The ORM's own entities for rows of keys, in the order of the rows, with the relations that the query asks for, or a `node` of
 * its plan; what the ORM no longer has is left out.
 */
export async function entitiesOf(
  adapter: OrmAdapter,
  model: Model,
  state: QueryState,
  rows: readonly object[],
  handle: unknown,
  node: PlanNode | undefined,
): Promise<readonly object[]> {
  if (rows.length === 0) return []
  const keys = rows.map((row) => model.primaryKey.map((name): unknown => Reflect.get(row, name)))
  const entities = await adapter.entities(model, keys, node ? await populatedBy(adapter, node, handle) : populated(state), handle)
  const byKey = new Map(entities.map((entity) => [keyText(model.primaryKey.map((name) => keyPart(adapter, model, entity, name))), entity]))
  return keys.flatMap((key, i) => {
    const entity = byKey.get(keyText(key))
    return entity ? [annotated(entity, rows[i] ?? entity, state)] : []
  })
}

/** The query's annotations as properties of the entity, out of sight of the ORM's serializers; templates see them as those of other rows. */
function annotated(entity: object, row: object, state: QueryState): object {
  for (const name of state.annotations.keys()) {
    hide(entity, name, Reflect.get(row, name))
  }
  const converters = (row as { readonly [templateFields]?: TemplateFields })[templateFields] ?? {}
  const own = Object.entries(converters).filter(([name]) => state.annotations.has(name))
  if (own.length > 0) hide(entity, templateFields, Object.assign(Object.create(null), Object.fromEntries(own)))
  return entity
}

function hide(entity: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(entity, name, { value, writable: true, configurable: true, enumerable: false })
}

function populated(state: QueryState): string[] {
  const paths = state.prefetchRelated.map((one) => {
    if (typeof one === 'string') return one
    throw new DjustError(
      'query/prefetch-entities',
      `Prefetch('${one.path}') has a query of its own, which entities of the ORM can't hold: their ${one.path} are all of them.`,
      {
        hint: 'Use the query in a view or with .plain(…), or load the rows with a query of their own.',
      },
    )
  })
  return [...state.selectRelated, ...paths]
}

/**
 * The relations that a plan reads; null, for none, where filters are on what the rows lead to: ORMs may leave out rows that lead
 * to one which is hidden, or hold no filter on some of the ways to a row.
 */
async function populatedBy(adapter: OrmAdapter, node: PlanNode, handle: unknown): Promise<readonly string[] | null> {
  const targets = new Set<Model>()
  for (const { model, many } of nodesOf({ node })) {
    for (const relation of model.relations.values())
      if (!relation.embedded && (relation.kind === 'one' || many.has(relation.name))) targets.add(targetOf(adapter.schema, relation))
  }
  const filters = (await adapter.restrict?.([...targets], handle)) ?? []
  return 'refused' in filters || filters.some((filter) => filter !== null) ? null : nativePaths(node).relations
}
