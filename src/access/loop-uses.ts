import type { AccessNode } from './access-node.ts'
import type { Value } from './value.ts'

/**
 * Tells which values one loop alone runs through. The analysis visits a part that is printed again with the same names only
 * once, so that it says here when that happens.
 */
export class LoopUses {
  /** How many loops and tags are around what is visited. */
  around = 0
  /** The loops with nothing around them, by what they run through, with the parts of templates that they are in. */
  readonly #loops = new Map<AccessNode, readonly string[]>()
  /** How often anything but its truth is read of a value. */
  readonly #uses = new Map<AccessNode, number>()
  readonly #open: string[] = []
  readonly #again = new Set<string>()

  loop(list: Value): void {
    if (list.kind === 'node' && this.around === 0) this.#loops.set(list.node, [...this.#open])
  }

  /** Notes that something is read of a value. */
  used<Read extends Value>(value: Read): Read {
    if (value.kind === 'node') this.#uses.set(value.node, (this.#uses.get(value.node) ?? 0) + 1)
    else if (value.kind === 'slice') this.used(value.of)
    else if (value.kind === 'union') for (const option of value.options) this.used(option)
    return value
  }

  /** Visits a part of a template for the first time. */
  inPart(part: string, visit: () => void): void {
    this.#open.push(part)
    try {
      visit()
    } finally {
      this.#open.pop()
    }
  }

  /** A part is printed once more, or may be. */
  again(part: string): void {
    this.#again.add(part)
  }

  /** Whether nothing is read of a value but its rows, once, and its truth. */
  isOnlyLooped(node: AccessNode): boolean {
    const parts = this.#loops.get(node)
    if (!parts || this.#uses.get(node) !== 1 || node.flowsTo.size > 0) return false
    return !parts.some((part) => this.#again.has(part))
  }
}
