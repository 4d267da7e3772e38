import type { PlanNode } from '../plan/load-plan.ts'
import type { Instance } from '../query/instance.ts'
import { baseOf } from '../schema/hierarchy.ts'
import type { Model } from '../schema/schema.ts'
import { keyText } from './keyed-rows.ts'

/** What instances lack of what a plan reads. */
export interface Lack {
  /** The part of a plan that they lack, and the plan. */
  readonly node: PlanNode
  readonly of: PlanNode
  readonly handle: unknown
  readonly instances: { readonly instance: Instance; readonly made: object }[]
}

/** Rows that are loaded together, each once. */
export interface LackingRows {
  readonly node: PlanNode
  readonly handle: unknown
  readonly lacks: readonly Lack[]
}

/**
 * What is loaded for instances that lack something, with one part for rows of one table where that is fields alone: those of
 * which the same is lacking, and those that stand in several places. What relations lead to belongs to a place.
 */
export function lackingRows(lacks: readonly Lack[], partOf: (all: readonly Lack[], model: Model) => PlanNode): LackingRows[] {
  const out: LackingRows[] = []
  const open: { lacks: Lack[]; model: Model; keys: Set<string> | null }[] = []
  for (const lack of lacks) {
    const { node, handle } = lack
    if (node.one.size > 0 || node.many.size > 0) {
      out.push({ node, handle, lacks: [lack] })
      continue
    }
    const own = { lacks: [lack], model: node.model, keys: null as Set<string> | null }
    for (const other of open.filter(({ lacks: [first], model }) => isAlike(first!, lack) && baseOf(model, own.model))) {
      if (!hasSameFields(other.lacks[0]!.node, node) && keysOf(own).isDisjointFrom(keysOf(other))) continue
      own.model = baseOf(other.model, own.model) ?? own.model
      own.lacks.unshift(...other.lacks)
      own.keys = null
      open.splice(open.indexOf(other), 1)
    }
    open.push(own)
  }
  for (const { lacks: all, model } of open) {
    const [{ node, handle }] = all as [Lack]
    const isOne = all.every((each) => each.node.model === model && hasSameFields(each.node, node))
    out.push({ node: isOne ? node : partOf(all, model), handle, lacks: all })
  }
  return out
}

function isAlike(a: Lack, b: Lack): boolean {
  return a.handle === b.handle && (a.node.shared ?? false) === (b.node.shared ?? false)
}

function hasSameFields(a: PlanNode, b: PlanNode): boolean {
  return a.fields.size === b.fields.size && [...a.fields.keys()].every((name) => b.fields.has(name))
}

function keysOf(open: { readonly lacks: readonly Lack[]; keys: Set<string> | null }): Set<string> {
  return (open.keys ??= new Set(open.lacks.flatMap(({ instances }) => instances.map(({ instance }) => keyText(instance.key!)))))
}
