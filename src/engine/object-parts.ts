import { identity } from '../value/identity.ts'

/**
 * An object of a class of the application's own with other values for some of its properties. Its getters and methods run on
 * the object itself, which may have private names, and see what it has.
 */
export function withParts(object: object, parts: ReadonlyMap<PropertyKey, unknown>): object {
  const copy = copyWith(object, parts)
  const onObject = (value: unknown): unknown =>
    typeof value === 'function'
      ? new Proxy(value as () => unknown, { apply: (call, self, given) => Reflect.apply(call, self === shown ? object : self, given) })
      : value
  const shown = new Proxy(copy, {
    has: (_, name) => name in object,
    get(_, name) {
      if (parts.has(name)) return parts.get(name)
      if (name === identity && !(name in object)) return () => object
      const value: unknown = Reflect.get(object, name)
      return name === 'constructor' ? value : onObject(value)
    },
  })
  return shown
}

/** A copy of an object with other values for some of its properties, which may be getters or those of a frozen object. */
export function copyWith(object: object, parts: ReadonlyMap<PropertyKey, unknown>): object {
  const copy = Object.create(Object.getPrototypeOf(object) as object | null) as object
  for (const name of Reflect.ownKeys(object)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, name)!
    const own = parts.has(name) ? { value: parts.get(name), enumerable: descriptor.enumerable ?? false, writable: true } : descriptor
    Object.defineProperty(copy, name, { ...own, configurable: true })
  }
  return copy
}

/** `made` of the items of a list, Map or Set: of its class, and with the properties that it has besides. */
export function likewise<Made extends object>(made: Made, given: object): Made {
  const prototype = Object.getPrototypeOf(given) as object
  if (Object.getPrototypeOf(made) !== prototype) Object.setPrototypeOf(made, prototype)
  for (const name of Reflect.ownKeys(given))
    if (!Object.hasOwn(made, name)) Object.defineProperty(made, name, Reflect.getOwnPropertyDescriptor(given, name)!)
  return made
}
