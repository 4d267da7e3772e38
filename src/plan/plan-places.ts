import type { Model } from '../schema/schema.ts'
import type { ListPlan, LoadPlan, PlanNode } from './load-plan.ts'

/** One step from the rows of a query to a place in its plan. */
export interface PlanStep {
  readonly node: PlanNode
  /** The relation by which it was reached; null for the query's own rows. */
  readonly relation: string | null
}

/**
 * The shortest way to a part of a plan, a node or the plan of a list; null where it is no part of it. For a list the last
 * step is the node that owns it, and the relation is in `list`.
 */
export function placeIn(plan: LoadPlan, place: object): { readonly steps: readonly PlanStep[]; readonly list: string | null } | null {
  const { root } = plan
  if (place === root) return { steps: root.node ? [{ node: root.node, relation: null }] : [], list: '' }
  if (!root.node) return null
  const seen = new Set<PlanNode>([root.node])
  const open: PlanStep[][] = [[{ node: root.node, relation: null }]]
  for (const steps of open) {
    const { node } = steps.at(-1)!
    if (node === place) return { steps, list: null }
    const next: [string, ListPlan | { readonly node: PlanNode }][] = [...node.one, ...node.many]
    for (const [relation, target] of next) {
      if (target === place && 'head' in target) return { steps, list: relation }
      if (!target.node || seen.has(target.node)) continue
      seen.add(target.node)
      open.push([...steps, { node: target.node, relation }])
    }
  }
  return null
}

/** All nodes of the plan of a list. */
export function nodesOf({ node }: Pick<ListPlan, 'node'>): ReadonlySet<PlanNode> {
  const seen = new Set<PlanNode>(node ? [node] : [])
  for (const { one, many } of seen) for (const { node: next } of [...one.values(), ...many.values()]) if (next) seen.add(next)
  return seen
}

/** The models whose rows the plan of a list needs. */
export function modelsOf(list: ListPlan): Model[] {
  return Array.from(nodesOf(list), ({ model }) => model)
}
