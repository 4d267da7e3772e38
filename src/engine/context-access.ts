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

/** What is read of the elements of the value, where it is a list of the application's own: to print a list prints them. */
export function readsOfElements(reads: Reads): Reads {
  const nodes: AccessNode[] = []
  for (const node of reads) {
    if (node.element) nodes.push(node.element)
    const use = node.elementUse()
    if (use) nodes.push(use)
    for (const [name, child] of node.members) if (name === 'first' || name === 'last' || /^\d+$/.test(name)) nodes.push(child)
    const all = node.members.get('all')
    if (all) nodes.push(...readsOfElements(readsOf(all)))
  }
  return together(nodes)
}

/** What is read of the value that a dictionary or a Map has under a name: by the name, or with all others by `items` and `values`. */
export function readsOfEntry(reads: Reads, name: string): Reads {
  const nodes: AccessNode[] = [...readsOfMember(reads, name)]
  for (const node of reads) {
    const values = node.members.get('values')
    if (values && name !== 'values') nodes.push(...readsOfElements(readsOf(values)))
    const items = node.members.get('items')
    if (items && name !== 'items') nodes.push(...readsOfMember(readsOfElements(readsOf(items)), '1'))
  }
  return together(nodes)
}

/** Whether all entries of a dictionary or Map are read in the same way. */
export function readsAllEntries(reads: Reads): boolean {
  return reads.some((node) => node.members.has('items') || node.members.has('values'))
}

/** How many elements from the front are read; all where the end is. */
export function rowsRead(reads: Reads): number {
  return Math.max(
    0,
    ...reads.map((node) =>
      node.tail > 0 || node.length || node.whole || node.output ? Infinity : Math.max(node.head, ...positions(node)),
    ),
  )
}

function positions(node: AccessNode): number[] {
  return Array.from(node.members.keys(), (name) =>
    name === 'first' ? 1 : /^\d+$/.test(name) ? Number(name) + 1 : name === 'exists' ? 1 : Infinity,
  )
}

/** The dotted paths that are read, in the order in which the template has them; those of elements without the list's own. */
export function pathsRead(reads: Reads): string[] {
  const paths = new Set<string>()
  const visit = (nodes: Reads, prefix: string, chain: readonly AccessNode[]): boolean => {
    let any = false
    for (const node of nodes) {
      if (chain.includes(node)) continue
      const below = [...chain, node]
      if (node.element && visit(readsOf(node.element), prefix, below)) any = true
      for (const [name, member] of node.members) {
        any = true
        const path = prefix === '' ? name : `${prefix}.${name}`
        const isPrinted = member.output || member.whole
        if (!visit(readsOf(member), path, below) || isPrinted) paths.add(path)
      }
    }
    return any
  }
  visit(reads, '', [])
  return [...paths]
}

function together(nodes: readonly AccessNode[]): Reads {
  return [...new Set(nodes.flatMap((node) => readsOf(node)))]
}
