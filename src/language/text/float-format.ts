import { DjustError } from '../../error.ts'
import { DecimalValue } from '../../value/decimal-value.ts'
import { englishNumbers, formatDigits } from '../../value/number-format.ts'
import { numberText } from '../../value/number-text.ts'
import { toText } from '../../value/to-text.ts'
import type { PrintSettings } from '../../value/print-settings.ts'
import { SafeString } from '../../value/safe-string.ts'
import { asciiNumber, toFloat, toSmallInteger } from '../../value/to-number.ts'

// Longer numbers are printed as they are, as in Django.
const mostDigits = 200
// Python's decimals refuse more places.
const mostPlaces = 1_000_000

/**
 * A number rounded to decimals, halves away from zero: `2` always shows them, `-2` only where there are any; `g` groups
 * digits, `u` ignores the language. What is no number gives empty text.
 */
export function floatFormat(value: unknown, argument: unknown, settings: PrintSettings): string | SafeString {
  return formatWith(value, parseArgument(argument), settings)
}

/** `floatFormat` for an argument that is known before: it is read once. */
export function prepareFloatFormat(argument: unknown): (value: unknown, settings: PrintSettings) => string | SafeString {
  const parsed = parseArgument(argument)
  return (value, settings) => formatWith(value, parsed, settings)
}

function formatWith(value: unknown, { places, grouped, unlocalized, wrong }: Argument, settings: PrintSettings): string | SafeString {
  if (wrong === 'empty') throw wrongArgument('not empty text')
  const text = toText(value, settings)
  if (places !== undefined && places > 0 && places <= 10 && !grouped && settings.numbers === undefined) {
    const short = roundShortText(text, places)
    if (short !== undefined) return new SafeString(short)
  }
  const number = value instanceof DecimalValue ? value : decimalOf(value, text)
  if (number === undefined) return ''
  if (wrong) throw wrongArgument('nothing else')
  if (places === undefined || number === 'not finite') return text
  if (number.digits.toString().length + Math.abs(number.exponent) > mostDigits) return text
  const shown = Math.abs(places)
  if (shown > mostPlaces)
    throw new DjustError('filter/argument', `the filter "floatformat" shows up to ${mostPlaces} decimals, not ${shown}`)
  const whole = places <= 0 && isWhole(number)
  const digits = whole ? number.toBigInt().toString() : unsignedZero(rounded(number, shown))
  const formats = settings.numbers ?? englishNumbers
  return new SafeString(formatDigits(digits, unlocalized ? (formats.unlocalized ?? formats) : formats, whole ? 0 : shown, grouped))
}

function wrongArgument(not: string): DjustError {
  return new DjustError('filter/argument', `the filter "floatformat" takes a number of decimals as its argument, ${not}`)
}

const shortNumber = /^(-?)(\d{1,15})(?:\.(\d{1,20}))?$/

/** The common case, without big integers: as many digits as JavaScript's numbers count exactly. */
function roundShortText(text: string, places: number): string | undefined {
  const match = shortNumber.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole.length + places > 15 || (whole.length > 1 && whole.startsWith('0'))) return undefined
  const scaled = Number(whole + fraction.slice(0, places).padEnd(places, '0')) + (fraction.charCodeAt(places) >= fiveCode ? 1 : 0)
  const digits = String(scaled).padStart(places + 1, '0')
  return `${scaled === 0 ? '' : sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

const fiveCode = 53

interface Argument {
  /** Why nothing, or no number, can be formatted by it. */
  readonly wrong?: 'empty' | 'no number'
  readonly places: number | undefined
  readonly grouped: boolean
  readonly unlocalized: boolean
}

function parseArgument(argument: unknown): Argument {
  if (argument === undefined) return { places: -1, grouped: false, unlocalized: false }
  const text = argument instanceof SafeString ? argument.text : argument
  if (text === '') return { places: undefined, grouped: false, unlocalized: false, wrong: 'empty' }
  if (typeof text !== 'string') {
    const places = toSmallInteger(text)
    return { places, grouped: false, unlocalized: false, ...(places === undefined && { wrong: 'no number' as const }) }
  }
  const suffix = /(?:gu|ug|g|u)$/.exec(text)?.[0] ?? ''
  const number = text.slice(0, text.length - suffix.length)
  const places = number === '' && suffix !== '' ? -1 : toSmallInteger(number)
  return { places, grouped: suffix.includes('g'), unlocalized: suffix.includes('u') }
}

function decimalOf(value: unknown, text: string): DecimalValue | 'not finite' | undefined {
  const decimal = parse(text)
  if (decimal !== undefined) return decimal
  const float = toFloat(value)
  return float === undefined ? undefined : parse(numberText(float))
}

function parse(text: string): DecimalValue | 'not finite' | undefined {
  const number = asciiNumber(text)
    .replaceAll('_', '')
    .replace(/^([+-]?)0+(?=\d)/, '$1')
  if (/^[+-]?(?:inf(?:inity)?|s?nan\d*)$/i.test(number)) return 'not finite'
  // So many digits, and an exponent this long, are beyond all limits.
  if (number.length > 2 * mostDigits && /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(number)) return 'not finite'
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)e[+-]?\d{16,}$/i.test(number)) return 'not finite'
  return DecimalValue.parse(number)
}

function isWhole(number: DecimalValue): boolean {
  return number.exponent >= 0 || number.digits % 10n ** BigInt(-number.exponent) === 0n
}

/** At `places` decimals or, where it has fewer, as it is: the rest is filled with zeros later. */
function rounded(number: DecimalValue, places: number): DecimalValue {
  return -number.exponent <= places ? number : number.round(places)
}

function unsignedZero(number: DecimalValue): string {
  return number.isZero() ? new DecimalValue(1, 0n, number.exponent).toFixed() : number.toFixed()
}
