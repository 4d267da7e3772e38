import type { PlanNode } from '../plan/load-plan.ts'
import { absent, type Instance } from '../query/instance.ts'
import type { Layout } from '../query/statement.ts'
import type { EntityClass } from '../schema/schema.ts'
import { identity } from '../value/identity.ts'
import { HeldValue } from './held-value.ts'
import { lightClass } from './light-class.ts'

/** What an instance was built on. */
const source: unique symbol = Symbol('djust.source')

/** Instances built on an entity: what the plan reads are own properties, to be filled in. */
export interface InstanceClass {
  create(instance: Instance): object
}

/**
 * The class of a plan node's instances that are built on entities. It is the light class of the node, but for values that the
 * plan does not read: those are the entity's, as far as it has them. What entities lead to is the plan's alone, since nothing
 * watches what is read of an entity. `entity` is the class whose members they have.
 */
export function instanceClass(node: PlanNode, entity: EntityClass): InstanceClass {
  const none = { presence: null, levels: [], one: [] }
  const layout: Layout = {
    node,
    ...none,
    fields: [...node.fields.values()].map((field) => ({ name: field.name, field, column: 0 })),
    annotations: [...node.annotations].map((name) => ({ name, field: null, column: 0, decode: (raw) => raw })),
    levels: [...node.one.values()].map((one) => ({ one, key: [], path: [] })),
    many: [...node.many.values()].map((many) => ({ many, key: [], count: null, exists: null, path: [], nested: null })),
  }
  const light = lightClass(layout, entity)
  const prototype = Object.create(light.create.prototype as object) as object
  const known = new Set(light.names)
  const { fields, relations, primaryKey } = node.model
  for (const { name, hidden, held } of fields.values())
    if (!known.has(name) && !hidden) fallBack(prototype, name, (value) => (held ? new HeldValue(value) : value))
  for (const { name, hidden } of relations.values())
    if (!known.has(name) && !hidden)
      fallBack(prototype, name, (value) => (typeof value === 'object' && value !== null ? absent : (value ?? null)))
  if (primaryKey.length > 0) Object.defineProperty(prototype, identity, { value: identityMethod(prototype, primaryKey) })
  const create = light.create as typeof light.create & { prototype: object }
  create.prototype = prototype
  return {
    create(instance) {
      return Object.defineProperty(new create(), source, { value: instance })
    },
  }
}

/** The entity or embedded object that stands behind an object of a page; undefined behind others. */
export function builtOn(made: object): Instance | undefined {
  return (made as { readonly [source]?: Instance })[source]
}

/** What was never saved is only equal to itself. */
function identityMethod(prototype: object, primaryKey: readonly string[]): (this: object) => unknown {
  const byKey = Reflect.get(prototype, identity) as (this: object) => unknown
  return function () {
    return primaryKey.some((name) => (Reflect.get(this, name) ?? null) === null) ? builtOn(this)!.entity : byKey.call(this)
  }
}

/** Reads what the entity has; the light class refuses what it lacks, and what `show` takes for absent. */
function fallBack(prototype: object, name: string, show: (value: unknown) => unknown): void {
  const guard = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(prototype), name)
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: object): unknown {
      const value = builtOn(this)!.read(name)
      const shown = value === absent ? absent : show(value)
      return shown === absent ? guard?.get?.call(this) : shown
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  })
}
