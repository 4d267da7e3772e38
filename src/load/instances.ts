import { bareNode, keyFields } from '../plan/bare-node.ts'
import type { ManyPlan, OnePlan, PlanNode } from '../plan/load-plan.ts'
import { modelNamed } from '../plan/planned-names.ts'
import { absent, type Instance } from '../query/instance.ts'
import type { CallTerms, Key } from '../query/native-call.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { EntityClass, FieldType, Model } from '../schema/schema.ts'
import { addAwaited } from '../serialize/awaited-members.ts'
import { HeldValue } from '../serialize/held-value.ts'
import { instanceClass, type InstanceClass, type Share } from '../serialize/instance-class.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { toRelatedList } from '../serialize/related-list.ts'
import { isObject } from '../util/is-object.ts'
import { setValue } from '../util/set-value.ts'
import type { InstanceRows } from './instance-rows.ts'
import { keyText } from './keyed-rows.ts'
import { type Lack, type LackingRows, lackingRows } from './lacking-rows.ts'
import { takeOwnValues } from './own-values.ts'
import { addValue } from './shared-rows.ts'

/** An embedded object of which an entity has a part. */
interface Part {
  readonly node: PlanNode
  readonly part: object
  /** What it lacks. */
  readonly lacking: ReadonlySet<string>
}

/** How rows are loaded. */
export interface InstanceLoad {
  /** Rows of a model by their keys, loaded as a plan says, in the order of the keys; undefined where there is none. */
  rows(node: PlanNode, keys: readonly Key[], handle: unknown): Promise<readonly (object | undefined)[]>
  /** Whole lists of a relation by raw values of its `local` columns. */
  lists(node: PlanNode, many: ManyPlan, keys: readonly Key[], handle: unknown): Promise<readonly unknown[]>
}

/** Entities that are read in the same way. */
export interface InstancePlace {
  readonly node: PlanNode
  readonly entities: readonly object[]
}

/** An instance whose light instance is to be filled: at a path from what `build` was given. */
interface Open {
  readonly node: PlanNode
  readonly instance: Instance
  readonly made: object
  readonly path: string
  /** Whether it stays as it is, whatever it lacks. */
  readonly closed: boolean
}

export interface InstanceTerms {
  readonly handle?: unknown
  readonly terms?: CallTerms | null
}

/** What is made once for a plan node, and kept as long as it: statements are kept with the plans of what is lacking. */
export interface InstanceCache {
  readonly lacks: WeakMap<PlanNode, Map<string, PlanNode>>
  /** By the entity's class: rows of several may stand in one place. */
  readonly classes: WeakMap<PlanNode, Map<EntityClass, InstanceClass>>
  /** The same for entities that lead to nothing but what the plan reads. */
  readonly closedClasses: WeakMap<PlanNode, Map<EntityClass, InstanceClass>>
}

/** The most kinds of partly loaded instances whose plans are kept for a node. */
const maxLacks = 64

/**
 * Builds light instances on entities that are loaded already: what they have is taken from them, what the plan reads
 * besides is loaded by key, for all entities that lack the same in one go. Nothing is written to the entities.
 */
export class Instances {
  readonly #adapter: OrmAdapter
  readonly #cache: InstanceCache
  readonly #rows: InstanceRows
  readonly #load: InstanceLoad
  readonly #handle: unknown
  readonly #terms: CallTerms | null
  readonly #made = new Map<PlanNode, Map<object, object>>()
  /** What to do where a row that only a reference is known of does not exist, or may not be seen. */
  readonly #missing = new Map<object, (() => void)[]>()
  /** Embedded objects of which entities have a part, by what stands for the entity and their name. */
  readonly #parts = new Map<object, Map<string, Part>>()
  #open: Open[] = []
  /** One object for each entity, where members tell rows apart. */
  readonly #share: Share = (instance, create) => this.#rows.take(instance, instance.model, this.#handle ?? instance.handle, create)

  /** `handle` is what the rows are loaded on; undefined for the entities' own. `terms` say what to load besides what is lacking. */
  constructor(adapter: OrmAdapter, cache: InstanceCache, rows: InstanceRows, load: InstanceLoad, options: InstanceTerms) {
    this.#adapter = adapter
    this.#cache = cache
    this.#rows = rows
    this.#load = load
    this.#handle = options.handle
    this.#terms = options.terms ?? null
  }

