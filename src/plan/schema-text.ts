import type { EntityClass, Field, Model, Relation, Schema } from '../schema/schema.ts'

/**
 * All that plans of a schema depend on, as text: names, columns, relations, what is hidden, and the source of the classes
 * whose members are read. Two processes with the same text make the same plans.
 */
export function schemaText(schema: Schema): string {
  const seen: Seen = { classes: new Map(), parts: new Set() }
  const models = Array.from(schema.models.values(), (model) => modelText(model, seen))
  return JSON.stringify([models, Array.from(seen.classes.keys(), classText)])
}

/** Each class is written once; the parts of JSON may contain one another. */
interface Seen {
  readonly classes: Map<EntityClass, number>
  readonly parts: Set<Model>
}

function modelText(model: Model, seen: Seen): unknown {
  return [
    model.name,
    model.table,
    model.tableSchema,
    model.primaryKey,
    chain(model.entity, seen),
    Array.from(model.fields.values(), (field) => fieldText(field, seen)),
    Array.from(model.relations.values(), relationText),
    Array.from(model.members.values(), ({ name, kind, owner, overrides = [] }) => [
      name,
      kind,
      chain(owner, seen),
      overrides.map((each) => chain(each, seen)),
    ]),
    model.ordering,
    model.variants && [model.variants.field, Array.from(model.variants.classes, ([value, entity]) => [value, chain(entity, seen)])],
    [...(model.unsupported ?? [])],
    Array.from(model.transient ?? [], ([name, { hidden }]) => [name, hidden]),
  ]
}

function fieldText(field: Field, seen: Seen): unknown {
  const { name, column, type, nullable, primary, hidden, lazy, held, opaque, inner, valueOrder, scale, expression } = field
  return [
    name,
    column,
    type,
    nullable,
    primary,
    hidden,
    lazy ?? false,
    held ?? false,
    opaque ?? false,
    valueOrder ?? null,
    scale,
    expression?.('') ?? null,
    inner ? partText(inner, seen) : null,
  ]
}

function partText(part: Model, seen: Seen): unknown {
  if (seen.parts.has(part)) return part.name
  seen.parts.add(part)
  return modelText(part, seen)
}

function relationText(relation: Relation): unknown {
  const { name, kind, model, nullable, owner, hidden, local, foreign, pivot, ordering, inverse, embedded } = relation
  return [name, kind, model, nullable, owner, hidden, local, foreign, pivot, ordering, inverse, embedded?.presence ?? Boolean(embedded)]
}

/** The class and those that it extends, as numbers in the list of all classes. */
function chain(entity: EntityClass, { classes }: Seen): number[] {
  const numbers: number[] = []
  for (let at: unknown = entity; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    const one = at as EntityClass
    if (!classes.has(one)) classes.set(one, classes.size)
    numbers.push(classes.get(one)!)
  }
  return numbers
}

function classText(entity: EntityClass): unknown {
  const reads: unknown = Object.hasOwn(entity, 'reads') ? Reflect.get(entity, 'reads') : null
  return [Function.prototype.toString.call(entity), reads ?? null]
}
