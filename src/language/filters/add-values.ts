import type { DateFields } from '../../value/calendar.ts'
import { isText } from '../../value/lazy-text.ts'
import { PlainDate } from '../../value/plain-date.ts'
import { PlainDateTime } from '../../value/plain-date-time.ts'
import { SafeString } from '../../value/safe-string.ts'
import { TimeDelta } from '../../value/time-delta.ts'
import { toInteger } from '../../value/to-number.ts'
import { longestText, tooLarge } from '../../value/too-large.ts'
import { Tuple } from '../../value/tuple.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'

/** A template that doubles a list again and again would soon fill the memory. */
const mostItems = 1_000_000

/** Django's `add`: whole numbers where both can be read as such, else what `+` means in Python, else empty text. */
export function addValues(left: unknown, right: unknown): unknown {
  const [a, b] = [toInteger(left), toInteger(right)]
  if (a !== undefined && b !== undefined) return toInteger(BigInt(a) + BigInt(b)) ?? ''
  return plus(left, right) ?? ''
}

function plus(left: unknown, right: unknown): unknown {
  if (left instanceof TimeDelta)
    return right instanceof TimeDelta ? new TimeDelta(left.microseconds + right.microseconds) : later(right, left)
  if (right instanceof TimeDelta) return later(left, right)
  if (isText(left) && isText(right)) {
    const text = String(left) + String(right)
    if (text.length > longestText) throw tooLarge(`the filter "add" would make a text of more than ${longestText} characters`)
    return left instanceof SafeString && right instanceof SafeString ? new SafeString(text) : text
  }
  if (isNumber(left) && isNumber(right)) return Number(left) + Number(right)
  if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
    if (left.length + right.length > mostItems) throw tooLarge(`the filter "add" would make a list of more than ${mostItems} items`)
    return left instanceof Tuple ? Tuple.fromItems([...left, ...right]) : [...left, ...right]
  }
  return undefined
}

/** By the clocks of the date's own zone, as Python counts. */
function later(date: unknown, { microseconds, days }: TimeDelta): unknown {
  if (date instanceof Date) return new Date(date.getTime() + microseconds / 1000)
  if (date instanceof PlainDateTime) {
    const total = (date.microsecond % 1000) + microseconds
    const [milliseconds, extra] = [Math.floor(total / 1000), ((total % 1000) + 1000) % 1000]
    const moved = PlainDateTime.fromLocal(date.localMilliseconds + milliseconds, extra)
    if (!isOfCalendar(moved)) return undefined
    return date instanceof ZonedDateTime ? ZonedDateTime.inZone(moved, date.zone, date.keepsZone) : moved
  }
  const day = date instanceof PlainDate ? date.plusDays(days) : undefined
  return day && isOfCalendar(day) ? day : undefined
}

/** Python has no dates outside of these years. */
function isOfCalendar({ year }: DateFields): boolean {
  return year >= 1 && year <= 9999
}

function isNumber(value: unknown): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
}
