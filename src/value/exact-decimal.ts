import { DecimalValue } from './decimal-value.ts'

/** The exact value of a finite number: of 0.1 it has 55 decimals, since that is what the binary number is. */
export function exactDecimal(value: number | bigint | DecimalValue): DecimalValue {
  if (value instanceof DecimalValue) return value
  if (typeof value === 'bigint') return new DecimalValue(value < 0n ? -1 : 1, value < 0n ? -value : value, 0)
  if (Number.isInteger(value)) return exactDecimal(BigInt(value))
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no digits`)
  let halvings = 0
  let whole = Math.abs(value)
  while (!Number.isInteger(whole)) {
    whole *= 2
    halvings++
  }
  return new DecimalValue(value < 0 ? -1 : 1, BigInt(whole) * 5n ** BigInt(halvings), -halvings)
}