  /** What stands for each entity, by places; null for a reference to a row that is not there. */
  async build(places: readonly InstancePlace[]): Promise<readonly (readonly (object | null)[])[]> {
    const out = places.map(({ node, entities }) => {
      const made: (object | null)[] = []
      for (const [i, entity] of entities.entries()) made[i] = this.#take(entity, node, { path: '', closed: false }, () => (made[i] = null))
      return made
    })
    while (this.#open.length > 0) {
      const lacks: Lack[] = []
      // All that is there leads to, before anything is loaded.
      for (let open = this.#open; open.length > 0; open = this.#open) {
        this.#open = []
        for (const each of open) this.#fill(each, lacks)
      }
      const lacking = lackingRows(lacks, (all, model) => this.#fieldsOf(all, model))
      await Promise.all(lacking.map((rows) => this.#complete(rows)))
    }
    return out
  }

  /** The light instance of an entity, which is filled later; other objects are as they are. */
  #take(value: object, node: PlanNode, at: Pick<Open, 'path' | 'closed'>, onMissing: () => void): object {
    const instance = this.#adapter.instance?.(value)
    if (!instance) return value
    let made = this.#known(node).get(instance.entity)
    if (!made) {
      made = this.#object(node, instance)
      this.#known(node).set(instance.entity, made)
      this.#open.push({ node, instance, made, ...at, closed: at.closed && instance.isReference })
    }
    if (instance.isReference) this.#missing.set(made, [...(this.#missing.get(made) ?? []), onMissing])
    return made
  }

  #object(node: PlanNode, instance: Instance): object {
    const create = (): object => this.#class(node, instance.model.entity).create(instance, node.shared ? this.#share : undefined)
    if (!node.shared) return create()
    const made = this.#share(instance, create)
    addAwaited(made, node)
    return made
  }

  #fill({ node, instance, made, path, closed }: Open, lacks: Lack[]): void {
    const lacking: string[] = []
    this.#takeValues(node, instance, made, path, (name) => void lacking.push(name))
    if (lacking.length === 0) return
    if (closed || instance.key === null) {
      this.#leave(made, node, lacking)
      return
    }
    const handle = this.#handle ?? instance.handle
    const part = this.#lackPlan(node, lacking)
    const same = lacks.find((other) => other.node === part && other.handle === handle)
    if (same) same.instances.push({ instance, made })
    else lacks.push({ node: part, of: node, handle, instances: [{ instance, made }] })
  }

  /** Lists of which nothing is there are empty, and embedded objects are what is there. */
  #leave(made: object, node: PlanNode, lacking: readonly string[]): void {
    for (const name of lacking) if (node.many.has(name)) setValue(made, name, toRelatedList([]))
    for (const [name, { part }] of this.#parts.get(made) ?? []) setValue(made, name, part)
  }

  /** Takes over what the instance has; `onLack` hears the names of the others. */
  #takeValues(node: PlanNode, instance: Instance, made: object, path: string, onLack: (name: string) => void): void {
    const lack = (name: string): void => {
      if (!this.#terms?.excludes(path + name)) onLack(name)
    }
    const others = instance.isReference ? undefined : node.model.variants?.lacking.get(instance.model.entity)
    for (const [name, field] of node.fields) {
      if (others?.has(name)) continue
      const value = instance.read(name)
      if (value === absent) lack(name)
      else setValue(made, name, field.held ? new HeldValue(value) : value)
    }
    takeOwnValues(node, instance, made)
    for (const [name, one] of node.one) {
      if (others?.has(name)) continue
      const at = this.#related(`${path}${name}`)
      const value = at.loaded && !one.relation.embedded ? absent : instance.read(name)
      if (value === absent && !at.closed) lack(name)
      else if (value === absent) continue
      else if (!isObject(value)) setValue(made, name, value ?? null)
      else if (one.relation.embedded) this.#embedded(made, name, one, instance, at.path, lack)
      else {
        const row = this.#take(value, one.node, at, () => setValue(made, name, null))
        setValue(made, name, row)
      }
    }
    for (const [name, many] of node.many) {
      if (others?.has(name)) continue
      const at = this.#related(`${path}${name}`)
      const value = at.loaded ? absent : instance.read(name)
      // Of a list that rows were added to, the others are needed to know any part of it.
      if (value === absent && at.closed) setValue(made, name, toRelatedList([]))
      else if (value === absent) lack(instance.added(name).length > 0 ? `${name}+` : name)
      else this.#many(made, node.model, many, (value ?? []) as readonly object[], at)
    }
  }

