import { SafeString } from './safe-string.ts'

/** Text that is found when it is used, such as a translation: Python's lazy strings. No number is read from it. */
export class LazyText {
  readonly #find: () => string | SafeString

  constructor(find: () => string | SafeString) {
    this.#find = find
  }

  get value(): string | SafeString {
    return this.#find()
  }

  toString(): string {
    return String(this.#find())
  }

  toJSON(): string {
    return this.toString()
  }
}

/** Whether a value is text: a string, safe, or lazy. */
export function isText(value: unknown): value is string | SafeString | LazyText {
  return typeof value === 'string' || value instanceof SafeString || value instanceof LazyText
}
