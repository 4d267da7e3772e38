import type { PlanNode } from '../plan/load-plan.ts'

/** On light instances with members that give promises: the plan node that names them. */
export const awaitedMembers: unique symbol = Symbol('djust.awaitedMembers')

/** The plan node of a row whose members have to be waited for. */
export function awaitedOf(value: object): PlanNode | undefined {
  return (value as { readonly [awaitedMembers]?: PlanNode })[awaitedMembers]
}

/** Adds those of another plan node that leads to the same row. */
export function addAwaited(row: object, node: PlanNode): void {
  const known = awaitedOf(row)
  if (!node.awaited || node.awaited.size === 0 || known === node) return
  const isKnown = known && [...node.awaited].every((name) => known.awaited?.has(name))
  if (isKnown) return
  const value = known ? { ...node, awaited: new Set([...(known.awaited ?? []), ...node.awaited]) } : node
  Object.defineProperty(row, awaitedMembers, { value, configurable: true })
}
