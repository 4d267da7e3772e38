import { DecimalValue } from './decimal-value.ts'

/** With exactly `places` decimals (negative: whole tens, hundreds …), halves to the even digit as Python rounds floats. */
export function roundHalfEven(value: DecimalValue, places: number): DecimalValue {
  const surplus = -value.exponent - places
  if (surplus <= 0) return new DecimalValue(value.sign, value.digits * 10n ** BigInt(-surplus), -places)
  const unit = 10n ** BigInt(surplus)
  const rest = value.digits % unit
  const cut = value.digits / unit
  const twice = rest * 2n
  const up = twice > unit || (twice === unit && cut % 2n === 1n)
  return new DecimalValue(value.sign, up ? cut + 1n : cut, -places)
}
