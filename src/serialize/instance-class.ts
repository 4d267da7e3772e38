import type { PlanNode } from '../plan/load-plan.ts'
import type { Layout } from '../query/statement.ts'
import type { EntityClass } from '../schema/schema.ts'
import { identity } from '../value/identity.ts'
import { lightClass } from './light-class.ts'

/** Which entity an instance was built on. */
const source: unique symbol = Symbol('djust.source')

/** Instances built on an entity: what the plan reads are own properties, to be filled in. */
export interface InstanceClass {
  create(entity: object): object
}

/**
 * The class of a plan node's instances that are built on entities. It is the light class of the node, but for what the
 * plan does not read: that is answered by the entity, as far as it has it. `entity` is the class whose members they have.
 */
export function instanceClass(node: PlanNode, entity: EntityClass, loaded: (entity: object, name: string) => boolean): InstanceClass {
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
  const { fields, relations } = node.model
  for (const each of [...fields.values(), ...relations.values()])
    if (!known.has(each.name) && !each.hidden) fallBack(prototype, each.name, loaded)
  const { primaryKey } = node.model
  const byKey = Reflect.get(prototype, identity) as (this: object) => unknown
  Object.defineProperty(prototype, identity, {
    value(this: object) {
      // What was never saved is only equal to itself.
      return primaryKey.some((name) => (Reflect.get(this, name) ?? null) === null) ? Reflect.get(this, source) : byKey.call(this)
    },
  })
  const create = light.create as typeof light.create & { prototype: object }
  create.prototype = prototype
  return {
    create(entity) {
      return Object.defineProperty(new create(), source, { value: entity })
    },
  }
}

function fallBack(prototype: object, name: string, loaded: (entity: object, name: string) => boolean): void {
  const guard = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(prototype), name)
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: object): unknown {
      const entity = Reflect.get(this, source) as object
      return loaded(entity, name) ? Reflect.get(entity, name) : guard?.get?.call(this)
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  })
}
