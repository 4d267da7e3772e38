import { DjustError } from '../error.ts'
import type { ManyPlan, PlanNode } from '../plan/load-plan.ts'

/**
 * Throws if a list is reached from its own rows by the relations that the plan follows: a row is among its own
 * descendants, and a page that walks down the relation would never end. A list that is only reached in two ways is fine.
 */
export function refuseCycle(list: object, plan: ManyPlan, owner: string): void {
  const seen = new Map<object, Set<PlanNode>>()
  const open: (readonly [row: object, node: PlanNode])[] = []
  const follow = (rows: Iterable<unknown>, node: PlanNode | null): void => {
    if (node) for (const row of rows) if (typeof row === 'object' && row !== null) open.push([row, node])
  }
  // Not iterated: a list of which a part was loaded would refuse.
  follow(Object.values(list), plan.node)
  for (let next = open.pop(); next; next = open.pop()) {
    const [row, node] = next
    const nodes = seen.get(row)
    if (nodes?.has(node)) continue
    if (nodes) nodes.add(node)
    else seen.set(row, new Set([node]))
    for (const [name, one] of node.one) follow([ownValue(row, name)], one.node)
    for (const [name, many] of node.many) {
      const below = ownValue(row, name)
      if (typeof below !== 'object' || below === null) continue
      if (below === list && many === plan) throw cyclicData(owner, plan.relation.name)
      follow(Object.values(below), many.node)
    }
  }
}

/** Of a row that is one object, whatever leads to it, only what was loaded is there: any other name would throw. */
function ownValue(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? Reflect.get(row, name) : undefined
}

function cyclicData(model: string, relation: string): DjustError {
  return new DjustError(
    'load/cyclic-data',
    `The rows of ${model}.${relation} form a circle: following ${relation} from a row leads back to it, so that a page that does so again and again never ends.`,
    {
      hint: `Break the circle in the data, or follow ${relation} to a fixed depth.`,
    },
  )
}
