import { type EntityMetadata, isRaw, Reference, Utils } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import { filterOf } from './mikro-orm-filters.ts'

/**
 * `em.find` with relations. MikroORM takes the collections of an entity for loaded and empty where a path comes back to
 * that entity while it is being populated, so that such paths are populated in parts, one after another.
 */
export async function findPopulated(
  em: SqlEntityManager,
  meta: EntityMetadata,
  where: object,
  paths: readonly string[],
): Promise<readonly object[]> {
  await refuseRawFilters(em, meta, paths)
  const parts = partsOf(meta, paths)
  const isApart = joinsClasses(meta, paths) || [meta, ...targetsOf(meta, paths).keys()].some(isJoinedUnfiltered)
  const strategy = isApart ? ({ strategy: 'select-in' } as const) : {}
  // Names of the entity are strings here; the ORM checks them.
  const entities = (await em.find(meta.class, where, { populate: [...parts.keys()] as never, ...strategy })) as object[]
  await populateRests(em, entities, parts)
  return entities
}

/** Where a class has another name than its schema, MikroORM 7.2 joins what it populates without the filters. */
export function isJoinedUnfiltered(meta: EntityMetadata): boolean {
  return !meta.pivotTable && meta.class.name !== meta.className
}

/** Of a table of several classes MikroORM 7.2 joins only rows of the relation's own class, and leaves out owners of the others. */
export function joinsClasses(meta: EntityMetadata, paths: readonly string[]): boolean {
  return [...targetsOf(meta, paths).keys()].some(({ root }) => Object.keys(root.discriminatorMap ?? {}).length > 1)
}

/** Whether a path to relations comes back to an entity of a kind that it already went through. */
export function comesBack(meta: EntityMetadata, names: readonly string[]): boolean {
  return cutOf(meta, names) !== null
}

interface Part {
  /** Of the entities that the path leads to. */
  readonly meta: EntityMetadata
  /** What is to be populated from there on. */
  readonly rests: string[]
}

async function populateRests(em: SqlEntityManager, entities: readonly object[], parts: ReadonlyMap<string, Part | null>): Promise<void> {
  for (const [path, part] of parts) {
    if (!part || part.rests.length === 0) continue
    const reached = entitiesAt(entities, path)
    if (reached.length === 0) continue
    const below = partsOf(part.meta, part.rests)
    await em.populate(reached, [...below.keys()] as never)
    await populateRests(em, reached, below)
  }
}

/** Paths up to where each comes back to an entity of a kind that it already went through. */
function partsOf(meta: EntityMetadata, paths: readonly string[]): Map<string, Part | null> {
  const parts = new Map<string, Part | null>()
  for (const path of paths) {
    const cut = cutOf(meta, path.split('.'))
    if (!cut) {
      if (!parts.has(path)) parts.set(path, null)
      continue
    }
    const known = parts.get(cut.head)
    if (known) known.rests.push(cut.rest)
    else parts.set(cut.head, { meta: cut.meta, rests: [cut.rest] })
  }
  return parts
}

function cutOf(from: EntityMetadata, names: readonly string[]): { head: string; rest: string; meta: EntityMetadata } | null {
  const passed = new Set([from.root])
  let meta = from
  for (const [i, name] of names.slice(0, -1).entries()) {
    const target = meta.properties[name as never]?.targetMeta
    if (!target) return null
    meta = target
    if (passed.has(meta.root)) return { head: names.slice(0, i + 1).join('.'), rest: names.slice(i + 1).join('.'), meta }
    passed.add(meta.root)
  }
  return null
}

function entitiesAt(entities: readonly object[], path: string): object[] {
  let reached = entities
  for (const name of path.split('.')) reached = reached.flatMap((entity) => relatedTo(Reflect.get(entity, name)))
  return [...new Set(reached)]
}

function relatedTo(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  if (Utils.isCollection(value)) return value.getItems(false)
  return [Reference.isReference(value) ? value.unwrap() : value]
}

/**
 * MikroORM 7.2 leaves out a filter that is raw SQL where it populates some relations, and gives rows that the filter hides: no
 * relation to such an entity is populated.
 */
export async function refuseRawFilters(em: SqlEntityManager, meta: EntityMetadata, paths: readonly string[]): Promise<void> {
  for (const [target, path] of targetsOf(meta, paths)) {
    if (!holdsRaw(await filterOf(target, em))) continue
    throw new DjustError('orm/raw-filter', `${path} can't be loaded into entities: ${target.className} has a filter that is raw SQL.`, {
      hint: 'Write the filter as a condition of MikroORM, or use the query in a view or with .plain(…).',
    })
  }
}

/** The entities that paths go through, each with the first path to it. */
function targetsOf(meta: EntityMetadata, paths: readonly string[]): Map<EntityMetadata, string> {
  const targets = new Map<EntityMetadata, string>()
  for (const path of paths) {
    let at: EntityMetadata | undefined = meta
    for (const name of path.split('.')) {
      at = at?.properties[name as never]?.targetMeta
      if (at && !targets.has(at)) targets.set(at, path)
    }
  }
  return targets
}

function holdsRaw(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null || condition instanceof Date) return false
  if (isRaw(condition) || Object.getOwnPropertySymbols(condition).length > 0) return true
  return Object.values(condition).some(holdsRaw)
}
