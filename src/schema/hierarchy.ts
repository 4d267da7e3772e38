import type { Model, Schema } from './schema.ts'

/** The one of two models whose rows those of the other one are; undefined for others. */
export function baseOf(a: Model, b: Model): Model | undefined {
  if (a === b) return a
  if (a.table !== b.table || a.tableSchema !== b.tableSchema) return undefined
  if (b.entity.prototype instanceof a.entity) return a
  return a.entity.prototype instanceof b.entity ? b : undefined
}

/** The models that have all rows of a model, from itself up to the one of the whole table. */
export function hierarchyOf(model: Model, schema: Schema): Model[] {
  const out: Model[] = []
  for (let at: unknown = model.entity; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const above = schema.modelOf(at as Model['entity'])
    if (above && baseOf(above, model) === above) out.push(above)
  }
  return out
}
