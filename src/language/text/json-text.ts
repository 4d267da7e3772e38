import { DjustError } from '../../error.ts'
import { DecimalValue } from '../../value/decimal-value.ts'
import { isPlainObject, isIterable, kindName } from '../../value/kinds.ts'
import { numberText } from '../../value/number-text.ts'
import { PlainDateTime } from '../../value/plain-date-time.ts'
import { PlainTime } from '../../value/plain-time.ts'
import { PlainDate } from '../../value/plain-date.ts'
import { SafeString } from '../../value/safe-string.ts'
import { TimeDelta } from '../../value/time-delta.ts'
import { FixedZone } from '../../value/time-zone.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'

const utc = new FixedZone(0, 'UTC')

/** JSON in ASCII with Python's spaces; dates as ISO text with milliseconds, decimals as text. */
export function toJson(value: unknown): string {
  return write(value, [])
}

// Deeper values would overflow the stack.
const deepest = 900

/** `within` are the values around this one. */
function write(value: unknown, within: object[]): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return Number.isFinite(value) ? numberText(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'undefined':
      return 'null'
    case 'object':
      return value === null ? 'null' : writeObject(value, within)
    default:
      throw notJson(value)
  }
}

function writeObject(value: object, within: object[]): string {
  const scalar = scalarText(value)
  if (scalar !== undefined) return quote(scalar)
  if (within.length >= deepest || within.includes(value))
    throw new DjustError('filter/not-json', 'a value that contains itself can not be written as JSON')
  within.push(value)
  const text = writeParts(value, within)
  within.pop()
  return text
}

function writeParts(value: object, within: object[]): string {
  if (Array.isArray(value)) return writeList(value, within)
  if (value instanceof Map) return writeEntries(value, within)
  if (isPlainObject(value)) return writeEntries(Object.entries(value), within)
  const method: unknown = Reflect.get(value, 'toJSON')
  if (typeof method === 'function') return write(method.call(value), within)
  if (isIterable(value)) return writeList(Array.from(value), within)
  return writeEntries(Object.entries(value), within)
}

function writeList(items: readonly unknown[], within: object[]): string {
  let text = ''
  for (const item of items) text += (text === '' ? '' : ', ') + write(item, within)
  return `[${text}]`
}

function writeEntries(entries: Iterable<readonly [unknown, unknown]>, within: object[]): string {
  let text = ''
  for (const [key, value] of entries) text += `${text === '' ? '' : ', '}${keyText(key)}: ${write(value, within)}`
  return `{${text}}`
}

function keyText(key: unknown): string {
  if (typeof key === 'string' || key instanceof SafeString) return quote(String(key))
  if (key === null || typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return quote(write(key, []))
  throw notJson(key)
}

function scalarText(value: object): string | undefined {
  if (value instanceof SafeString) return value.text
  if (value instanceof DecimalValue) return value.toString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : scalarText(new ZonedDateTime(value.getTime(), utc))
  if (value instanceof PlainDateTime || value instanceof PlainTime) return milliseconds(value.toString())
  if (value instanceof PlainDate) return value.toString()
  return value instanceof TimeDelta ? value.toIsoString() : undefined
}

function quote(text: string): string {
  const json = JSON.stringify(text)
  if (!/[\x7f-\uffff]/.test(json)) return json
  return json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Microseconds cut to milliseconds, and UTC as Z: what JavaScript's own dates are read from. */
function milliseconds(iso: string): string {
  return iso.replace(/(\.\d{3})\d{3}/, '$1').replace(/\+00:00$/, 'Z')
}

function notJson(value: unknown): DjustError {
  return new DjustError('filter/not-json', `a value of type ${kindName(value)} can't be written as JSON`)
}