  #related(path: string): { path: string; loaded: boolean; closed: boolean } {
    const relation = this.#terms?.relation(path)
    return { path: `${path}.`, loaded: relation === 'loaded', closed: relation === 'given' }
  }

  /** One that is not there as a whole is loaded, and what is there of it wins. */
  #embedded(made: object, name: string, { node }: OnePlan, owner: Instance, path: string, lack: (name: string) => void): void {
    const instance = owner.embedded(name, node.model)
    const { constructor } = instance.entity
    const variants = [...(node.model.variants?.classes.values() ?? [])]
    const part = this.#class(node, variants.find((each) => each === constructor) ?? node.model.entity).create(
      instance,
      node.shared ? this.#share : undefined,
    )
    const lacking = new Set<string>()
    this.#takeValues(node, instance, part, path, (each) => void lacking.add(each))
    if (lacking.size === 0) {
      addValue(made, name, part)
      return
    }
    lack(name)
    let parts = this.#parts.get(made)
    if (!parts) this.#parts.set(made, (parts = new Map()))
    parts.set(name, { node, part, lacking })
  }

  #many(made: object, model: Model, many: ManyPlan, items: readonly object[], at: Pick<Open, 'path' | 'closed'>): void {
    const { node } = many
    const { name } = many.relation
    if (!node) {
      // What is read of it is how many there are. Another way to the same row may have its rows already, or bring them.
      const needs = { model: model.name, relation: name, head: 0, tail: 0, place: many }
      addValue(made, name, new PartialList(needs, items.length, null))
      return
    }
    const list = toRelatedList<object>([])
    for (const item of items) {
      const row = this.#take(item, node, at, () => list.splice(list.indexOf(row), 1))
      list.push(row)
    }
    setValue(made, name, list)
  }

  async #complete({ node, handle, lacks }: LackingRows): Promise<void> {
    const keys = new Map<string, Key>()
    for (const { instance } of lacks.flatMap(({ instances }) => instances)) if (instance.key) keys.set(keyText(instance.key), instance.key)
    const rows = await this.#loadRows(node, [...keys.values()], handle)
    const byKey = new Map([...keys.keys()].map((text, i) => [text, rows[i]]))
    for (const { node: part, of, instances } of lacks) {
      for (const { instance, made } of instances) {
        const row = byKey.get(keyText(instance.key!))
        if (row) {
          if (instance.isReference) this.#takeClass(of, instance, made, row === made ? this.#rows.classOf(row) : row.constructor)
          this.#add(part, instance, made, row)
        } else if (instance.isReference) for (const act of this.#missing.get(made) ?? []) act()
        else this.#leave(made, part, [...part.many.keys()])
      }
    }
  }

  async #loadRows(node: PlanNode, keys: readonly Key[], handle: unknown): Promise<readonly (object | undefined)[]> {
    const onlyLists = node.fields.size === 0 && node.one.size === 0
    const lists = [...node.many.values()]
    if (!onlyLists || !lists.every((many) => this.#isKeyed(node.model, many))) return this.#load.rows(node, keys, handle)
    // The keys of the lists are known: there is nothing to read of the rows themselves.
    const rows = keys.map(() => ({}))
    await Promise.all(
      lists.map(async (many) => {
        const loaded = await this.#load.lists(node, many, keys, handle)
        rows.forEach((row, i) => setValue(row, many.relation.name, loaded[i]))
      }),
    )
    return rows
  }

  /** Whether all rows of the list are needed, by the model's own key as both the database and the entity have it. */
  #isKeyed(model: Model, { head, node, relation }: ManyPlan): boolean {
    const fields = model.primaryKey.map((name) => model.fields.get(name))
    if (head !== Infinity || !node || fields.length !== relation.local.length) return false
    return fields.every(
      (field, i) =>
        field?.column === relation.local[i] &&
        field !== undefined &&
        sameInBoth.has(field.type) &&
        !this.#adapter.decoder?.(field) &&
        !this.#adapter.selectAs?.(field),
    )
  }

  /** What was loaded of an instance; its own key stays as it is. */
  #add(node: PlanNode, instance: Instance, made: object, row: object): void {
    // One object for both: what was loaded is there already.
    if (row !== made)
      for (const name of [...node.fields.keys(), ...node.one.keys()]) if (name in row) setValue(made, name, Reflect.get(row, name))
    for (const [name, part] of this.#parts.get(made) ?? []) setValue(made, name, this.#completed(part, Reflect.get(made, name)))
    for (const [name, many] of node.many) {
      const list: unknown = Reflect.get(row, name)
      const added = instance.added(name)
      if (added.length > 0 && Array.isArray(list)) {
        const { primaryKey } = modelNamed(this.#adapter.schema, many.relation.model)
        const known = new Set(list.map((row: object) => keyText(primaryKey.map((part): unknown => Reflect.get(row, part)))))
        for (const item of added) {
          // The ORM itself adds rows of the database to the other side of a relation that it loads.
          const key = this.#adapter.instance?.(item)?.key
          if (key && known.has(keyText(key))) continue
          list.push(many.node ? this.#take(item, many.node, { path: '', closed: false }, () => {}) : item)
        }
      }
      setValue(made, name, list)
    }
  }

  /** An embedded object as it was loaded, with what the entity has of it. */
  #completed({ node, part, lacking }: Part, loaded: unknown): object {
    if (!isObject(loaded)) return part
    const inside = this.#parts.get(part)
    for (const name of [...node.fields.keys(), ...node.one.keys()]) {
      const known = inside?.get(name)
      if (known) setValue(loaded, name, this.#completed(known, Reflect.get(loaded, name)))
      else if (!lacking.has(name)) setValue(loaded, name, Reflect.get(part, name))
    }
    return loaded
  }

  /** A reference tells the class of a relation's target; its row may be of one below. */
  #takeClass(node: PlanNode, instance: Instance, made: object, constructor: unknown): void {
    const own = constructor as EntityClass
    if (own === instance.model.entity || !this.#adapter.schema.modelOf(own)) return
    Object.setPrototypeOf(made, Object.getPrototypeOf(this.#class(node, own).create(instance)) as object)
  }

  #lackPlan(node: PlanNode, lacking: readonly string[]): PlanNode {
    return this.#kept(node, lacking.join(' '), () => this.#partOf(node, new Set(lacking)))
  }

  #kept(node: PlanNode, id: string, make: () => PlanNode): PlanNode {
    let known = this.#cache.lacks.get(node)
    if (!known) this.#cache.lacks.set(node, (known = new Map()))
    let plan = known.get(id)
    if (!plan) {
      if (known.size >= maxLacks) known.clear()
      known.set(id, (plan = make()))
    }
    return plan
  }

  /** The fields that instances of several places lack, of the model that has the rows of all. */
  #fieldsOf(all: readonly Lack[], model: Model): PlanNode {
    const { node } = all[0]!
    const names = new Set(all.flatMap(({ node: part }) => [...part.fields.keys()]))
    const fields = new Map([...names].sort().flatMap((name) => [[name, model.fields.get(name)!] as const]))
    return this.#kept(node, `${model.name} ${[...fields.keys()].join(' ')}`, () => ({ ...node, model, fields }))
  }

  #known(node: PlanNode): Map<object, object> {
    let known = this.#made.get(node)
    if (!known) this.#made.set(node, (known = new Map()))
    return known
  }

  #class(node: PlanNode, entity: EntityClass): InstanceClass {
    // What a call of the ORM's gave besides what it was asked for may not be right.
    const isClosed = this.#terms !== null
    const cache = isClosed ? this.#cache.closedClasses : this.#cache.classes
    let classes = cache.get(node)
    if (!classes) cache.set(node, (classes = new Map()))
    let known = classes.get(entity)
    if (!known) classes.set(entity, (known = instanceClass(node, entity, isClosed)))
    return known
  }

  /** The part of a plan node that has these names; a name with a plus means the whole list. */
  #partOf(node: PlanNode, names: ReadonlySet<string>): PlanNode {
    const only = <T>(all: ReadonlyMap<string, T>): Map<string, T> => new Map([...all].filter(([name]) => names.has(name)))
    const many = only(node.many)
    for (const [name, plan] of node.many) {
      if (!names.has(`${name}+`)) continue
      const key = this.#keyNode(modelNamed(this.#adapter.schema, plan.relation.model), node.shared ?? false)
      const rows = plan.node ? { ...plan.node, fields: new Map([...plan.node.fields, ...key.fields]) } : key
      many.set(name, { ...plan, head: Infinity, tail: 0, count: false, exists: false, node: rows })
    }
    return { ...node, fields: only(node.fields), members: new Set(), annotations: new Set(), one: only(node.one), many }
  }

  /** `shared` as all of the plan is: the list may be one that others on the page read more of. */
  #keyNode(model: Model, shared: boolean): PlanNode {
    return bareNode(model, { fields: keyFields(model), shared })
  }
}

const sameInBoth: ReadonlySet<FieldType> = new Set<FieldType>(['integer', 'string', 'text', 'uuid'])
