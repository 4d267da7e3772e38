/**
 * The key of a method that returns an object's identity, such as `Lease:17`: two objects are equal in templates when
 * they have the same one. Rows of a database are loaded into new objects each time, so `===` says nothing about them.
 */
export const identity: unique symbol = Symbol.for('djust.identity')

/** The identity of an object that has one. */
export function identityOf(value: object): unknown {
  const method: unknown = Reflect.get(value, identity)
  return typeof method === 'function' ? method.call(value) : undefined
}
