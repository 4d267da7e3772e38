import { dayNumber, microsecondOfDay } from './calendar.ts'
import { compareCodePoints } from './code-points.ts'
import { DecimalValue } from './decimal-value.ts'
import { exactDecimal } from './exact-decimal.ts'
import { identityOf } from './identity.ts'
import { toListOrUndefined } from './iterate.ts'
import { isPlainObject } from './kinds.ts'
import { LazyText } from './lazy-text.ts'
import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { PlainTime } from './plain-time.ts'
import { SafeString } from './safe-string.ts'
import { TimeDelta } from './time-delta.ts'
import { Tuple } from './tuple.ts'
import { tooLarge } from './too-large.ts'
import { refuseUnloaded } from './unloaded.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** How far a comparison has gone into lists and dictionaries. */
interface Walk {
  depth: number
  steps: number
}

/** Deeper values hold themselves, or would overflow the stack: Django's conditions take them for different. */
const deepest = 500
/** Lists can hold others many times over. */
const mostSteps = 300_000

/** Python's `==`: by content for text, numbers of any type, dates, lists and dictionaries, by identity for rows. */
export function isEqual(left: unknown, right: unknown, walk?: Walk): boolean {
  if (left === right) return left === left
  if (typeof left === 'string' && typeof right === 'string') return false
  const a = plain(left)
  const b = plain(right)
  if (a === b) return true
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b) === 0
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return false
  const scales = dateScales(a, b)
  if (scales) return scales[0] === scales[1]
  return areObjectsEqual(a, b, walk)
}

/** Below, equal to or above zero; undefined where Python can't order the two and a condition of `if` is false. */
export function compareValues(left: unknown, right: unknown, depth = 0): number | undefined {
  const a = plain(left)
  const b = plain(right)
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b)
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return undefined
  const scales = dateScales(a, b)
  if (scales) return scales[0] - scales[1]
  if (a instanceof Set && b instanceof Set) return compareSets(a, b)
  return Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple ? compareLists(a, b, depth) : undefined
}

export function isLess(left: unknown, right: unknown): boolean {
  const order = compareValues(left, right)
  return order !== undefined && order < 0
}

export function isLessOrEqual(left: unknown, right: unknown): boolean {
  const order = compareValues(left, right)
  return order !== undefined && order <= 0
}

/** Python's `in`: a part of a text, a key of a dictionary, an element of anything else; false where that makes no sense. */
export function isIn(needle: unknown, container: unknown, walk?: Walk): boolean {
  const text = plain(container)
  const wanted = plain(needle)
  if (typeof text === 'string') return typeof wanted === 'string' && text.includes(wanted)
  if (text instanceof Map || text instanceof Set) {
    return text.has(wanted) || Array.from(text.keys()).some((key) => isEqual(key, wanted, walk))
  }
  if (isPlainObject(text)) return typeof wanted === 'string' && Object.hasOwn(text, wanted)
  return toListOrUndefined(text)?.some((item) => item === wanted || isEqual(item, wanted, walk)) ?? false
}

/** Python's `is`: the same object, or the same text, number or truth value. */
export function isSame(left: unknown, right: unknown): boolean {
  return left === right || ((left ?? null) === null && (right ?? null) === null)
}

/** Safe text is text and undefined is null in comparisons. */
function plain(value: unknown): unknown {
  if (value instanceof SafeString || value instanceof LazyText) return value.toString()
  if (typeof value === 'object' && value !== null) refuseUnloaded(value)
  return value === undefined ? null : value
}

type Numeric = number | bigint | boolean | DecimalValue

function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof DecimalValue
}

function compareNumbers(left: Numeric, right: Numeric): number {
  const a = typeof left === 'boolean' ? Number(left) : left
  const b = typeof right === 'boolean' ? Number(right) : right
  if (a instanceof DecimalValue || b instanceof DecimalValue) return compareDecimals(a, b)
  return a < b ? -1 : a > b ? 1 : a <= b ? 0 : NaN
}

function compareDecimals(left: number | bigint | DecimalValue, right: number | bigint | DecimalValue): number {
  if (typeof left === 'number' && !Number.isFinite(left)) return left
  if (typeof right === 'number' && !Number.isFinite(right)) return -right
  return exactDecimal(left).compare(exactDecimal(right))
}

/** Both as numbers on one scale, where both are dates, times, date-times with a zone, or without. */
function dateScales(left: object, right: object): readonly [number, number] | undefined {
  const [a, b] = [dateScale(left), dateScale(right)]
  return a && b && a.scale === b.scale ? [a.at, b.at] : undefined
}

function dateScale(value: object): { readonly scale: string; readonly at: number } | undefined {
  if (value instanceof Date) return { scale: 'instant', at: value.getTime() }
  if (value instanceof ZonedDateTime) return { scale: 'instant', at: value.epochMilliseconds + (value.microsecond % 1000) / 1000 }
  if (value instanceof PlainDateTime) return { scale: 'local', at: value.localMilliseconds + (value.microsecond % 1000) / 1000 }
  if (value instanceof PlainDate) return { scale: 'date', at: dayNumber(value) }
  if (value instanceof PlainTime) return { scale: 'time', at: microsecondOfDay(value) }
  if (value instanceof TimeDelta) return { scale: 'length', at: value.microseconds }
  return undefined
}

function areObjectsEqual(left: object, right: object, walk: Walk = { depth: 0, steps: 0 }): boolean {
  if (walk.depth >= deepest) return false
  walk.depth++
  const equal = areContentsEqual(left, right, walk)
  walk.depth--
  return equal
}

function areContentsEqual(left: object, right: object, walk: Walk): boolean {
  if (++walk.steps > mostSteps) throw tooLarge(`more than ${mostSteps} lists and dictionaries were compared for one condition`)
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length || left instanceof Tuple !== right instanceof Tuple) return false
    return left.every((item, at) => isEqual(item, right[at], walk))
  }
  if (left instanceof Set && right instanceof Set)
    return left.size === right.size && Array.from(left).every((item) => isIn(item, right, walk))
  const [a, b] = [entriesOf(left), entriesOf(right)]
  if (a && b) return a.size === b.size && Array.from(a).every(([key, value]) => hasEntry(b, key, value, walk))
  return (identityOf(left) ?? left) === (identityOf(right) ?? right)
}

function entriesOf(value: object): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value
  return isPlainObject(value) ? new Map(Object.entries(value)) : undefined
}

function hasEntry(entries: ReadonlyMap<unknown, unknown>, key: unknown, value: unknown, walk: Walk): boolean {
  if (entries.has(key) || typeof key === 'string') return entries.has(key) && isEqual(value, entries.get(key), walk)
  return Array.from(entries).some(([other, item]) => isEqual(key, other, walk) && isEqual(value, item, walk))
}

/** A part of another set is less than it. */
function compareSets(left: ReadonlySet<unknown>, right: ReadonlySet<unknown>): number | undefined {
  const walk = { depth: 0, steps: 0 }
  const common = Array.from(left).filter((item) => isIn(item, right, walk)).length
  if (common === left.size) return left.size - right.size
  return common === right.size ? 1 : undefined
}

function compareLists(left: readonly unknown[], right: readonly unknown[], depth: number): number | undefined {
  if (depth >= deepest) return undefined
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (!isEqual(left[at], right[at])) return compareValues(left[at], right[at], depth + 1)
  }
  return left.length - right.length
}
