import type { AccessNode } from '../access/access-node.ts'

/** The nodes that say what is read of a value in the context, with all they flow to. */
export type Reads = readonly AccessNode[]

export function readsOf(node: AccessNode): Reads {
  const all = new Set([node])
  for (const each of all) for (const next of each.flowsTo) all.add(next)
  return [...all]
}

/** What is read under one name of the value. */
export function readsOfMember(reads: Reads, name: string): Reads {
  return together(reads.flatMap((node) => node.members.get(name) ?? []))
}

/** What is read of the elements of the value, where it is a list of the application's own. */
export function readsOfElements(reads: Reads): Reads {
  const nodes: AccessNode[] = []
  for (const node of reads) {
    if (node.element) nodes.push(node.element)
    for (const [name, child] of node.members) if (name === 'first' || name === 'last' || /^\d+$/.test(name)) nodes.push(child)
    const all = node.members.get('all')
    if (all) nodes.push(...readsOfElements([all]))
  }
  return together(nodes)
}

function together(nodes: readonly AccessNode[]): Reads {
  return [...new Set(nodes.flatMap((node) => readsOf(node)))]
}
