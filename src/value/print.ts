import { compileDateFormat } from './date-format.ts'
import { type DateValue, dateValueOf } from './date-value.ts'
import { DecimalValue } from './decimal-value.ts'
import { escapeHtml } from './escape.ts'
import { englishNumbers, formatNumber } from './number-format.ts'
import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import type { PrintSettings } from './print-settings.ts'
import type { SafeString } from './safe-string.ts'
import { toTextOrSafe } from './to-text.ts'

/** What `{{ value }}` prints before escaping: numbers and dates in the page's formats, everything else as text. */
function toDisplay(value: unknown, settings: PrintSettings): string | SafeString {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && settings.numbers === undefined && isPlainNumber(value)) return String(value)
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof DecimalValue) {
    return formatNumber(value, settings.numbers ?? englishNumbers)
  }
  if (typeof value !== 'object' || value === null) return toTextOrSafe(value, settings)
  const date = dateValueOf(value, settings)
  return date ? displayDate(date, settings) : toTextOrSafe(value, settings)
}

/** Numbers that JavaScript writes as Python and English do. */
function isPlainNumber(value: number): boolean {
  return Number.isSafeInteger(value) || (value >= 1e-4 && value < 1e15) || (value <= -1e-4 && value > -1e15)
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
