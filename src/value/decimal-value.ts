import { tooLarge } from './too-large.ts'

/**
 * An exact decimal number that remembers how many decimals it was written with: `832.00` prints `832.00`.
 * It is `sign * digits * 10 ** exponent`, Python's Decimal without NaN and infinities.
 */
export class DecimalValue {
  readonly sign: 1 | -1
  readonly digits: bigint
  readonly exponent: number

  constructor(sign: 1 | -1, digits: bigint, exponent: number) {
    this.sign = sign
    this.digits = digits
    this.exponent = exponent
  }

  /** The number that `text` spells; throws where it spells none. */
  static from(value: string | number | bigint): DecimalValue {
    const parsed = DecimalValue.parse(String(value))
    if (!parsed) throw new RangeError(`"${value}" is not a decimal number`)
    return parsed
  }

  static parse(text: string): DecimalValue | undefined {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,15}))?$/.exec(text)
    if (!match) return undefined
    const [, sign, whole = '', fraction = '', exponent = '0'] = match
    if (whole === '' && fraction === '') return undefined
    return new DecimalValue(sign === '-' ? -1 : 1, BigInt(whole + fraction), Number(exponent) - fraction.length)
  }

  /** The same value with exactly `places` decimals, halves away from zero. */
  round(places: number): DecimalValue {
    const shift = this.exponent + places
    if (shift >= 0) return new DecimalValue(this.sign, this.digits * powerOfTen(shift), -places)
    if (-shift > digitCount(this.digits) + 1) return new DecimalValue(this.sign, 0n, -places)
    const unit = powerOfTen(-shift)
    return new DecimalValue(this.sign, (this.digits * 2n + unit) / (unit * 2n), -places)
  }

  plus(other: DecimalValue): DecimalValue {
    const exponent = Math.min(this.exponent, other.exponent)
    const sum = this.scaledTo(exponent) + other.scaledTo(exponent)
    return new DecimalValue(sum < 0n ? -1 : 1, sum < 0n ? -sum : sum, exponent)
  }

  /** Negative, zero or positive as this is below, equal to or above the other. */
  compare(other: DecimalValue): number {
    const signs = this.signum() - other.signum()
    if (signs !== 0 || this.digits === 0n) return signs
    // Values of different magnitude are told apart without writing out their zeros.
    const magnitudes = this.adjusted() - other.adjusted()
    if (magnitudes !== 0) return magnitudes * this.sign
    const exponent = Math.min(this.exponent, other.exponent)
    const left = this.scaledTo(exponent)
    const right = other.scaledTo(exponent)
    return left < right ? -1 : left > right ? 1 : 0
  }

  isZero(): boolean {
    return this.digits === 0n
  }

  /** Cut to an integer, towards zero. */
  toBigInt(): bigint {
    if (this.exponent >= 0) return this.scaledTo(0)
    if (-this.exponent > digitCount(this.digits)) return 0n
    return BigInt(this.sign) * (this.digits / powerOfTen(-this.exponent))
  }

  toNumber(): number {
    return Number(`${this.sign < 0 ? '-' : ''}${this.digits}e${this.exponent}`)
  }

  /** The exponent of its first digit: 2 for 832.00. */
  adjusted(): number {
    return digitCount(this.digits) - 1 + this.exponent
  }

  /** Without an exponent, whatever the magnitude. */
  toFixed(): string {
    const digits = this.digits.toString()
    if (this.exponent >= 0) return this.prefix() + (this.digits === 0n ? '0' : digits + '0'.repeat(this.exponent))
    const padded = digits.padStart(1 - this.exponent, '0')
    return `${this.prefix()}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`
  }

  /** As Python prints it: with an exponent where it has trailing zeros not written out, or many leading ones. */
  toString(): string {
    if (this.exponent <= 0 && this.adjusted() >= -6) return this.toFixed()
    return this.toScientific('E')
  }

  toJSON(): string {
    return this.toString()
  }

  toScientific(letter: 'e' | 'E'): string {
    const digits = this.digits.toString()
    const adjusted = this.adjusted()
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : ''
    return `${this.prefix()}${digits[0]}${fraction}${letter}${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`
  }

  private prefix(): string {
    return this.sign < 0 ? '-' : ''
  }

  private signum(): number {
    return this.digits === 0n ? 0 : this.sign
  }

  private scaledTo(exponent: number): bigint {
    return BigInt(this.sign) * this.digits * powerOfTen(this.exponent - exponent)
  }
}

const largestPower = 100_000

function powerOfTen(exponent: number): bigint {
  if (exponent > largestPower) throw tooLarge(`a decimal number with an exponent of ${exponent} is too large to compute with`)
  return 10n ** BigInt(exponent)
}

function digitCount(digits: bigint): number {
  return digits.toString().length
}
