import type { AccessNode } from '../access/access-node.ts'
import { listPosition } from '../access/value-operations.ts'
import { accessSet, membersOf, readsOfItems, type AccessSet } from './access-set.ts'

/** What is read of a list: as a `ListPlan` has it, but that it is known of what is read alone. */
export interface ListUses {
  /** With what is read of its `all`. */
  readonly set: AccessSet
  /** Rows from the front: 0, a bound, or Infinity for all. */
  readonly head: number
  readonly tail: number
  readonly count: boolean
  readonly exists: boolean
  /** What is read of its rows. */
  readonly rows: readonly AccessNode[]
  /** Names that no list has. */
  readonly others: readonly (readonly [name: string, uses: readonly AccessNode[]])[]
}

export function listUses(nodes: AccessSet): ListUses {
  const set = throughAll(nodes)
  const rows: AccessNode[] = []
  const others: (readonly [string, readonly AccessNode[]])[] = []
  let head = 0
  let tail = 0
  let count = false
  let exists = false
  for (const node of set.all) {
    head = Math.max(head, node.head)
    tail = Math.max(tail, node.tail)
    count ||= node.length
    exists ||= node.test
    if (node.element) rows.push(node.element)
    const use = node.elementUse()
    if (use) {
      head = Infinity
      rows.push(use)
    }
  }
  for (const [name, uses] of membersOf(set)) {
    if (name === 'all') continue
    if (name === 'count' || name === 'length') count = true
    else if (name === 'exists') exists = true
    else if (listPosition.test(name)) {
      if (name === 'last') tail = Math.max(tail, 1)
      else head = Math.max(head, name === 'first' ? 1 : Number(name) + 1)
      rows.push(...uses)
    } else others.push([name, uses])
  }
  return { set, head, tail, count, exists, rows: notThroughItems(rows, set), others }
}

/**
 * What is one of its own items is read as its lists and their rows alike: of neither is it certain. Their reads come with it.
 */
function notThroughItems(rows: readonly AccessNode[], { all }: AccessSet): readonly AccessNode[] {
  const made = [...all].filter((node) => node.element === node)
  if (made.length === 0) return rows
  const through = new Set(made.flatMap((node) => [...readsOfItems(node)]))
  return rows.filter((row) => row.element === row || !through.has(row))
}

/** `list.all` is the list. */
function throughAll(set: AccessSet): AccessSet {
  const direct = new Set(set.direct)
  let grown = set
  for (;;) {
    const all = membersOf(grown).get('all') ?? []
    const before = direct.size
    for (const node of all) direct.add(node)
    if (direct.size === before) return grown
    grown = accessSet(direct)
  }
}
