import type { EntityMetadata } from '@mikro-orm/core'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { targetOf } from '../query/target-of.ts'
import type { Model, Ordering } from '../schema/schema.ts'
import type { NativeField } from './mikro-orm-values.ts'

type OrderMaps = EntityMetadata['orderBy']

/**
 * MikroORM's order maps (`{ name: 'asc', author: { email: 'desc nulls last' } }`) as orderings; null where one
 * says something that an ordering can't, such as raw SQL.
 */
export function orderingsOf(maps: OrderMaps): Ordering[] | null {
  const orderings: Ordering[] = []
  for (const map of Array.isArray(maps) ? maps : maps ? [maps] : []) {
    if (!collect(map as object, [], orderings)) return null
  }
  return orderings
}

/** A list's own orderings, then the target's for rows that they leave equal: what the ORM does with both. */
export function withTargetOrdering(own: readonly Ordering[], target: readonly Ordering[]): Ordering[] {
  const seen = new Set(own.map((ordering) => ordering.path.join('.')))
  return [...own, ...target.filter((ordering) => !seen.has(ordering.path.join('.')))]
}

/** The order in which MikroORM's own ORDER BY would bring the rows; null where it has none of djust's. */
export function sameOrder(ordering: Ordering, model: Model, schema: OrmAdapter['schema']): Ordering | null {
  const [name = '', ...rest] = ordering.path
  const relation = model.relations.get(name)
  if (relation) {
    if (relation.kind !== 'one') return null
    const target = targetOf(schema, relation)
    // A relation by itself is ordered by its key.
    const below = rest.length > 0 ? rest : relation.owner && !relation.embedded && relation.local.length === 1 ? target.primaryKey : []
    const inner = below.length === 0 ? null : sameOrder({ ...ordering, path: below }, target, schema)
    return inner && { ...inner, path: [name, ...inner.path] }
  }
  const field = model.fields.get(name)
  if (!field || rest.length > 0 || field.type === 'json' || field.type === 'other' || field.inner) return null
  const { prop } = field.native as NativeField
  return field.expression && (!prop.formula || field.valueOrder) ? null : ordering
}

function collect(map: object, path: readonly string[], into: Ordering[]): boolean {
  if (Object.getOwnPropertySymbols(map).length > 0) return false
  for (const [name, value] of Object.entries(map) as [string, unknown][]) {
    if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)) return false
    if (typeof value === 'object' && value !== null) {
      if (!collect(value, [...path, name], into)) return false
      continue
    }
    const ordering = parseDirection([...path, name], value)
    if (!ordering) return false
    into.push(ordering)
  }
  return true
}

function parseDirection(path: readonly string[], value: unknown): Ordering | null {
  if (value === 1 || value === -1) return { path, descending: value === -1, nulls: undefined }
  const match = typeof value === 'string' ? /^(asc|desc)(?: nulls (first|last))?$/.exec(value.toLowerCase().replaceAll('_', ' ')) : null
  if (!match) return null
  return { path, descending: match[1] === 'desc', nulls: match[2] as 'first' | 'last' | undefined }
}
