import { isoDate, isoTime } from './calendar.ts'
import { compileDateFormat } from './date-format.ts'
import { type DateValue, dateValueOf } from './date-value.ts'
import { DecimalValue } from './decimal-value.ts'
import { escapeHtml } from './escape.ts'
import { isIterable, isPlainObject, kindName } from './kinds.ts'
import { englishNumbers, formatNumber } from './number-format.ts'
import { numberText } from './number-text.ts'
import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import type { PrintSettings } from './print-settings.ts'
import { repr } from './repr.ts'
import { SafeString, htmlOf } from './safe-string.ts'
import { offsetText } from './time-zone.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** Python's `str()`: the text that filters of text work on. */
export function toText(value: unknown, settings: PrintSettings): string {
  const text = toTextOrSafe(value, settings)
  return typeof text === 'string' ? text : text.text
}

/** The same, still marked safe where the value is. */
export function toTextOrSafe(value: unknown, settings: PrintSettings): string | SafeString {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
      return numberText(value)
    case 'boolean':
      return settings.values === 'python' ? (value ? 'True' : 'False') : String(value)
    case 'undefined':
      return settings.values === 'python' ? 'None' : ''
    case 'object':
      if (value === null) return settings.values === 'python' ? 'None' : ''
      return value instanceof SafeString ? value : objectText(value, settings)
    case 'function':
      return `<function ${value.name}>`
    default:
      return String(value)
  }
}

/** What `{{ value }}` prints before escaping: numbers and dates in the page's formats, everything else as text. */
export function toDisplay(value: unknown, settings: PrintSettings): string | SafeString {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof DecimalValue) {
    return formatNumber(value, settings.numbers ?? englishNumbers)
  }
  if (typeof value !== 'object' || value === null) return toTextOrSafe(value, settings)
  const date = dateValueOf(value, settings)
  return date ? displayDate(date, settings) : toTextOrSafe(value, settings)
}

/** The HTML of `{{ value }}`. */
export function toOutput(value: unknown, settings: PrintSettings, autoescape: boolean): string {
  const text = toDisplay(value, settings)
  if (typeof text !== 'string') return text.text
  return autoescape ? escapeHtml(text) : text
}

const dateFormat = compileDateFormat('DATE_FORMAT')
const dateTimeFormat = compileDateFormat('DATETIME_FORMAT')
const timeFormat = compileDateFormat('TIME_FORMAT', 'time')

function displayDate(value: DateValue, settings: PrintSettings): string {
  const format = value instanceof PlainDate ? dateFormat : value instanceof PlainDateTime ? dateTimeFormat : timeFormat
  return format(value, settings) ?? ''
}

function objectText(value: object, settings: PrintSettings): string | SafeString {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set || isPlainObject(value)) return repr(value, settings)
  const safe = htmlOf(value)
  if (safe !== undefined) return new SafeString(safe)
  if (value instanceof PlainDateTime || value instanceof Date) return dateTimeText(value)
  const method: unknown = Reflect.get(value, 'toString')
  if (typeof method === 'function' && method !== Object.prototype.toString) {
    const text: unknown = method.call(value)
    return text instanceof SafeString ? text : String(text)
  }
  return isIterable(value) ? repr(value, settings) : `${kindName(value)} object${keyText(value)}`
}

function dateTimeText(value: PlainDateTime | Date): string {
  if (value instanceof Date) {
    const instant = value.getTime()
    return Number.isNaN(instant) ? 'Invalid Date' : `${dateTimeText(PlainDateTime.fromLocal(instant))}+00:00`
  }
  const offset = value instanceof ZonedDateTime ? offsetText(value.offsetSeconds, ':') : ''
  return `${isoDate(value)} ${isoTime(value)}${offset}`
}

/** Rows of a database print as `Lease object (17)`. */
function keyText(value: object): string {
  const key: unknown = Reflect.get(value, 'id')
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' ? ` (${key})` : ''
}
