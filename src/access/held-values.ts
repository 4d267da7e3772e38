import type { AccessNode } from './access-node.ts'
import { union } from './value-operations.ts'
import type { Value } from './value.ts'

/** The most functions and containers that one place is known to hold. */
const mostHeld = 32

/**
 * The functions and containers that code puts where a node is read: they can be called there, and filled. An access node
 * says what is read of rows, and can hold neither.
 */
export class HeldValues {
  readonly #isContainer: (value: Value) => boolean
  readonly #held = new Map<AccessNode, Set<Value>>()
  /** Nodes that anything was put into. */
  readonly #filled = new Set<AccessNode>()
  /** Nodes that something else was put into, too. */
  readonly #mixed = new Set<AccessNode>()
  /** The parts of nodes that hold nothing but containers: what is there is a part of those. */
  readonly #parts = new Map<AccessNode, AccessNode>()

  constructor(isContainer: (value: Value) => boolean) {
    this.#isContainer = isContainer
  }

  put(value: Value, node: AccessNode): void {
    this.#filled.add(node)
    for (const option of value.kind === 'union' ? value.options : [value]) {
      if (option.kind === 'function' || this.#isContainer(option)) {
        if (option.kind !== 'node' || option.node !== node) this.#add(option, node)
      } else if (option.kind !== 'scalar' && !(option.kind === 'node' && this.#isCovered(option.node))) this.#mixed.add(node)
    }
  }

  /** What can be read of a node, a part of `of`, with the functions and containers that were put there. */
  of(value: Value, of?: AccessNode): Value {
    if (value.kind !== 'node') return value
    if (of && of !== value.node && !this.#parts.has(value.node)) this.#parts.set(value.node, of)
    const held = this.#held.get(value.node)
    return held ? union([value, ...held]) : value
  }

  /** The containers that were put into one, as by `{ ...base }`, and into those. */
  inside(node: AccessNode): AccessNode[] {
    const all = new Set([node])
    for (const one of all) for (const held of this.#held.get(one) ?? []) if (held.kind === 'node') all.add(held.node)
    all.delete(node)
    return [...all]
  }

  /** Whether what can be called at a node stands beside it, where `of` gives it. */
  isCallBeside(node: AccessNode): boolean {
    return [...(this.#held.get(node) ?? [])].some((held) => held.kind === 'function') || this.#isCovered(node) || this.#isEmpty(node)
  }

  #isCovered(node: AccessNode): boolean {
    if (this.#mixed.has(node)) return false
    const of = this.#parts.get(node)
    return this.#held.has(node) || (of !== undefined && this.#isCovered(of))
  }

  /** Whether it is a part of a container that has nothing there. */
  #isEmpty(node: AccessNode): boolean {
    const of = this.#parts.get(node)
    return of !== undefined && !this.#filled.has(node) && !this.#mixed.has(of) && this.#isContainer({ kind: 'node', node: of })
  }

  #add(value: Value, node: AccessNode): void {
    const held = this.#held.get(node)
    if (!held) this.#held.set(node, new Set([value]))
    else if (held.size < mostHeld) held.add(value)
  }
}
