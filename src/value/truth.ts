import { DecimalValue } from './decimal-value.ts'
import { isPlainObject, lengthOf } from './kinds.ts'
import { LazyText } from './lazy-text.ts'
import { SafeString } from './safe-string.ts'
import { TimeDelta } from './time-delta.ts'
import { refuseUnloaded } from './unloaded.ts'

/** The key of a method by which an object says whether it is true, where its length is not known. */
export const truth: unique symbol = Symbol.for('djust.truth')

/** Python's truth: false for null, 0, empty text, lists, maps, sets and dictionaries, and objects of length 0. */
export function isTrue(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      return value !== ''
    case 'number':
      return value !== 0
    case 'bigint':
      return value !== 0n
    case 'undefined':
      return false
    case 'object':
      return value !== null && isObjectTrue(value)
    default:
      return true
  }
}

function isObjectTrue(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof SafeString || value instanceof LazyText) return value.toString() !== ''
  if (value instanceof Map || value instanceof Set) return value.size > 0
  if (value instanceof DecimalValue) return !value.isZero()
  if (value instanceof TimeDelta) return value.microseconds !== 0
  if (isPlainObject(value)) return hasKeys(value)
  const method: unknown = Reflect.get(value, truth)
  if (typeof method === 'function') return Boolean(method.call(value))
  refuseUnloaded(value)
  return lengthOf(value) !== 0
}

function hasKeys(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return true
  return false
}
