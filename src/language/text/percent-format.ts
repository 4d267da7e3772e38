import { DjustError } from '../../error.ts'
import { codePointHead, codePointLength } from '../../value/code-points.ts'
import { DecimalValue } from '../../value/decimal-value.ts'
import { exactDecimal } from '../../value/exact-decimal.ts'
import { repr, toText } from '../../value/to-text.ts'
import type { PrintSettings } from '../../value/print-settings.ts'
import { roundHalfEven } from '../../value/round-half-even.ts'
import { toFloat } from '../../value/to-number.ts'
import { isPlainObject } from '../../value/kinds.ts'
import { SafeString } from '../../value/safe-string.ts'

/** Python's `format % value` for one value; undefined where Python would raise. */
export function percentFormat(format: string, value: unknown, settings: PrintSettings): string | undefined {
  let out = ''
  let used = false
  let at = 0
  for (let percent = format.indexOf('%'); percent !== -1; percent = format.indexOf('%', at)) {
    out += format.slice(at, percent)
    const spec = parseSpec(format, percent + 1)
    if (!spec) return undefined
    at = spec.end
    if (spec.type === '%') {
      if (spec.end !== percent + 2) return undefined
      out += '%'
      continue
    }
    let argument = value
    if (spec.key !== undefined) {
      const found = entryOf(value, spec.key)
      if (!found) return undefined
      argument = found.value
    } else if (used) return undefined
    used = true
    const text = convert(spec, argument, settings)
    if (text === undefined) return undefined
    out += text
  }
  // A value that is not asked for is an error, except where keys of it could have been.
  if (!used && !isMapping(value)) return undefined
  return out + format.slice(at)
}

interface Spec {
  readonly key: string | undefined
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly type: string
  readonly end: number
}

