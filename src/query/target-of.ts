import { DjustError } from '../error.ts'
import type { Field, Model, Relation, Schema } from '../schema/schema.ts'

/** The model that a relation leads to. */
export function targetOf(schema: Schema, relation: Relation): Model {
  const model = schema.models.get(relation.model)
  if (!model)
    throw new DjustError('schema/unknown-model', `relation ${relation.name} leads to ${relation.model}, which is no model of this schema`)
  return model
}

/** The field that is stored in a column of a model's table; undefined for a relation's own key column. */
export function fieldOfColumn(model: Model, column: string): Field | undefined {
  for (const field of model.fields.values()) if (field.column === column) return field
  return undefined
}

/** The columns of a model's primary key. */
export function keyColumns(model: Model): string[] {
  return model.primaryKey.map((name) => {
    const field = model.fields.get(name)
    if (!field) throw new DjustError('schema/no-key-field', `${model.name}'s primary key ${name} is no field of it`)
    return field.column
  })
}

/** The field whose values a relation's n-th key column holds, on whichever side it is a field. */
export function keyField(schema: Schema, owner: Model, relation: Relation, index: number): Field | undefined {
  const own = fieldOfColumn(owner, relation.local[index] ?? '')
  if (own || relation.pivot) return own
  return fieldOfColumn(targetOf(schema, relation), relation.foreign[index] ?? '')
}
