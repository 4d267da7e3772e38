import { DjustError } from '../../error.ts'
import { DecimalValue } from '../../value/decimal-value.ts'
import { isPlainObject, isIterable, kindName } from '../../value/kinds.ts'
import { numberText } from '../../value/number-text.ts'
import { PlainDateTime } from '../../value/plain-date-time.ts'
import { PlainTime } from '../../value/plain-time.ts'
import { PlainDate } from '../../value/plain-date.ts'
import { SafeString } from '../../value/safe-string.ts'
import { checkWrittenLength } from '../../value/too-large.ts'
import { TimeDelta } from '../../value/time-delta.ts'
import { FixedZone } from '../../value/time-zone.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'

const utc = new FixedZone(0, 'UTC')

/** JSON in ASCII with Python's spaces; dates as ISO text with milliseconds, decimals as text. */
export function toJson(value: unknown): string {
  return write(value, { around: [], written: new Map(), count: 0 })
}

// Deeper values would overflow the stack.
const deepest = 900

/** The values around one that is written, and the text of those that were: one may be in others many times. */
interface Within {
  readonly around: object[]
  readonly written: Map<object, string>
  count: number
}

/** Few values are written again faster than they are remembered. */
const few = 10_000

function write(value: unknown, within: Within): string {
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

function writeObject(value: object, within: Within): string {
  const scalar = scalarText(value)
  if (scalar !== undefined) return quote(scalar)
  const known = within.written.get(value)
  if (known !== undefined) return known
  const { around } = within
  if (around.length >= deepest || around.includes(value))
    throw new DjustError(
      'filter/not-json',
      `a value that contains itself, or is nested more than ${deepest} deep, can not be written as JSON`,
    )
  around.push(value)
  const text = writeParts(value, within)
  around.pop()
  if (++within.count > few) within.written.set(value, text)
  return text
}

function writeParts(value: object, within: Within): string {
  if (Array.isArray(value)) return writeList(value, within)
  if (value instanceof Map) return writeEntries(value, within)
  if (isPlainObject(value)) return writeEntries(Object.entries(value), within)
  const method: unknown = Reflect.get(value, 'toJSON')
  if (typeof method === 'function') return write(method.call(value), within)
  if (isIterable(value)) return writeList(Array.from(value), within)
  return writeEntries(Object.entries(value), within)
}

function writeList(items: readonly unknown[], within: Within): string {
  let text = ''
  for (const item of items) {
    text += (text === '' ? '' : ', ') + write(item, within)
    checkWrittenLength(text)
  }
  return `[${text}]`
}

function writeEntries(entries: Iterable<readonly [unknown, unknown]>, within: Within): string {
  let text = ''
  for (const [key, value] of entries) {
    text += `${text === '' ? '' : ', '}${keyText(key)}: ${write(value, within)}`
    checkWrittenLength(text)
  }
  return `{${text}}`
}

function keyText(key: unknown): string {
  if (typeof key === 'string' || key instanceof SafeString) return quote(String(key))
  if (key === null || typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return quote(toJson(key))
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

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function quote(text: string): string {
  const json = JSON.stringify(text)
  if (!/[\x7f-\uffff]/.test(json)) return json
  let out = ''
  let from = 0
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code < 0x7f) continue
    if (from < at) out += json.slice(from, at)
    out += '\\u' + hexBytes[code >> 8] + hexBytes[code & 0xff]
    from = at + 1
  }
  return out + json.slice(from)
}

/** Microseconds cut to milliseconds, and UTC as Z: what JavaScript's own dates are read from. */
function milliseconds(iso: string): string {
  return iso.replace(/(\.\d{3})\d{3}/, '$1').replace(/\+00:00$/, 'Z')
}

function notJson(value: unknown): DjustError {
  return new DjustError('filter/not-json', `a value of type ${kindName(value)} can't be written as JSON`)
}
