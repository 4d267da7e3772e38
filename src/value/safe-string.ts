/** Text that is HTML already: printing does not escape it. Django's SafeString. */
export class SafeString {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get length(): number {
    return this.text.length
  }

  toString(): string {
    return this.text
  }

  toJSON(): string {
    return this.text
  }
}

/** The key of a method by which an object gives itself as safe HTML: Python's `__html__`. */
export const html: unique symbol = Symbol.for('djust.html')

/** Text as safe HTML; the caller answers for it. */
export function markSafe(text: string | SafeString): SafeString {
  return typeof text === 'string' ? new SafeString(text) : text
}

/** What an object with the `html` method gives; undefined for every other value. */
export function htmlOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const method: unknown = Reflect.get(value, html)
  return typeof method === 'function' ? String(method.call(value)) : undefined
}
