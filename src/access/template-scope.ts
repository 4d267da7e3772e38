import { union } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

/** The names that a template binds, innermost first. */
export class LexicalScope {
  readonly #parent: LexicalScope | null
  #names = new Map<string, Value>()

  constructor(parent: LexicalScope | null) {
    this.#parent = parent
  }

  get(name: string): Value | undefined {
    return this.#names.get(name) ?? this.#parent?.get(name)
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value)
  }

  /** Every name that can be read here. */
  all(): Map<string, Value> {
    const names = this.#parent?.all() ?? new Map<string, Value>()
    for (const [name, value] of this.#names) names.set(name, value)
    return names
  }

  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.#names)
  }

  restore(names: ReadonlyMap<string, Value>): void {
    this.#names = new Map(names)
  }

  changedSince(before: ReadonlyMap<string, Value>): boolean {
    return this.#names.size !== before.size || [...this.#names].some(([name, value]) => before.get(name) !== value)
  }

  /** The names after code of which only one of several parts ran. */
  join(parts: readonly ReadonlyMap<string, Value>[]): void {
    const joined = new Map<string, Value>()
    for (const part of parts) {
      for (const name of part.keys()) {
        if (joined.has(name)) continue
        const values = parts.map((other) => other.get(name))
        const first = values[0]
        joined.set(
          name,
          values.every((value) => value === first) ? first! : union(values.map((value) => value ?? this.#parent?.get(name) ?? scalar)),
        )
      }
    }
    this.#names = joined
  }
}
