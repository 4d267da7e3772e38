import { AccessNode } from '../access/access-node.ts'
import { ClassTexts } from '../access/class-text.ts'
import { MemberAnalysis } from '../access/member-analysis.ts'
import type { ModelNames } from '../access/model-names.ts'
import { flow } from '../access/value-operations.ts'
import type { DjustError } from '../error.ts'
import type { Field, Model, Relation, Schema } from '../schema/schema.ts'
import { accessSet, membersOf, NodeNumbers, readsOnly, readsWhole, type AccessSet } from './access-set.ts'
import { listUses } from './list-uses.ts'
import type { ListPlan, LoadPlan, ManyPlan, OnePlan } from './load-plan.ts'
import { hiddenName, nameOnHeld, notAList, tooDeep, unknownName, unknownOnList } from './plan-errors.ts'
import { modelNamed, modelNames } from './planned-names.ts'

export interface PlanRequest {
  readonly model: Model
  /** What is read of the query's result: of the list, or with `single` of the one instance. */
  readonly access: readonly AccessNode[]
  readonly single: boolean
  /** Names that the query annotates its rows with. */
  readonly annotations: ReadonlySet<string>
  /** Names that queries of its relations annotate theirs with, by relation. */
  readonly prefetched?: Annotated['below']
  /** Gets the error of each unknown name and where it is read, to throw it or to say it; the name then reads nothing. */
  readonly onUnknown: (error: DjustError, use: AccessNode) => void
}

/** Names that rows have besides those of their model, and rows below them by relation. */
export interface Annotated {
  readonly names: ReadonlySet<string>
  readonly below: ReadonlyMap<string, Annotated>
}

interface DraftNode {
  readonly id: number
  readonly model: Model
  readonly fields: Map<string, Field>
  readonly members: Set<string>
  readonly awaited: Set<string>
  readonly annotations: Set<string>
  readonly one: Map<string, OnePlan>
  readonly many: Map<string, ManyPlan>
  shared: boolean
}

/** The most plan nodes that one query can have: members that recurse without repeating would never end. */
const maxNodes = 2000

/** The most uses of members that one query can have. */
const maxExpansions = 1000

/** Makes load plans for one schema. What members read is found once per class text. */
export class Planner {
  readonly schema: Schema
  readonly names: ModelNames
  readonly #texts = new ClassTexts()

  constructor(schema: Schema) {
    this.schema = schema
    this.names = modelNames(schema)
  }

  plan(request: PlanRequest): LoadPlan {
    try {
      return new Planning(this.schema, this.names, this.#texts, request).plan(request)
    } catch (cause) {
      // Planning descends as it goes: it may be too deep for the stack before it is for its own limit.
      if (cause instanceof RangeError) throw tooDeep(request.model, cause)
      throw cause
    }
  }
}

class Planning {
  readonly #schema: Schema
  readonly #names: ModelNames
  readonly #texts: ClassTexts
  readonly #root: Annotated
  /** Rows of one model with and without annotations are different nodes. */
  readonly #annotated = new Map<Annotated, number>()
  readonly #onUnknown: PlanRequest['onUnknown']
  readonly #numbers = new NodeNumbers()
  /** Set before descending, so that a state met again is the same plan node: that alone gives recursion. */
  readonly #nodes = new Map<string, DraftNode>()
  /** What a member reads of its row, by model, member and what is read of its result. */
  readonly #expansions = new Map<string, AccessNode>()
  #shared = false

  constructor(schema: Schema, names: ModelNames, texts: ClassTexts, request: PlanRequest) {
    this.#schema = schema
    this.#names = names
    this.#texts = texts
    this.#root = { names: request.annotations, below: request.prefetched ?? new Map() }
    this.#onUnknown = request.onUnknown
  }

  plan({ model, access, single }: PlanRequest): LoadPlan {
    const set = accessSet(access)
    const root = single
      ? { head: 1, tail: 0, count: false, exists: false, node: this.#node(model, set, [], this.#root) }
      : this.#list(model, set, null, this.#root)
    if (this.#shared) {
      for (const node of this.#nodes.values()) {
        node.shared = node.model.primaryKey.length > 0
        this.#addKey(node)
      }
    }
    return { root }
  }

  /** What is read of a list: its rows, from where, and what of each. */
  #list(model: Model, nodes: AccessSet, relation: Relation | null, annotated: Annotated | null): ListPlan {
    const { set, head, tail, count, exists, rows, others } = listUses(nodes)
    for (const [name, uses] of others) {
      const certain = uses.find((use) => use.certain && isDirectUse(set.direct, name, use))
      if (certain) this.#onUnknown(unknownOnList(model, relation, name, certain), certain)
    }
    const all = head === Infinity
    const bounded = head > 0 || tail > 0
    return {
      head,
      tail: all ? 0 : tail,
      count: count && !all,
      exists: exists && !bounded && !count,
      node: bounded ? this.#node(model, accessSet(rows), [], annotated) : null,
    }
  }

