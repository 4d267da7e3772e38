import type { AccessNode } from '../access/access-node.ts'
import { mapKeyPart } from '../access/member-scope.ts'
import { listPosition } from '../access/value-operations.ts'

/**
 * A set of access nodes that describe the same value: the ones that were asked for directly, and all that they flow to.
 * A plan node stands for such a set, as a state of a deterministic automaton stands for a set of states.
 */
export interface AccessSet {
  readonly direct: ReadonlySet<AccessNode>
  /** `direct` and everything reachable over `flowsTo`. */
  readonly all: ReadonlySet<AccessNode>
}

export function accessSet(nodes: Iterable<AccessNode>): AccessSet {
  const direct = new Set(nodes)
  return { direct, all: closure(direct, new Set()) }
}

/** `containers` are those whose own closure is being made: one that is put into itself adds nothing more. */
function closure(direct: ReadonlySet<AccessNode>, containers: Set<AccessNode>): Set<AccessNode> {
  const all = new Set(direct)
  for (const node of all) {
    for (const next of node.flowsTo) all.add(next)
    if (node.element === node) for (const read of readsOfItems(node)) all.add(read)
    if (!node.container || containers.has(node.container.node)) continue
    const { node: container, part } = node.container
    containers.add(container)
    for (const other of closure(new Set([container]), containers)) {
      for (const read of readsOfPart(other, part, container)) all.add(read)
      const use = other.elementUse()
      if (use) all.add(use)
    }
    containers.delete(container)
  }
  return all
}

/** All that is read of what is one of its own items, as lists in lists of any depth. */
export function readsOfItems(made: AccessNode): Set<AccessNode> {
  const all = new Set([made])
  for (const node of all) {
    for (const next of node.flowsTo) all.add(next)
    for (const read of readsOfPart(node, null, { unplaced: 'places', members: new Map() })) all.add(read)
  }
  return all
}

/** What is read of a part of a container where that is read as `other`. */
function readsOfPart(
  other: AccessNode,
  part: string | null,
  { unplaced, members }: Pick<AccessNode, 'unplaced' | 'members'>,
): AccessNode[] {
  const reads = [part === null ? other.element : other.members.get(part)]
  if (part === null && unplaced) {
    for (const [name, node] of other.members) {
      if (unplaced === 'places' ? listPosition.test(name) : !ofDictionaries.has(name)) reads.push(node)
    }
  }
  // As templates read dictionaries.
  const isKey = part === mapKeyPart
  const list = isKey ? 'keys' : 'values'
  if (!members.has(list)) reads.push(other.members.get(list)?.element)
  if (!members.has('items')) reads.push(other.members.get('items')?.element?.members.get(isKey ? '0' : '1'))
  return reads.filter((node) => node !== undefined && node !== null)
}

const ofDictionaries: ReadonlySet<string> = new Set(['items', 'keys', 'values', 'length', 'size', mapKeyPart])

/** Each name read on the value, with the nodes that are read under it. */
export function membersOf(set: AccessSet): Map<string, AccessNode[]> {
  const members = new Map<string, AccessNode[]>()
  for (const node of set.all) {
    for (const [name, child] of node.members) {
      const nodes = members.get(name)
      if (nodes) nodes.push(child)
      else members.set(name, [child])
    }
  }
  return members
}

/** Whether nothing but truth, equality or the given names is read. */
export function readsOnly(set: AccessSet, names: ReadonlySet<string>): boolean {
  if (readsWhole(set)) return false
  for (const node of set.all) {
    if (node.output || node.length || node.element || node.head > 0 || node.tail > 0) return false
    for (const name of node.members.keys()) if (!names.has(name)) return false
  }
  return true
}

/** Whether rows are read whole: as such, or by running through an object that they are copied into. */
export function readsWhole(set: AccessSet): boolean {
  return [...set.all].some((node) => node.whole || (node.copies && isRunThrough(accessSet([node]))))
}

