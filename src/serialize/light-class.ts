import type { PlanNode } from '../plan/load-plan.ts'
import type { EntityClass, Field, Model } from '../schema/schema.ts'
import type { Layout } from '../query/statement.ts'
import { templateFields } from '../util/template-fields.ts'
import { identity } from '../value/identity.ts'
import { awaitedMembers } from './awaited-members.ts'
import { CodeScope, LocalNames, propertyOf } from './generate.ts'
import { HeldValue } from './held-value.ts'
import { addReferenceMembers } from './reference-members.ts'
import { NotLoadedError } from './not-loaded-error.ts'
import { isOtherSide, rowOrMissing, templateConverter } from './template-values.ts'
import { setValue } from '../util/set-value.ts'

/** A generated class whose instances have exactly what was loaded. Its arguments are the values of `names`, in order. */
export interface LightClass {
  readonly names: readonly string[]
  /** What `source` calls it. */
  readonly title: string
  readonly source: string
  readonly create: LightConstructor
  /** Where rows are of several classes: the one for a raw value of the discriminator. */
  readonly choose: ((discriminator: unknown) => LightConstructor) | null
}

type LightConstructor = new (...values: readonly unknown[]) => object

/**
 * The class of one layout's instances. What was loaded are own data properties (one hidden class for all rows); the
 * prototype is a shadow of the entity's, so that its getters and methods work on them while no setter of the ORM
 * fires, and every other field or relation of the model throws when it is read. `entity` is the class that all of them are of,
 * where it is known.
 */
export function lightClass(layout: Layout, entity?: EntityClass): LightClass {
  const { model } = layout.node
  const names = loadedNames(layout)
  const scope = new CodeScope()
  const locals = new LocalNames()
  const held = new Set(layout.fields.filter(({ field }) => field.held).map(({ name }) => name))
  const parameters = names.map((name) => locals.take(name, 'value'))
  const lines = names.map((name, i) => {
    const given = parameters[i]!
    const value = held.has(name) ? `${given} === void 0 ? ${given} : new ${scope.name(HeldValue, 'H')}(${given})` : given
    return `  ${propertyOf('this', name)} = ${value}`
  })
  const title = /^[A-Za-z_$][\w$]*$/.test(model.name) ? `Light${model.name}` : 'Light'
  const sourceWithout = (lacking: ReadonlySet<string>): string =>
    `function ${title}(${parameters.join(', ')}) {\n${lines.filter((_, i) => !lacking.has(names[i]!)).join('\n')}\n}`
  const loaded = new Set(names)
  const constructorFor = (owner: EntityClass, lacking: ReadonlySet<string> = none): LightConstructor => {
    // A constructor function, as its text says.
    const create = scope.evaluate(sourceWithout(lacking)) as { prototype: object } & LightConstructor
    create.prototype = shadowPrototype(layout, owner, loaded, lacking)
    return create
  }
  const create = entity ? constructorFor(entity, model.variants?.lacking.get(entity)) : constructorFor(model.entity)
  const source = sourceWithout(none)
  if (!model.variants || !loaded.has(model.variants.field)) return { names, title, source, create, choose: null }
  const { classes, lacking } = model.variants
  const byValue = new Map([...classes].map(([value, owner]) => [value, constructorFor(owner, lacking.get(owner))]))
  return { names, title, source, create, choose: (discriminator) => byValue.get(String(discriminator)) ?? create }
}

const none: ReadonlySet<string> = new Set()

/** Names of own properties in the order of the constructor's arguments. */
function loadedNames(layout: Layout): string[] {
  return [
    ...layout.fields.map((field) => field.name),
    ...layout.annotations.map((annotation) => annotation.name),
    ...layout.one.map(({ relation }) => relation.name),
    ...layout.levels.map(({ one }) => one.relation.name),
    ...layout.many.map(({ many }) => many.relation.name),
  ]
}

function shadowPrototype(layout: Layout, entity: EntityClass, loaded: ReadonlySet<string>, lacking: ReadonlySet<string>): object {
  const { node } = layout
  const { model } = node
  const prototype = Object.create(entity.prototype as object) as object
  const has = (name: string): boolean => !lacking.has(name)
  for (const name of loaded) if (has(name)) Object.defineProperty(prototype, name, { value: undefined, writable: true, configurable: true })
  for (const [name, field] of model.fields) if (!loaded.has(name) && has(name)) guard(prototype, node, name, fieldHint(model, field))
  for (const name of model.relations.keys()) if (!loaded.has(name) && has(name)) guard(prototype, node, name, relationHint(model, name))
  hide(prototype, templateFields, converters(layout))
  if (model.primaryKey.length > 0) hide(prototype, identity, identityMethod(node, loaded))
  addReferenceMembers(prototype, model)
  if (node.awaited && node.awaited.size > 0) hide(prototype, awaitedMembers, node)
  if (!model.members.has('toJSON')) hide(prototype, 'toJSON', jsonMethod(model))
  return prototype
}

function guard(prototype: object, node: PlanNode, name: string, hint: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      // Promises read it of all that they are resolved with; a column of that name is always loaded.
      if (name === 'then') return undefined
      throw NotLoadedError.of(node.model.name, name, hint, node)
    },
    // What a method of the entity assigns is its own; nothing is ever saved from here.
    set(this: object, value: unknown) {
      setValue(this, name, value)
    },
  })
}

function fieldHint(model: Model, field: Field): string {
  if (field.hidden) return `${model.name}.${field.name} is hidden: no page reads it.`
  return `Code that djust can't follow reads it. Name it in the template, or in .only('${field.name}') on the query.`
}

function relationHint(model: Model, name: string): string {
  const word = model.relations.get(name)?.kind === 'many' ? 'prefetchRelated' : 'selectRelated'
  return `Code that djust can't follow reads it. Name it in the template, or in .${word}('${name}') on the query.`
}

/** Of all names: another statement may add some to a row. */
function converters({ node, annotations }: Layout): object {
  const out = Object.create(null) as Record<string, unknown>
  const fields = [...node.model.fields.values()].map((field) => ({ name: field.name, field }))
  for (const { name, field } of [...fields, ...annotations]) {
    const convert = field && templateConverter(field)
    if (convert) out[name] = convert
  }
  for (const relation of node.model.relations.values()) if (isOtherSide(relation)) out[relation.name] = rowOrMissing
  return Object.freeze(out)
}

function identityMethod(node: PlanNode, loaded: ReadonlySet<string>): (this: Readonly<Record<string, unknown>>) => string {
  const { model } = node
  // Rows of one table are of several classes, and may be reached by any of them.
  const table = JSON.stringify([model.tableSchema, model.table])
  const [key, ...others] = model.primaryKey
  const missing = model.primaryKey.find((name) => !loaded.has(name))
  if (key === undefined || missing !== undefined) {
    return () => {
      throw NotLoadedError.of(
        model.name,
        missing ?? 'primary key',
        'Two instances are compared by their primary keys, which this query did not load.',
        node,
      )
    }
  }
  if (others.length === 0)
    return function () {
      return `${table}:${String(this[key])}`
    }
  return function () {
    return `${table}:${JSON.stringify(model.primaryKey.map((name) => String(this[name])))}`
  }
}

function jsonMethod(model: Model): (this: object) => object {
  return function () {
    return Object.fromEntries(
      Object.entries(this).filter(([name]) => !model.fields.get(name)?.hidden && !model.relations.get(name)?.hidden),
    )
  }
}

function hide(prototype: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
}