  #node(model: Model, set: AccessSet, chain: readonly string[], annotated: Annotated | null): DraftNode {
    const key = this.#key(model, set, annotated)
    const known = this.#nodes.get(key)
    if (known) return known
    if (this.#nodes.size >= maxNodes) {
      throw tooDeep(model)
    }
    const node: DraftNode = {
      id: this.#nodes.size,
      model,
      fields: new Map(),
      members: new Set(),
      awaited: new Set(),
      annotations: new Set(),
      one: new Map(),
      many: new Map(),
      shared: false,
    }
    this.#nodes.set(key, node)
    const complete = this.#withMembers(node, set, annotated)
    this.#fill(node, complete, [...chain, key], annotated)
    return node
  }

  /** The set with all that the members read in it read themselves, and what those read. */
  #withMembers(node: DraftNode, set: AccessSet, annotated: Annotated | null): AccessSet {
    const { model } = node
    const direct = new Set(set.direct)
    const expanded = new Set<string>()
    let complete = set
    for (let grown = true; grown;) {
      grown = false
      const members = membersOf(complete)
      for (const name of unnamed(complete)) if (model.members.has(name)) members.set(name, [...(members.get(name) ?? []), textUse()])
      for (const [name, uses] of members) {
        if (model.fields.has(name) || model.relations.has(name) || !model.members.has(name)) continue
        if (annotated?.names.has(name)) continue
        node.members.add(name)
        if (this.#isAsync(model, name)) node.awaited.add(name)
        const self = this.#expand(model, name, accessSet(uses))
        if (direct.has(self) || expanded.has(`${name} ${this.#numbers.key(accessSet([self]))}`)) continue
        expanded.add(`${name} ${this.#numbers.key(accessSet([self]))}`)
        direct.add(self)
        grown = true
      }
      if (grown) complete = accessSet(direct)
    }
    return complete
  }

  #isAsync(model: Model, name: string, seen = new Set<string>()): boolean {
    const member = model.members.get(name)
    const key = `${model.name}.${name}`
    if (member === undefined || seen.has(key)) return false
    seen.add(key)
    return [member.owner, ...(member.overrides ?? [])].some((owner) => {
      const text = this.#texts.member(owner, name)
      if (!text || text.givesPromise) return text?.givesPromise ?? false
      // One that passes on what another one gives, of whatever row it may be.
      const words = new Set(text.source.slice(text.function.start, text.function.end).match(/[\w$]+/g))
      return [...words].some((word) => this.#withMember(word).some((other) => this.#isAsync(other, word, seen)))
    })
  }

  #withMember(name: string): Model[] {
    return [...this.#schema.models.values()].filter((model) => model.members.has(name))
  }

  #expand(model: Model, name: string, uses: AccessSet): AccessNode {
    const key = `${model.name}.${name}(${this.#numbers.signature(uses)})`
    const known = this.#expansions.get(key)
    if (known) return known
    if (this.#expansions.size >= maxExpansions) throw tooDeep(model)
    const self = new AccessNode()
    this.#expansions.set(key, self)
    const result = new MemberAnalysis(this.#names, this.#texts).analyze(model.name, name, self)
    for (const use of uses.direct) flow(result, use)
    return self
  }

  #fill(node: DraftNode, set: AccessSet, chain: readonly string[], annotated: Annotated | null): void {
    const { model } = node
    const isWhole = readsWhole(set)
    if (isWhole) this.#addOwn(node, annotated)
    for (const access of set.all) {
      if (access.output || access.compare || access.test) this.#addKey(node)
      this.#shared ||= access.identity
      if ((access.element || access.head > 0) && set.direct.has(access) && access.certain) this.#onUnknown(notAList(model, access), access)
    }
    const names = membersOf(set)
    if (isWhole) {
      for (const relation of model.relations.values()) {
        if (relation.embedded && !relation.hidden) names.set(relation.name, [...(names.get(relation.name) ?? []), wholeUse()])
      }
    }
    // What class a row is of matters to all that is more than its key.
    const discriminator = model.variants && model.fields.get(model.variants.field)
    if (discriminator && !readsOnly(set, new Set([...model.primaryKey, 'pk']))) node.fields.set(discriminator.name, discriminator)
    // The promises that rows go through read it of each.
    const then = model.fields.get('then')
    if (then && !then.hidden) node.fields.set('then', then)
    for (const [name, uses] of names) {
      const relation = model.relations.get(name)
      if (relation) this.#relation(node, relation, uses, chain, annotated?.below.get(name) ?? null)
      else if (model.fields.has(name)) this.#field(node, model.fields.get(name)!, uses)
      else if (annotated?.names.has(name)) node.annotations.add(name)
      else if (name === 'pk') this.#addKey(node)
      else if (!model.members.has(name) && model.transient?.get(name)?.hidden !== false) {
        const certain = uses.find((use) => use.certain && isDirectUse(set.direct, name, use))
        if (certain) this.#onUnknown(unknownName(model, name, certain), certain)
      }
    }
    for (const many of node.many.values()) if (many.node) this.#addKey(node)
    if (isWhole) inOrder(node)
  }

