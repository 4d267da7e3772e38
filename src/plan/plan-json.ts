import type { Annotated } from './planner.ts'
import type { Model, Relation, Schema } from '../schema/schema.ts'
import type { ListPlan, LoadPlan, ManyPlan, OnePlan, PlanNode } from './load-plan.ts'

/** A load plan as plain data: models, fields and relations by name, nodes by their place in a table. */
export interface PlanJson {
  readonly root: ListJson
  readonly nodes: readonly NodeJson[]
}

export interface ListJson {
  readonly head: number | 'all'
  readonly tail: number
  readonly count: boolean
  readonly exists: boolean
  readonly node: number | null
}

/** Lists of pairs where the order of names is that of columns. */
export interface NodeJson {
  readonly model: string
  readonly fields: readonly string[]
  readonly members: readonly string[]
  readonly awaited: readonly string[]
  readonly annotations: readonly string[]
  readonly one: readonly (readonly [string, { readonly load: OnePlan['load']; readonly node: number }])[]
  readonly many: readonly (readonly [string, ListJson])[]
  readonly shared: boolean
}

export function planToJson({ root }: LoadPlan): PlanJson {
  const nodes: PlanNode[] = []
  const numbers = new Map<PlanNode, number>()
  const number = (node: PlanNode): number => {
    let known = numbers.get(node)
    if (known === undefined) numbers.set(node, (known = nodes.push(node) - 1))
    return known
  }
  const list = ({ head, tail, count, exists, node }: ListPlan): ListJson => ({
    head: head === Infinity ? 'all' : head,
    tail,
    count,
    exists,
    node: node && number(node),
  })
  const rootJson = list(root)
  const table: NodeJson[] = []
  // Grows while it is walked: each node brings those it leads to.
  for (const node of nodes) {
    table.push({
      model: node.model.name,
      fields: [...node.fields.keys()],
      members: [...node.members],
      awaited: [...(node.awaited ?? [])],
      annotations: [...node.annotations],
      one: Array.from(node.one, ([name, one]) => [name, { load: one.load, node: number(one.node) }] as const),
      many: Array.from(node.many, ([name, many]) => [name, list(many)] as const),
      shared: node.shared ?? false,
    })
  }
  return { root: rootJson, nodes: table }
}

/** What a plan is read for: it must be one of that model, with no other annotations than the query has. */
export interface PlanFrame {
  readonly schema: Schema
  readonly model: Model
  readonly annotations: ReadonlySet<string>
  /** Of the queries of its relations. */
  readonly prefetched?: Annotated['below']
}

/**
 * The plan that the data describes; null where it names anything that the schema has not, that is hidden or that is of
 * another kind there. Nothing is corrected: a plan that fits in part is none.
 */
export function planFromJson({ root, nodes }: PlanJson, frame: PlanFrame): LoadPlan | null {
  try {
    return { root: new PlanReader(nodes, frame).root(root) }
  } catch (error) {
    if (error instanceof Misfit) return null
    throw error
  }
}

class Misfit extends Error {}

function misfit(what: string): never {
  throw new Misfit(what)
}

interface OpenNode extends PlanNode {
  readonly fields: Map<string, PlanNode['fields'] extends ReadonlyMap<string, infer Field> ? Field : never>
  readonly one: Map<string, OnePlan>
  readonly many: Map<string, ManyPlan>
}

function hasKey({ primaryKey }: Model): boolean {
  return primaryKey.length > 0
}

/** Rows are found again by their key, where they are shared and where their lists come. */
function needsKey({ shared, many }: PlanNode): boolean {
  return shared === true || Array.from(many.values()).some(({ node }) => node !== null)
}

function readsKey({ model, fields }: PlanNode): boolean {
  return model.primaryKey.every((name) => !model.fields.has(name) || fields.has(name))
}

class PlanReader {
  readonly #table: readonly NodeJson[]
  readonly #frame: PlanFrame
  readonly #made: (OpenNode | undefined)[] = []

  constructor(table: readonly NodeJson[], frame: PlanFrame) {
    this.#table = table
    this.#frame = frame
  }

  root(json: ListJson): ListPlan {
    if (json.node !== null && json.node !== 0) misfit('the root is not the first node')
    const { model, annotations, prefetched } = this.#frame
    const plan = this.#list(json, model, { names: annotations, below: prefetched ?? new Map() })
    const nodes = this.#made.filter((node) => node !== undefined)
    if (nodes.length !== this.#table.length) misfit('a node that nothing leads to')
    const isShared = nodes.some((node) => node.shared)
    for (const node of nodes) if (node.shared !== (isShared && hasKey(node.model))) misfit('rows that are told apart only in part')
    for (const node of nodes) if (needsKey(node) && !readsKey(node)) misfit('rows that can not be told apart')
    return plan
  }

  #list({ head, tail, count, exists, node }: ListJson, model: Model, annotated: Annotated | null): ListPlan {
    const bounded = head === 'all' || head > 0 || tail > 0
    if (bounded !== (node !== null)) misfit('rows without a node')
    return { head: head === 'all' ? Infinity : head, tail, count, exists, node: node === null ? null : this.#node(node, model, annotated) }
  }

  #node(index: number, model: Model, annotated: Annotated | null): OpenNode {
    const known = this.#made[index]
    const json = this.#table[index]
    if (!json || json.model !== model.name) misfit('a node of another model')
    for (const name of json.annotations) if (!annotated?.names.has(name)) misfit('an annotation that the query has not')
    if (known) return known
    const node: OpenNode = {
      id: index,
      model,
      fields: new Map(),
      members: new Set(json.members),
      awaited: new Set(json.awaited),
      annotations: new Set(json.annotations),
      one: new Map(),
      many: new Map(),
      shared: json.shared,
    }
    this.#made[index] = node
    for (const name of json.members) if (!model.members.has(name)) misfit('a member that the model has not')
    for (const name of json.awaited) if (!node.members.has(name)) misfit('a member that is waited for but not read')
    for (const name of json.fields) {
      const field = model.fields.get(name)
      if (!field || field.hidden) misfit('a field that can not be read')
      node.fields.set(name, field)
    }
    for (const [name, { load, node: target }] of json.one) {
      const relation = this.#relation(model, name, 'one')
      if (load === 'key' && (!relation.owner || relation.embedded)) misfit('a key that is not in the row')
      node.one.set(name, { relation, load, node: this.#node(target, this.#target(relation), annotated?.below.get(name) ?? null) })
    }
    for (const [name, list] of json.many) {
      const relation = this.#relation(model, name, 'many')
      node.many.set(name, { relation, ...this.#list(list, this.#target(relation), annotated?.below.get(name) ?? null) })
    }
    return node
  }

  #relation(model: Model, name: string, kind: Relation['kind']): Relation {
    const relation = model.relations.get(name)
    if (!relation || relation.hidden || relation.kind !== kind) misfit('a relation that can not be read')
    return relation
  }

  #target(relation: Relation): Model {
    return this.#frame.schema.models.get(relation.model) ?? misfit('a relation to no model')
  }
}
