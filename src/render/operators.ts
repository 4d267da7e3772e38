import { isEqual, isIn, isLess, isLessOrEqual, isSame } from '../value/compare.ts'
import { toListOrUndefined } from '../value/iterate.ts'
import { isPlainObject } from '../value/kinds.ts'
import { isText } from '../value/lazy-text.ts'
import { SafeString } from '../value/safe-string.ts'
import { truth } from '../value/truth.ts'
import { Tuple } from '../value/tuple.ts'

/** Stands for the value of an operand that threw: an operator with such an operand is false. */
class Failure {
  [truth](): boolean {
    return false
  }
}

export const failure: unknown = new Failure()

export function equal(left: unknown, right: unknown): boolean {
  return left !== failure && right !== failure && isEqual(left, right)
}

export function notEqual(left: unknown, right: unknown): boolean {
  return left !== failure && right !== failure && !isEqual(left, right)
}

export function less(left: unknown, right: unknown): boolean {
  return isLess(left, right)
}

export function lessOrEqual(left: unknown, right: unknown): boolean {
  return isLessOrEqual(left, right)
}

export function contains(container: unknown, item: unknown): boolean {
  return canContain(container, item) && isIn(item, container)
}

export function lacks(container: unknown, item: unknown): boolean {
  return canContain(container, item) && !isIn(item, container)
}

export function same(left: unknown, right: unknown): boolean {
  return left !== failure && right !== failure && isSame(left, right)
}

export function notSame(left: unknown, right: unknown): boolean {
  return left !== failure && right !== failure && !isSame(left, right)
}

/** Where Python's `in` throws, both `in` and `not in` are false. */
function canContain(container: unknown, item: unknown): boolean {
  if (container === null || container === undefined || container === failure || item === failure) return false
  if (isText(container)) return typeof item === 'string' || item instanceof SafeString
  if (typeof container !== 'object') return false
  if (container instanceof Map || isPlainObject(container)) return canBeKey(item)
  // Python looks for a set among sets as for a frozen one.
  if (container instanceof Set) return item instanceof Set || canBeKey(item)
  return toListOrUndefined(container) !== undefined
}

/** Lists, dictionaries and sets are no keys in Python, nor are tuples that hold one. */
function canBeKey(item: unknown): boolean {
  if (Array.isArray(item)) return item instanceof Tuple && item.every(canBeKey)
  return !(item instanceof Map || item instanceof Set || isPlainObject(item))
}