  #key(model: Model, set: AccessSet, annotated: Annotated | null): string {
    const key = `${model.name}:${this.#numbers.key(set)}`
    if (!annotated) return key
    let number = this.#annotated.get(annotated)
    if (number === undefined) this.#annotated.set(annotated, (number = this.#annotated.size))
    return `${number} ${key}`
  }

  #field(node: DraftNode, field: Field, uses: readonly AccessNode[]): void {
    if (field.hidden) throw hiddenName(node.model, field.name, uses[0])
    node.fields.set(field.name, field)
    if (field.held) this.#onHeld(node.model, field, accessSet(uses))
    if (field.inner) this.#inside(field.inner, accessSet(uses))
  }

  #onHeld(model: Model, field: Field, set: AccessSet): void {
    for (const name of ['unwrap', 'get', 'load', 'loadOrFail', 'isInitialized']) {
      const uses = field.type === 'json' ? [] : (membersOf(set).get(name) ?? [])
      const use = uses.find(({ certain }) => certain)
      if (use) this.#onUnknown(nameOnHeld(model, field.name, name, use), use)
    }
  }

  /** Checks the names read inside of JSON; what is loaded is all of it. */
  #inside(part: Model, set: AccessSet): void {
    for (const [name, uses] of membersOf(set)) {
      const field = part.fields.get(name)
      if (field?.hidden) throw hiddenName(part, name, uses[0])
      if (field?.inner) this.#inside(field.inner, accessSet(uses))
      const certain = uses.find((use) => use.certain && isDirectUse(set.direct, name, use))
      if (certain && !field && !part.members.has(name)) this.#onUnknown(unknownName(part, name, certain), certain)
    }
  }

  /** What the row has by itself: its columns, but for hidden ones and those that must be named, and what it is annotated with. */
  #addOwn(node: DraftNode, annotated: Annotated | null): void {
    for (const name of annotated?.names ?? []) node.annotations.add(name)
    for (const field of node.model.fields.values()) if (!field.hidden && !field.lazy) node.fields.set(field.name, field)
  }

  #addKey(node: DraftNode): void {
    for (const name of node.model.primaryKey) {
      const field = node.model.fields.get(name)
      if (field) node.fields.set(name, field)
    }
  }

  #relation(node: DraftNode, relation: Relation, uses: readonly AccessNode[], chain: readonly string[], annotated: Annotated | null): void {
    if (relation.hidden) throw hiddenName(node.model, relation.name, uses[0])
    const target = modelNamed(this.#schema, relation.model)
    const set = accessSet(uses)
    if (relation.kind === 'many') {
      node.many.set(relation.name, { relation, ...this.#list(target, set, relation, annotated) })
      return
    }
    if (relation.embedded) {
      node.one.set(relation.name, { relation, load: 'join', node: this.#node(target, set, chain, annotated) })
      return
    }
    const keys = new Set(target.primaryKey)
    const keyOnly = relation.owner && readsOnly(set, new Set([...keys, 'pk'])) && pointsAtKey(relation, target)
    const isRepeated = chain.includes(this.#key(target, set, annotated))
    const plan = this.#node(target, set, chain, annotated)
    if (keyOnly) this.#addKey(plan)
    node.one.set(relation.name, { relation, load: keyOnly ? 'key' : isRepeated ? 'levels' : 'join', node: plan })
  }
}

/** Who runs through a row meets its fields as the model has them, whatever was read of them before. */
function inOrder({ fields, model }: DraftNode): void {
  const all = [...model.fields.values()].filter(({ name }) => fields.has(name))
  fields.clear()
  for (const field of all) fields.set(field.name, field)
}

function wholeUse(): AccessNode {
  const use = new AccessNode()
  use.whole = true
  return use
}

function textUse(): AccessNode {
  const use = new AccessNode()
  use.output = true
  return use
}

/** The members that JavaScript calls by itself. */
function unnamed(set: AccessSet): readonly string[] {
  const all = [...set.all]
  return [
    ...(all.some((node) => node.output) ? ['toString', 'valueOf', '@@toPrimitive'] : []),
    ...(all.some((node) => node.whole) ? ['toJSON'] : []),
  ]
}

function isDirectUse(direct: ReadonlySet<AccessNode>, name: string, use: AccessNode): boolean {
  for (const node of direct) if (node.members.get(name) === use) return true
  return false
}

/** Whether the owner's columns hold the target's primary key. */
function pointsAtKey(relation: Relation, target: Model): boolean {
  const columns = target.primaryKey.map((name) => target.fields.get(name)?.column)
  return columns.length === relation.foreign.length && relation.foreign.every((column) => columns.includes(column))
}