/** Whether it matters which names an object has. */
function isRunThrough({ all }: AccessSet): boolean {
  return [...all].some(
    (node) =>
      node.output ||
      node.compare ||
      node.test ||
      node.length ||
      node.whole ||
      node.element !== null ||
      node.head > 0 ||
      node.tail > 0 ||
      dictionaryLists.some((name) => node.members.has(name)),
  )
}

const dictionaryLists = ['items', 'keys', 'values']

/** Gives access nodes numbers, in the order in which a planner meets them, so that sets of them have keys. */
export class NodeNumbers {
  readonly #numbers = new Map<AccessNode, number>()

  /** The same text for sets that can't be told apart: nodes that only pass on what others read are left out. */
  key(set: AccessSet): string {
    const numbers: number[] = []
    for (const node of set.all) if (isRead(node)) numbers.push(this.#number(node))
    return numbers.sort((a, b) => a - b).join(',')
  }

  /**
   * What is read, told by its structure. Two uses of a member with the same signature read the same, which is what ends the
   * planning of members that call themselves.
   */
  signature(set: AccessSet): string {
    return this.#structure(set, largestSignature) ?? `#${this.key(set)}`
  }

  /** The same for who knows none of these nodes: another process, another analysis. What is too large is like nothing else. */
  fingerprint(set: AccessSet): string {
    return this.#structure(set, largestFingerprint) ?? crypto.randomUUID()
  }

  /** A table of sets: of each what is read of it itself, and by its names the numbers of those below it; null where there are more. */
  #structure(root: AccessSet, most: number): string | null {
    const sets = [root]
    const numbers = new Map([[this.key(root), 0]])
    const numberOf = (nodes: Iterable<AccessNode>): number => {
      const set = accessSet(nodes)
      const key = this.key(set)
      let number = numbers.get(key)
      if (number === undefined) numbers.set(key, (number = sets.push(set) - 1))
      return number
    }
    const table: string[] = []
    // Grows while it is walked.
    for (const set of sets) {
      if (sets.length > most) return null
      const { text, elements } = uses(set)
      const members = [...membersOf(set)].sort(([a], [b]) => (a < b ? -1 : 1))
      const parts = members.map(([name, nodes]) => `${JSON.stringify(name)}:${numberOf(nodes)}`)
      if (elements.length > 0) parts.push(`[]:${numberOf(elements)}`)
      table.push(`${text}{${parts.join(',')}}`)
    }
    return table.join('')
  }

  #number(node: AccessNode): number {
    let number = this.#numbers.get(node)
    if (number === undefined) this.#numbers.set(node, (number = this.#numbers.size))
    return number
  }
}

function isRead(node: AccessNode): boolean {
  return (
    node.output ||
    node.compare ||
    node.test ||
    node.whole ||
    node.copies ||
    node.length ||
    node.head > 0 ||
    node.tail > 0 ||
    node.element !== null ||
    node.members.size > 0
  )
}

/** The most sets that a signature tells by their structure: one is made for each use of a member. */
const largestSignature = 2000

/** The same of a fingerprint, of which a query has one. */
const largestFingerprint = 100_000

/** What is read of a set itself, as text, and the nodes of its elements. */
function uses(set: AccessSet): { text: string; elements: AccessNode[] } {
  const flags = new Set<string>(readsWhole(set) ? ['w'] : [])
  const elements: AccessNode[] = []
  let head = 0
  let tail = 0
  for (const node of set.all) {
    if (node.output) flags.add('o')
    if (node.compare) flags.add('c')
    if (node.identity) flags.add('i')
    if (node.test) flags.add('t')
    if (node.length) flags.add('l')
    head = Math.max(head, node.head)
    tail = Math.max(tail, node.tail)
    if (node.element) elements.push(node.element)
  }
  return { text: `${[...flags].sort().join('')}${head}/${tail}`, elements }
}
