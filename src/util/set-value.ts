/** Gives an object a property as if it had been written in it: no setter of its prototype runs, and `__proto__` is a name like others. */
export function setValue(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}
