import { bareNode } from '../plan/bare-node.ts'
import type { PlanNode } from '../plan/load-plan.ts'
import { absent, type Instance } from '../query/instance.ts'
import type { Layout } from '../query/statement.ts'
import type { EntityClass, Model, Relation } from '../schema/schema.ts'
import { isObject } from '../util/is-object.ts'
import { identity } from '../value/identity.ts'
import { HeldValue } from './held-value.ts'
import { lightClass } from './light-class.ts'
import { toRelatedList } from './related-list.ts'
import { setValue } from '../util/set-value.ts'

/** What an instance was built on. */
const source: unique symbol = Symbol('djust.source')

/** Instances built on an entity: what the plan reads are own properties, to be filled in. */
export interface InstanceClass {
  /** `share` finds the one object of a row, where members tell rows apart as objects. */
  create(instance: Instance, share?: Share): object
}

/** The object that stands for an entity already, or the one that is made of it now. */
export type Share = (instance: Instance, create: () => object) => object

/** How instances that it leads to are shared. */
const sharing: unique symbol = Symbol('djust.sharing')

/**
 * The class of a plan node's instances that are built on entities. It is the light class of the node, but for what the plan
 * does not read: that is the entity's, as far as it has it, and related entities that are loaded are instances, too. With
 * `isClosed` what entities lead to is the plan's alone. `entity` is the class whose members they have.
 */
export function instanceClass(node: PlanNode, entity: EntityClass, isClosed: boolean): InstanceClass {
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
  const known = new Set([...light.names, ...(node.model.variants?.lacking.get(entity) ?? [])])
  const { fields, relations, primaryKey } = node.model
  for (const { name, hidden, held } of fields.values())
    if (!known.has(name) && !hidden) fallBack(prototype, name, (value) => (held ? new HeldValue(value) : value))
  for (const relation of relations.values())
    if (!known.has(relation.name) && !relation.hidden) fallBack(prototype, relation.name, follower(node, relation, isClosed))
  if (primaryKey.length > 0) Object.defineProperty(prototype, identity, { value: identityMethod(prototype, primaryKey) })
  const create = light.create as typeof light.create & { prototype: object }
  create.prototype = prototype
  return {
    create(instance, share) {
      const made = Object.defineProperty(new create(), source, { value: instance })
      return share ? Object.defineProperty(made, sharing, { value: share }) : made
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
function fallBack(prototype: object, name: string, show: Show): void {
  const guard = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(prototype), name)
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: object): unknown {
      const value = builtOn(this)!.read(name)
      const shown = value === absent ? absent : show(value, builtOn(this)!, (this as { readonly [sharing]?: Share })[sharing])
      if (shown === absent) return guard?.get?.call(this)
      // Whoever reads it again gets the same object.
      if (isObject(shown)) Object.defineProperty(this, name, { value: shown, writable: true, configurable: true })
      return shown
    },
    set(this: object, value: unknown) {
      setValue(this, name, value)
    },
  })
}

type Show = (value: unknown, of: Instance, share: Share | undefined) => unknown

/** What an entity has of a relation that no plan reads, where all of it is loaded. */
function follower(node: PlanNode, relation: Relation, isClosed: boolean): Show {
  const classes = new WeakMap<Model, InstanceClass>()
  const made = (value: unknown, of: Instance, share: Share | undefined): object | null => {
    const instance = isObject(value) ? of.of(value) : undefined
    if (!instance || instance.isReference) return null
    const { model } = instance
    let known = classes.get(model)
    if (!known) classes.set(model, (known = instanceClass(emptyNode(model, { node, relation: relation.name }), model.entity, false)))
    const create = (): object => known.create(instance, share)
    return share ? share(instance, create) : create()
  }
  return (value, of, share) => {
    if (!isObject(value)) return value ?? null
    if (isClosed || relation.embedded) return absent
    if (!Array.isArray(value)) return made(value, of, share) ?? absent
    const rows = value.map((item: unknown) => made(item, of, share))
    return rows.every(isObject) ? toRelatedList(rows) : absent
  }
}

function emptyNode(model: Model, from: NonNullable<PlanNode['from']>): PlanNode {
  const { shared = false } = from.node
  return bareNode(model, { shared, from })
}
