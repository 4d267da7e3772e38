import { DjustError } from '../error.ts'
import { isTrue, truth } from '../value/truth.ts'

/**
 * What members find in a field whose entity holds it in a reference of its own (MikroORM's `ScalarReference`): the loaded
 * value, under all names that such a reference answers to. Templates and plain objects get the value itself.
 */
export class HeldValue<T = unknown> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  get $(): T {
    return this.#value
  }

  get(): T {
    return this.#value
  }

  unwrap(): T {
    return this.#value
  }

  load(): Promise<T> {
    return Promise.resolve(this.#value)
  }

  loadOrFail(): Promise<T> {
    if (this.#value !== null) return Promise.resolve(this.#value)
    return Promise.reject(
      new DjustError('load/no-value', 'loadOrFail() of a field that is null', {
        hint: 'Where the field may be null, write .load() or .unwrap().',
      }),
    )
  }

  isInitialized(): boolean {
    return true
  }

  [truth](): boolean {
    return isTrue(this.#value)
  }

  toString(): string {
    return String(this.#value ?? '')
  }

  toJSON(): T {
    return this.#value
  }
}

/** The value itself, be it held by djust or by the ORM. */
export function heldBy(value: unknown): unknown {
  const holds = typeof value === 'object' && value !== null && 'unwrap' in value && typeof value.unwrap === 'function'
  return holds ? (value.unwrap as () => unknown).call(value) : value
}
