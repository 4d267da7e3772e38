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
  const trimmed = text.replace(spacesAround, '')
  return /[^\x00-\x7f]/.test(trimmed) ? trimmed.replace(/\p{Nd}/gu, digitOf) : trimmed
}

const spaces = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const spacesAround = new RegExp(`^${spaces}+|(?<!${spaces})${spaces}+$`, 'g')

// Python refuses to read longer integers from text.
const mostDigits = 4300

function parseInteger(text: string): number | bigint | undefined {
  const digits = asciiNumber(text)
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
