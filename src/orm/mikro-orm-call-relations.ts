import type { EntityMetadata, EntityProperty } from '@mikro-orm/core'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { targetOf } from '../query/target-of.ts'
import type { Model, Relation } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'

/** Whether a condition joins a to-many relation, which repeats rows. */
export function joinsMany(model: Model, where: unknown, schema: OrmAdapter['schema']): boolean {
  if (Array.isArray(where)) return where.some((item) => joinsMany(model, item, schema))
  if (!isPlainObject(where)) return false
  return Object.entries(where).some(([name, inner]) => {
    const relation = model.relations.get(name)
    if (!relation) return joinsMany(model, inner, schema)
    if (relation.kind === 'one') return joinsMany(targetOf(schema, relation), inner, schema)
    return !(isPlainObject(inner) && Object.keys(inner).length > 0 && Object.keys(inner).every((key) => subqueries.has(key)))
  })
}

/** Models of all relations that a condition or an order may name, whatever it says of them. */
export function modelsIn(model: Model, value: unknown, schema: OrmAdapter['schema']): Model[] {
  if (Array.isArray(value)) return value.flatMap((item) => modelsIn(model, item, schema))
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const relation = model.relations.get(name)
    if (!relation) return modelsIn(model, inner, schema)
    const target = targetOf(schema, relation)
    return [...(relation.embedded ? [] : [target]), ...modelsIn(target, inner, schema)]
  })
}

export function modelsOf(model: Model, path: readonly string[], schema: OrmAdapter['schema']): Model[] {
  const [name, ...rest] = path
  const relation = name === undefined ? undefined : model.relations.get(name)
  if (!relation) return []
  const target = targetOf(schema, relation)
  return [...(relation.embedded ? [] : [target]), ...modelsOf(target, rest, schema)]
}

export function relationAt(model: Model, path: readonly string[], schema: OrmAdapter['schema']): Relation | undefined {
  const [name = '', ...rest] = path
  const relation = model.relations.get(name)
  return relation && rest.length > 0 ? relationAt(targetOf(schema, relation), rest, schema) : relation
}

/** Whether a list is at the end of a path, or on the way there. */
export function leadsToMany(model: Model, path: readonly string[], schema: OrmAdapter['schema']): boolean {
  return path.some((_, i) => relationAt(model, path.slice(0, i + 1), schema)?.kind === 'many')
}

/** Whether a to-one relation stands anywhere below a list. */
export function hasOneBelowMany(model: Model, path: readonly string[], schema: OrmAdapter['schema']): boolean {
  const kinds = path.map((_, i) => relationAt(model, path.slice(0, i + 1), schema)?.kind)
  return kinds.includes('many') && kinds.lastIndexOf('one') > kinds.indexOf('many')
}

export function leadsSomewhere(model: Model, path: readonly string[], schema: OrmAdapter['schema'], toRelation: boolean): boolean {
  const [name = '', ...rest] = path
  if (!toRelation && rest.length === 0 && model.fields.has(name)) return true
  const relation = model.relations.get(name)
  if (!relation) return false
  return rest.length === 0 || leadsSomewhere(targetOf(schema, relation), rest, schema, toRelation)
}

/** Whether a path is one of properties: a key column that only a relation has is a field of djust's alone. */
export function isProperty(meta: EntityMetadata, path: readonly string[]): boolean {
  const [name, ...rest] = path
  const prop = meta.properties[name as never] as EntityProperty | undefined
  if (!prop || rest.length === 0) return prop !== undefined
  return prop.targetMeta !== undefined && isProperty(prop.targetMeta, rest)
}

const subqueries: ReadonlySet<string> = new Set(['$some', '$none', '$every', '$size'])
