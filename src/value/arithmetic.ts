import { DecimalValue } from './decimal-value.ts'
import { isText } from './lazy-text.ts'

export type Operator = '+' | '-' | '*' | '/' | '%'
type Numeric = number | bigint | DecimalValue

/** Python's Decimal keeps that many digits of a result. */
const precision = 28
/** Larger whole numbers are refused: a template could let them grow without end. */
const mostBits = 4096n

/**
 * `left operator right`: exact with decimals, to 28 digits, and with whole numbers of any size. null where an operand is null
 * or the divisor is 0, as in SQL. Throws a RangeError for what is no number, or too large to go on with.
 */
export function arithmetic(operator: Operator, left: unknown, right: unknown): Numeric | null {
  const [a, b] = [numeric(left), numeric(right)]
  if (a === null || b === null) return null
  if ((operator === '/' || operator === '%') && isZero(b)) return null
  if (a instanceof DecimalValue || b instanceof DecimalValue) return decimals(operator, decimal(a), decimal(b))
  if (typeof a === 'number' && typeof b === 'number') {
    const result = numbers(operator, a, b)
    const isExact = !Number.isInteger(a) || !Number.isInteger(b) || Number.isSafeInteger(result) || operator === '/'
    return isExact ? result : integers(operator, BigInt(a), BigInt(b))
  }
  if (isFraction(a) || isFraction(b)) return numbers(operator, Number(a), Number(b))
  return integers(operator, BigInt(a), BigInt(b))
}

export function negated(value: unknown): Numeric | null {
  return arithmetic('-', 0, value)
}

function numeric(value: unknown): Numeric | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint' || value instanceof DecimalValue) return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
  } else if (isText(value)) {
    const parsed = DecimalValue.parse(String(value).trim())
    if (parsed) return parsed
  }
  throw new RangeError('not a number')
}

function numbers(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
  }
}

function integers(operator: Operator, a: bigint, b: bigint): Numeric {
  const large = a < 0n ? -a : a
  if (large >> mostBits !== 0n || (b < 0n ? -b : b) >> mostBits !== 0n) throw new RangeError('too large a number')
  switch (operator) {
    case '+':
      return small(a + b)
    case '-':
      return small(a - b)
    case '*':
      return small(a * b)
    case '%':
      return small(a % b)
    case '/':
      return a % b === 0n ? small(a / b) : decimals('/', decimal(a), decimal(b))
  }
}

function decimals(operator: Operator, a: DecimalValue, b: DecimalValue): DecimalValue {
  switch (operator) {
    case '+':
      return rounded(a.plus(b))
    case '-':
      return rounded(a.plus(new DecimalValue(b.sign === 1 ? -1 : 1, b.digits, b.exponent)))
    case '*':
      return rounded(new DecimalValue(a.sign === b.sign ? 1 : -1, a.digits * b.digits, a.exponent + b.exponent))
    case '/':
      return quotient(a, b)
    case '%': {
      const whole = quotient(a, b).toBigInt()
      return decimals('-', a, decimals('*', decimal(whole), b))
    }
  }
}

/** With as few decimals as it takes, and not less than those of `a` without those of `b`: 9.00 / 2 is 4.50. */
function quotient(a: DecimalValue, b: DecimalValue): DecimalValue {
  const sign = a.sign === b.sign ? 1 : -1
  const shift = Math.max(0, precision + 1 + length(b.digits) - length(a.digits))
  const dividend = a.digits * 10n ** BigInt(shift)
  let digits = dividend / b.digits
  let exponent = a.exponent - b.exponent - shift
  // What is left over only matters for halves, and one more digit tells.
  if (dividend % b.digits !== 0n) return rounded(new DecimalValue(sign, digits * 10n + 1n, exponent - 1))
  for (const ideal = a.exponent - b.exponent; exponent < ideal && digits % 10n === 0n; exponent++) digits /= 10n
  return rounded(new DecimalValue(sign, digits, exponent))
}

/** To 28 digits, halves to even. */
function rounded(value: DecimalValue): DecimalValue {
  const extra = length(value.digits) - precision
  if (extra <= 0) return value
  const unit = 10n ** BigInt(extra)
  const [digits, rest] = [value.digits / unit, value.digits % unit]
  const up = rest * 2n > unit || (rest * 2n === unit && digits % 2n === 1n)
  return new DecimalValue(value.sign, up ? digits + 1n : digits, value.exponent + extra)
}

/** A number that JavaScript writes as 0.1 is meant as 0.1. */
function decimal(value: Numeric): DecimalValue {
  return value instanceof DecimalValue ? value : DecimalValue.from(value)
}

function isZero(value: Numeric): boolean {
  return value instanceof DecimalValue ? value.isZero() : Number(value) === 0
}

function isFraction(value: number | bigint): boolean {
  return typeof value === 'number' && !Number.isInteger(value)
}

function small(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

function length(digits: bigint): number {
  return digits.toString().length
}
