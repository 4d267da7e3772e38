import { type EntityManager, Reference, Utils, wrap } from '@mikro-orm/core'
import type { PageSchema } from '../../../conformance/page-schema.ts'
import type { EntityClass } from '../../../src/schema/schema.ts'
import { rowsQuery } from './build-query.ts'
import { inOrder } from './oracle.ts'
import type { RandomQuery } from './page-case.ts'

/** How much of the database the entities of a page have. */
export type Depth = 'columns' | 'some relations' | 'relations of relations' | 'everything'

const depths: readonly Depth[] = ['columns', 'some relations', 'relations of relations', 'everything']

/** Another depth for each kind of page, and the same whenever it is tried. */
export function depthOf(queries: Readonly<Record<string, RandomQuery>>): Depth {
  return depths[hash(queries) % depths.length]!
}

/** What a query gives as entities of the ORM; undefined for what entities can't say. */
export async function nativeResult(
  query: RandomQuery,
  classes: ReadonlyMap<string, EntityClass>,
  em: EntityManager,
  schema: PageSchema,
  depth: Depth,
): Promise<unknown> {
  if (query.annotate) return undefined
  const ids = ((await rowsQuery(query, classes).plain('id')) as { id: number }[]).map((row) => row.id)
  if (query.result === 'count') return ids.length
  if (query.result === 'exists') return ids.length > 0
  const populate = depth === 'everything' ? [] : pathsOf(query, schema, depth)
  const found = (await em.find(classes.get(query.model) as never, { id: ids }, { populate: populate as never })) as { id: number }[]
  orderLists(em, schema)
  const byId = new Map(found.map((entity) => [entity.id, entity]))
  const rows = ids.map((id) => byId.get(id)!)
  return query.result ? (rows[0] ?? null) : rows
}

export async function loadEverything(em: EntityManager, classes: ReadonlyMap<string, EntityClass>, schema: PageSchema): Promise<void> {
  for (const [name, entity] of classes)
    await em.find(entity as never, {}, { populate: relationsOf(schema, name).map(([path]) => path) as never })
}

/** Lists as djust has them: the ORM's stand in the order of the database's own collation, or in none. */
function orderLists(em: EntityManager, schema: PageSchema): void {
  for (const entity of em.getUnitOfWork().getIdentityMap()) {
    for (const value of Object.values(entity as object)) {
      if (!Utils.isCollection(value) || !value.isInitialized()) continue
      const items: object[] = value.getItems(false)
      value.hydrate(inOrder(schema, value.property.targetMeta!.className, items))
    }
  }
}

/** All that an entity manager knows of its entities, as text. */
export function snapshot(em: EntityManager): string {
  const lines: string[] = []
  for (const entity of em.getUnitOfWork().getIdentityMap()) {
    const wrapped = wrap(entity as object, true)
    const values = Object.entries(entity as object).map(([name, value]) => `${name}=${printed(value)}`)
    const state = [wrapped.__initialized, [...wrapped.__loadedProperties].sort().join(), text(wrapped.__originalEntityData)]
    lines.push(`${wrapped.__meta.name}:${String(wrapped.getPrimaryKey())} ${state.map(String).join(' ')} ${values.join(' ')}`)
  }
  return lines.sort().join('\n')
}

function printed(value: unknown): string {
  if (Utils.isCollection(value)) {
    const items = value.getItems(false).map((item) => printed(item))
    return `[${value.isInitialized()} ${value.isDirty()} ${items.join()}]`
  }
  if (Reference.isReference(value)) return `ref ${printed(value.unwrap())}`
  if (Utils.isEntity(value)) return `#${String(wrap(value, true).getPrimaryKey())}`
  return text(value)
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ?? String(value)
}

function pathsOf(query: RandomQuery, schema: PageSchema, depth: Depth): string[] {
  if (depth === 'columns') return []
  const number = hash(query)
  const own = relationsOf(schema, query.model).filter((_, index) => (number >> index) % 2 === 0)
  if (depth === 'some relations') return own.map(([path]) => path)
  return own.flatMap(([path, target]) => [
    path,
    ...relationsOf(schema, target)
      .filter((_, index) => (number >> (index + 3)) % 2 === 0)
      .map(([next]) => `${path}.${next}`),
  ])
}

/** Name and target of a model's relations, those back included. */
function relationsOf({ models }: PageSchema, model: string): [name: string, target: string][] {
  const back = Object.entries(models).flatMap(([owner, { relations }]) =>
    Object.values(relations).flatMap((relation): [string, string][] => (relation.model === model ? [[relation.inverse, owner]] : [])),
  )
  return [...Object.entries(models[model]!.relations).map(([name, relation]): [string, string] => [name, relation.model]), ...back]
}

function hash(value: unknown): number {
  let out = 7
  for (const character of text(value)) out = (out * 31 + character.charCodeAt(0)) % 1_000_003
  return out
}
