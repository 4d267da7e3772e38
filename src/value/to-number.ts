import { DecimalValue } from './decimal-value.ts'
import { SafeString } from './safe-string.ts'

/** Python's `int()`: whole text, or a number cut towards zero; undefined where Python would raise. */
export function toInteger(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? small(Math.trunc(value)) : undefined
  if (typeof value === 'bigint') return small(value)
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof DecimalValue) return small(value.toBigInt())
  const text = value instanceof SafeString ? value.text : value
  return typeof text === 'string' ? parseInteger(text) : undefined
}

/** The same as a number that JavaScript counts exactly; undefined beyond. */
export function toSmallInteger(value: unknown): number | undefined {
  const integer = toInteger(value)
  return typeof integer === 'number' ? integer : undefined
}

/** Python's `float()`; undefined where Python would raise. */
export function toFloat(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (value instanceof DecimalValue) return value.toNumber()
  const text = value instanceof SafeString ? value.text : value
  return typeof text === 'string' ? parseFloatText(text) : undefined
}

/** Digits of other scripts as 0 to 9, spaces around cut off: what Python reads numbers from. */
export function asciiNumber(text: string): string {
  return asciiDigits(withoutSpacesAround(text))
}

const spaces = new Set(
  Array.from(
    '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
    (space) => space.charCodeAt(0),
  ),
)

/** By loops: a regular expression would go through all of a long text, which often is no number at all. */
function withoutSpacesAround(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 32 || ((code < 32 || code > 127) && spaces.has(code))
}

function asciiDigits(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? text.replace(/\p{Nd}/gu, digitOf) : text
}

// Python refuses to read longer integers from text.
const mostDigits = 4300

function parseInteger(text: string): number | bigint | undefined {
  const written = withoutSpacesAround(text)
  // A digit of another script takes two units at most.
  if (written.length > mostDigits * 2) return undefined
  const digits = asciiDigits(written)
  if (digits.length > mostDigits || !/^[+-]?\d+(?:_\d+)*$/.test(digits)) return undefined
  const plain = digits.replaceAll('_', '')
  return small(plain.startsWith('+') ? BigInt(plain.slice(1)) : BigInt(plain))
}

function parseFloatText(text: string): number | undefined {
  const number = asciiNumber(text).replace(/(?<=\d)_(?=\d)/g, '')
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(number)) return Number(number)
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(number)
  if (!word) return undefined
  if (word[2]?.toLowerCase() === 'nan') return NaN
  return word[1] === '-' ? -Infinity : Infinity
}

function small(value: number | bigint): number | bigint {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : BigInt(value)
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/** Digits of a script stand in a row in Unicode, from 0 to 9. */
function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String(code - zero)
}
