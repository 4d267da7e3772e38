/** Whether an object is a dictionary to templates: `{…}` or without a prototype, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether an object can be run through, other than by being a list, text or a dictionary. */
export function isIterable(value: object): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
}

/**
 * The number that a list-like object, such as a to-many relation of which only the count was loaded, gives as its length.
 * Only what can be run through is one: a row may have a column named length.
 */
export function lengthOf(value: object): number | undefined {
  if (!isIterable(value)) return undefined
  const { length } = value as { readonly length?: unknown }
  return typeof length === 'number' ? length : undefined
}

/** What errors call the type of a value. */
export function kindName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'object') return typeof value
  const constructor: unknown = Reflect.get(value, 'constructor')
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object'
}
