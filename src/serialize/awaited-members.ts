import type { PlanNode } from '../plan/load-plan.ts'

/** On light instances with members that give promises: the plan node that names them. */
export const awaitedMembers: unique symbol = Symbol('djust.awaitedMembers')

/** The plan node of a row whose members have to be waited for. */
export function awaitedOf(value: object): PlanNode | undefined {
  return (value as { readonly [awaitedMembers]?: PlanNode })[awaitedMembers]
}
