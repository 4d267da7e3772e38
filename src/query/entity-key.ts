import { DjustError } from '../error.ts'
import type { Field, Model } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { describe } from './check-value.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import { fieldOfColumn, targetOf } from './target-of.ts'

/** A key field's value in an entity of the ORM: its own, or the key of the entity in the relation that has the column. */
export function keyPart(adapter: Pick<OrmAdapter, 'schema' | 'decoder'>, model: Model, entity: object, name: string): unknown {
  const own = keyValue(adapter, model.fields.get(name), Reflect.get(entity, name))
  const column = model.fields.get(name)?.column ?? name
  for (const relation of model.relations.values()) {
    const at = relation.owner && !relation.pivot ? relation.local.indexOf(column) : -1
    if (at === -1) continue
    const related: unknown = Reflect.get(entity, relation.name)
    if (typeof related !== 'object' || related === null) return related ?? own
    const target = targetOf(adapter.schema, relation)
    const field = fieldOfColumn(target, relation.foreign[at] ?? '')
    if (field) return keyPart(adapter, target, related, field.name)
  }
  return own
}

/** A decimal with the digits that djust's rows have: SQLite keeps 832.00 as 832, and so does the ORM's entity. */
function keyValue(adapter: Pick<OrmAdapter, 'decoder'>, field: Field | undefined, value: unknown): unknown {
  return field?.type === 'decimal' && typeof value === 'string' ? (adapter.decoder?.(field)?.(value) ?? value) : value
}

/** The key field of what a condition compares rows with: an entity, an object with the parts of its key, or the key itself. */
export function givenKey(adapter: Pick<OrmAdapter, 'schema'>, model: Model, where: string, name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) {
    if (model.primaryKey.length === 1) return value
    throw new DjustError(
      'query/wrong-value',
      `${where} is compared with ${describe(value)}, but the key of ${model.name} has several fields.`,
      { hint: `Give an object: { ${keyNames(model).join(': …, ')}: … }.` },
    )
  }
  const key = keyPart(adapter, model, value, name)
  if (key !== undefined && key !== null) return key
  // A value of an application's own type is the key itself.
  if (model.fields.get(name)?.type === 'other' && !isPlainObject(value) && !(value instanceof model.entity)) return value
  throw new DjustError('query/wrong-value', `${where} is compared with ${describe(value)} that has no ${propertyOf(model, name)}.`, {
    hint: `Give a saved ${model.name}, or its key.`,
  })
}

/** The properties that an entity's key is made of. */
function keyNames(model: Model): string[] {
  return [...new Set(model.primaryKey.map((name) => propertyOf(model, name)))]
}

/** A key column that only a relation has is a field of its own, of which the entity knows nothing. */
function propertyOf(model: Model, name: string): string {
  const { column } = model.fields.get(name)!
  const relations = [...model.relations.values()].filter((one) => one.owner && !one.pivot && one.local.includes(column))
  // A relation may have a column of the key beside others that are none of it.
  relations.sort((a, b) => a.local.length - b.local.length)
  return relations[0]?.name ?? name
}
