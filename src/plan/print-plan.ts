import type { ListPlan, LoadPlan, PlanNode } from './load-plan.ts'

/** The plan as a table of nodes; node 0 is the query's own rows. */
export function printPlan(plan: LoadPlan): string {
  const nodes: PlanNode[] = []
  const numbers = new Map<PlanNode, number>()
  const number = (node: PlanNode): number => {
    let known = numbers.get(node)
    if (known === undefined) {
      known = nodes.push(node) - 1
      numbers.set(node, known)
    }
    return known
  }
  const lines = [`result: ${printList(plan.root, number)}`]
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!
    lines.push(`#${i} ${node.model.name}${node.shared ? ', one object a row' : ''}`)
    if (node.fields.size > 0) lines.push(`  fields: ${[...node.fields.keys()].join(', ')}`)
    if (node.annotations.size > 0) lines.push(`  annotations: ${[...node.annotations].join(', ')}`)
    if (node.members.size > 0) lines.push(`  members: ${[...node.members].join(', ')}`)
    for (const [name, one] of node.one)
      lines.push(
        `  ${name}: ${one.relation.embedded ? 'in the row' : one.load === 'key' ? 'key only' : one.load === 'levels' ? 'by levels' : 'joined'} → #${number(one.node)}`,
      )
    for (const [name, many] of node.many) lines.push(`  ${name}: ${printList(many, number)}`)
  }
  return lines.join('\n')
}

function printList(list: ListPlan, number: (node: PlanNode) => number): string {
  const parts: string[] = []
  if (list.head === Infinity) parts.push('all rows')
  else if (list.head > 0) parts.push(`first ${list.head} rows`)
  if (list.tail > 0) parts.push(`last ${list.tail} rows`)
  if (list.count) parts.push('count')
  if (list.exists) parts.push('exists')
  if (parts.length === 0) parts.push('nothing')
  return parts.join(', ') + (list.node ? ` → #${number(list.node)}` : '')
}