const specPattern = /(?:\(([^()]*)\))?([-#0 +]*)(\d*)(?:\.(\d*))?[hlL]?([diouxXeEfFgGcrsa%])/y

function parseSpec(format: string, from: number): Spec | undefined {
  specPattern.lastIndex = from
  const match = specPattern.exec(format)
  if (!match) return undefined
  const [, key, flags = '', width = '', precision, type = ''] = match
  return {
    key,
    flags,
    width: atMost(mostWidth, 'a width', width),
    precision: precision === undefined ? undefined : atMost(mostDigits, 'a precision', precision),
    type,
    end: specPattern.lastIndex,
  }
}

// More than any page has room for would fill the memory, or take long to compute.
const mostWidth = 1_000_000
const mostDigits = 100_000

function atMost(most: number, what: string, digits: string): number {
  const number = Number(digits)
  if (number <= most) return number
  throw new DjustError('filter/argument', `the filter "stringformat" takes ${what} up to ${most}, not ${digits.slice(0, 20)}`)
}

function isMapping(value: unknown): boolean {
  return Array.isArray(value) || value instanceof Map || isPlainObject(value)
}

function entryOf(value: unknown, key: string): { readonly value: unknown } | undefined {
  if (value instanceof Map) return value.has(key) ? { value: value.get(key) } : undefined
  return isPlainObject(value) && Object.hasOwn(value, key) ? { value: value[key] } : undefined
}

function convert(spec: Spec, value: unknown, settings: PrintSettings): string | undefined {
  switch (spec.type) {
    case 's':
      return padText(spec, cutText(spec, toText(value, settings)))
    case 'r':
      return padText(spec, cutText(spec, repr(value, settings)))
    case 'a':
      return padText(spec, cutText(spec, repr(value, settings).replace(/[^\x00-\x7f]/gu, escapeCharacter)))
    case 'c':
      return padText(spec, character(value))
    case 'd':
    case 'i':
    case 'u':
      return wholeNumber(spec, toWhole(value), 10)
    case 'o':
      return wholeNumber(spec, typeof value === 'number' && !Number.isInteger(value) ? undefined : toExactWhole(value), 8)
    case 'x':
    case 'X':
      return wholeNumber(spec, toExactWhole(value), 16)
    default:
      return floatNumber(spec, value instanceof SafeString || typeof value === 'string' ? undefined : toFloat(value))
  }
}

function cutText({ precision }: Spec, text: string): string {
  return precision === undefined ? text : codePointHead(text, precision)
}

function padText({ flags, width }: Spec, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const spaces = ' '.repeat(Math.max(0, width - codePointLength(text)))
  return flags.includes('-') ? text + spaces : spaces + text
}

function character(value: unknown): string | undefined {
  const text = value instanceof SafeString ? value.text : value
  if (typeof text === 'string') return codePointLength(text) === 1 ? text : undefined
  const code = toExactWhole(value)
  return code !== undefined && code >= 0n && code <= 0x10ffffn ? String.fromCodePoint(Number(code)) : undefined
}

function escapeCharacter(text: string): string {
  const code = text.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

function toWhole(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined
  return value instanceof DecimalValue ? value.toBigInt() : toExactWhole(value)
}

function toExactWhole(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return BigInt(value)
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined
}

function wholeNumber(spec: Spec, value: bigint | undefined, base: 8 | 10 | 16): string | undefined {
  if (value === undefined) return undefined
  const digits = (value < 0n ? -value : value).toString(base).padStart(spec.precision ?? 0, '0')
  const prefix = !spec.flags.includes('#') || base === 10 ? '' : base === 8 ? '0o' : '0x'
  return padNumber(spec, value < 0n, spec.type === 'X' ? prefix.toUpperCase() : prefix, spec.type === 'X' ? digits.toUpperCase() : digits)
}

function floatNumber(spec: Spec, value: number | undefined): string | undefined {
  if (value === undefined) return undefined
  const upper = spec.type === spec.type.toUpperCase()
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'nan' : 'inf'
    return padNumber(spec, value < 0, '', upper ? word.toUpperCase() : word)
  }
  const precision = spec.precision ?? 6
  const alternate = spec.flags.includes('#')
  const size = Math.abs(value)
  const type = spec.type.toLowerCase()
  const text =
    type === 'f'
      ? fixed(size, precision, alternate)
      : type === 'e'
        ? scientific(size, precision, alternate)
        : general(size, precision, alternate)
  return padNumber(spec, value < 0 || Object.is(value, -0), '', upper ? text.toUpperCase() : text)
}

function padNumber({ flags, width }: Spec, negative: boolean, prefix: string, digits: string): string {
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const missing = Math.max(0, width - sign.length - prefix.length - digits.length)
  if (flags.includes('-')) return sign + prefix + digits + ' '.repeat(missing)
  if (flags.includes('0')) return sign + prefix + '0'.repeat(missing) + digits
  return ' '.repeat(missing) + sign + prefix + digits
}

function fixed(size: number, precision: number, alternate: boolean): string {
  const text = roundHalfEven(exactDecimal(size), precision).toFixed()
  return precision === 0 && alternate ? `${text}.` : text
}

function scientific(size: number, precision: number, alternate: boolean): string {
  const { digits, exponent } = significant(size, precision + 1)
  const point = precision > 0 || alternate ? '.' : ''
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  return `${digits.charAt(0)}${point}${digits.slice(1)}e${power}`
}

function general(size: number, precision: number, alternate: boolean): string {
  const count = Math.max(1, precision)
  const { digits, exponent } = significant(size, count)
  if (exponent < -4 || exponent >= count) {
    const kept = alternate ? digits : digits.replace(/(?<=.)0+$/, '')
    return scientificOf(kept, exponent, alternate)
  }
  const text = fixed(size, Math.max(0, count - 1 - exponent), alternate)
  return alternate || !text.includes('.') ? text : text.replace(/\.?0+$/, '')
}

function scientificOf(digits: string, exponent: number, alternate: boolean): string {
  const point = digits.length > 1 || alternate ? '.' : ''
  return `${digits.charAt(0)}${point}${digits.slice(1)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** The first `count` digits of a number, rounded, and the exponent of the first. */
function significant(size: number, count: number): { readonly digits: string; readonly exponent: number } {
  if (size === 0) return { digits: '0'.repeat(count), exponent: 0 }
  const exact = exactDecimal(size)
  const exponent = exact.adjusted()
  const rounded = roundHalfEven(exact, count - 1 - exponent)
  const digits = rounded.digits.toString()
  return digits.length > count ? { digits: digits.slice(0, count), exponent: exponent + 1 } : { digits, exponent }
}
