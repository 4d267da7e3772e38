import { DecimalValue } from './decimal-value.ts'
import { isIterable, isPlainObject, kindName } from './kinds.ts'
import { numberText } from './number-text.ts'
import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { PlainTime } from './plain-time.ts'
import type { PrintSettings } from './print-settings.ts'
import { toText } from './print.ts'
import { SafeString } from './safe-string.ts'
import { Tuple } from './tuple.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** Python's `repr()`: how a value prints inside a list or a dictionary. */
export function repr(value: unknown, settings: PrintSettings, within: ReadonlySet<object> = new Set()): string {
  const python = settings.values === 'python'
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
    case 'bigint':
      return numberText(value)
    case 'boolean':
      return python ? (value ? 'True' : 'False') : String(value)
    case 'undefined':
      return python ? 'None' : 'null'
    case 'object':
      return value === null ? (python ? 'None' : 'null') : reprObject(value, settings, within)
    default:
      return toText(value, settings)
  }
}

// Deeper lists than any page prints would overflow the stack.
const deepest = 500

function reprObject(value: object, settings: PrintSettings, within: ReadonlySet<object>): string {
  if (value instanceof SafeString) return quote(value.text)
  if (value instanceof DecimalValue) return `Decimal('${value.toString()}')`
  if (value instanceof Date) return reprInstant(value)
  const date = reprDate(value)
  if (date !== undefined) return date
  const brackets = bracketsOf(value)
  if (!brackets) return `<${kindName(value)}: ${toText(value, settings)}>`
  const [open, close] = brackets
  if (within.has(value) || within.size >= deepest) return `${open}...${close}`
  const inside = new Set(within).add(value)
  const print = (item: unknown): string => repr(item, settings, inside)
  if (value instanceof Map) return `{${Array.from(value, ([key, item]) => `${print(key)}: ${print(item)}`).join(', ')}}`
  if (isPlainObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${quote(key)}: ${print(item)}`)
      .join(', ')}}`
  }
  const items = Array.from(value as Iterable<unknown>, print)
  if (value instanceof Set && items.length === 0) return 'set()'
  if (value instanceof Tuple && items.length === 1) return `(${items[0]},)`
  return `${open}${items.join(', ')}${close}`
}

function bracketsOf(value: object): readonly [string, string] | undefined {
  if (value instanceof Tuple) return ['(', ')']
  if (Array.isArray(value)) return ['[', ']']
  if (value instanceof Map || value instanceof Set || isPlainObject(value)) return ['{', '}']
  return isIterable(value) ? ['[', ']'] : undefined
}

// What Python does not count as printable: controls, formats, surrogates, private and unassigned characters, spaces but " ".
const unprintable = /[\p{C}\p{Z}\\]/u
const unprintables = /[\p{C}\p{Z}\\]/gu

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let escaped = text
  if (unprintable.test(text)) escaped = text.replace(unprintables, escapeCharacter)
  if (mark === "'") escaped = escaped.replaceAll("'", "\\'")
  return mark + escaped + mark
}

function escapeCharacter(character: string): string {
  switch (character) {
    case ' ':
      return ' '
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
  }
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}

function reprDate(value: object): string | undefined {
  if (value instanceof PlainDateTime) {
    const zone = value instanceof ZonedDateTime ? `, tzinfo=${reprZone(value.zone.name)}` : ''
    return `datetime.datetime(${value.year}, ${value.month}, ${value.day}, ${reprTimeArguments(value)}${zone})`
  }
  if (value instanceof PlainDate) return `datetime.date(${value.year}, ${value.month}, ${value.day})`
  if (value instanceof PlainTime) return `datetime.time(${reprTimeArguments(value)})`
  return undefined
}

function reprInstant(value: Date): string {
  if (Number.isNaN(value.getTime())) return 'Invalid Date'
  const local = PlainDateTime.fromLocal(value.getTime())
  return `datetime.datetime(${local.year}, ${local.month}, ${local.day}, ${reprTimeArguments(local)}, tzinfo=datetime.timezone.utc)`
}

function reprTimeArguments({ hour, minute, second, microsecond }: PlainTime | PlainDateTime): string {
  if (microsecond !== 0) return `${hour}, ${minute}, ${second}, ${microsecond}`
  return second === 0 ? `${hour}, ${minute}` : `${hour}, ${minute}, ${second}`
}

function reprZone(name: string): string {
  return name === 'UTC' ? 'datetime.timezone.utc' : `zoneinfo.ZoneInfo(key='${name}')`
}
