import type { LoadPlan, ManyPlan, OnePlan, PlanNode } from '../../../src/plan/load-plan.ts'
import type { Field, Model, Schema } from '../../../src/schema/schema.ts'

/** A plan node in short. A function instead of a node means a node that is built already: a cycle. */
export interface NodeInShort {
  readonly fields?: readonly string[]
  readonly annotations?: readonly string[]
  readonly one?: Readonly<Record<string, (NodeInShort | (() => PlanNode)) & { readonly load?: OnePlan['load'] }>>
  readonly many?: Readonly<Record<string, ListInShort>>
}

export interface ListInShort {
  readonly head?: number
  readonly tail?: number
  readonly count?: boolean
  readonly exists?: boolean
  readonly rows?: NodeInShort | (() => PlanNode)
}

export function planOf(schema: Schema, model: string, list: ListInShort): LoadPlan {
  return { root: listOf(schema, schema.models.get(model)!, list) }
}

/** All rows, each with what the node says. */
export function allOf(schema: Schema, model: string, rows: NodeInShort | (() => PlanNode)): LoadPlan {
  return planOf(schema, model, { head: Infinity, rows })
}

export function nodeOf(schema: Schema, model: Model, short: NodeInShort, register?: (node: PlanNode) => void): PlanNode {
  const one = new Map<string, OnePlan>()
  const many = new Map<string, ManyPlan>()
  const fields = new Map<string, Field>((short.fields ?? []).map((name) => [name, model.fields.get(name)!]))
  const node: PlanNode = { id: 0, model, fields, members: new Set(), annotations: new Set(short.annotations), one, many }
  register?.(node)
  for (const [name, target] of Object.entries(short.one ?? {})) {
    const relation = model.relations.get(name)!
    one.set(name, { relation, load: target.load ?? 'join', node: resolved(schema, schema.models.get(relation.model)!, target) })
  }
  for (const [name, list] of Object.entries(short.many ?? {})) {
    const relation = model.relations.get(name)!
    many.set(name, { relation, ...listOf(schema, schema.models.get(relation.model)!, list) })
  }
  return node
}

function listOf(schema: Schema, model: Model, { head = 0, tail = 0, count = false, exists = false, rows }: ListInShort): LoadPlan['root'] {
  return { head, tail, count, exists, node: rows ? resolved(schema, model, rows) : null }
}

function resolved(schema: Schema, model: Model, short: NodeInShort | (() => PlanNode)): PlanNode {
  return typeof short === 'function' ? short() : nodeOf(schema, model, short)
}
