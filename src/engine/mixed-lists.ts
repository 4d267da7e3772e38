import type { AccessNode } from '../access/access-node.ts'
import { queryState } from '../query/lazy-query.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { targetOf } from '../query/target-of.ts'
import { baseOf, hierarchyOf } from '../schema/hierarchy.ts'
import type { Model, Schema } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import type { Reads } from './context-access.ts'

/** What stands in one place with rows of a model: a name that one of them has is no unknown name of the others. */
export interface Others {
  /** The same for all lists of which the same may be said. */
  readonly key: string
  /** Whether one of them has what is read at the end of this way; an empty name stands for the elements of a list. */
  has(way: readonly string[]): boolean
}

/** The lists of a context, by the path of their items. */
export class MixedLists {
  readonly #adapter: OrmAdapter
  readonly #lists = new Map<string, List>()

  constructor(adapter: OrmAdapter) {
    this.#adapter = adapter
  }

  add(path: string, items: readonly unknown[]): void {
    const known = this.#lists.get(path)
    if (known) {
      known.items.push(items)
      known.unseen.push(items)
    } else this.#lists.set(path, { items: [items], unseen: [items], kinds: { models: new Set(), objects: [], entities: new Set() } })
  }

  /** What stands at a path besides rows of the model; null where there is nothing. */
  others(path: string, model: Model): Others | null {
    const list = this.#lists.get(path)
    if (!list) return null
    for (const items of list.unseen.splice(0)) addKinds(list.kinds, items, this.#adapter)
    const { models, objects } = list.kinds
    const { schema } = this.#adapter
    const others = [...models].filter((one) => !baseOf(one, model))
    if (others.length === 0 && objects.length === 0) return null
    return {
      key: [...others.map(({ name }) => name).sort(), ...(objects.length > 0 ? ['{}'] : [])].join('|'),
      has: (way) =>
        others.some((one) => modelHas(schema, one, way)) ||
        objects.some((one) => objectHas(one, way)) ||
        (way.length === 1 && list.items.some((items) => items.some((item) => objectHas(item, way)))),
    }
  }
}

interface List {
  readonly items: (readonly unknown[])[]
  /** Those of them whose kinds are not known yet. */
  readonly unseen: (readonly unknown[])[]
  readonly kinds: Kinds
}

interface Kinds {
  /** Of each hierarchy the model that has all of its rows. */
  readonly models: Set<Model>
  /** What is no row. */
  readonly objects: object[]
  /** The prototypes of entities. */
  readonly entities: Set<unknown>
}

function addKinds({ models, objects, entities }: Kinds, items: readonly unknown[], adapter: OrmAdapter): void {
  for (const item of items) {
    if (typeof item !== 'object' || item === null || entities.has(Object.getPrototypeOf(item))) continue
    const entity = queryState(item)?.entity ?? adapter.recognise?.(item)?.entity
    const instance = entity ? undefined : adapter.instance?.(item)
    if (instance?.entity === item) entities.add(Object.getPrototypeOf(item))
    const model = entity ? adapter.schema.modelOf(entity) : instance?.model
    if (model) models.add(hierarchyOf(model, adapter.schema).at(-1)!)
    else if (!entity && !('then' in item) && !(Symbol.iterator in item)) objects.push(item)
  }
}

/** The way on which something is read of a value; null for what only members read. */
export function wayTo(reads: Reads, use: AccessNode): readonly string[] | null {
  const seen = new Set<AccessNode>()
  const find = (node: AccessNode, way: readonly string[]): readonly string[] | null => {
    if (node === use) return way
    if (seen.has(node)) return null
    seen.add(node)
    for (const next of node.flowsTo) {
      const found = find(next, way)
      if (found) return found
    }
    for (const [name, next] of [...node.members, ...(node.element ? [['', node.element] as const] : [])]) {
      const found = find(next, [...way, name])
      if (found) return found
    }
    return null
  }
  for (const node of reads) {
    const found = find(node, [])
    if (found) return found
  }
  return null
}

function modelHas(schema: Schema, model: Model, way: readonly string[]): boolean {
  const [name, ...rest] = way
  if (name === undefined) return true
  const relation = model.relations.get(name)
  if (!relation) return [model.fields, model.members, model.unsupported, model.transient].some((names) => names?.has(name))
  const below = relation.kind === 'many' && isOfList(rest[0]) ? rest.slice(1) : rest
  return relation.kind === 'many' && below === rest ? true : modelHas(schema, targetOf(schema, relation), below)
}

function isOfList(name: string | undefined): boolean {
  return name === '' || name === 'first' || name === 'last' || /^\d+$/.test(name ?? '-')
}

function objectHas(value: unknown, way: readonly string[]): boolean {
  const [name, ...rest] = way
  if (name === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  if (name === '') return Array.isArray(value) && value.some((item) => objectHas(item, rest))
  return name in value && (rest.length === 0 || !isPlainObject(value) || objectHas(value[name], rest))
}
