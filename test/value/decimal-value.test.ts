import { fc } from '../support/properties.ts'
import { describe, expect, it } from 'vitest'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { exactDecimal } from '../../src/value/exact-decimal.ts'
import { roundHalfEven } from '../../src/value/round-half-even.ts'
import { toFloat, toInteger } from '../../src/value/to-number.ts'

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -20, max: 20 }))
  .map(([digits, exponent]) => DecimalValue.from(`${digits}e${exponent}`))

describe('DecimalValue', () => {
  it.each([
    ['832.00', '832.00'],
    ['-0.50', '-0.50'],
    ['.5', '0.5'],
    ['007', '7'],
    ['1E+3', '1E+3'],
    ['0.0000001', '1E-7'],
    ['-0', '-0'],
    ['12345678901234567890.123456789', '12345678901234567890.123456789'],
  ])('%s prints %s', (text, printed) => {
    expect(DecimalValue.from(text).toString()).toBe(printed)
  })

  it('refuses text that is no number', () => {
    for (const text of ['', '.', 'abc', '1,5', '1e', '0x1', ' 1']) expect(DecimalValue.parse(text)).toBeUndefined()
    expect(() => DecimalValue.from('1,5')).toThrow('"1,5" is not a decimal number')
  })

  it('adds as whole numbers of the smallest unit do', () => {
    const unit = 10n ** 20n
    const units = (value: DecimalValue): bigint => BigInt(value.plus(DecimalValue.from('0e-20')).toFixed().replace('.', ''))
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(units(left.plus(right))).toBe(units(left) + units(right))
        expect(Math.sign(left.compare(right))).toBe(Number(units(left) > units(right)) - Number(units(left) < units(right)))
      }),
    )
    expect(units(DecimalValue.from('1'))).toBe(unit)
  })

  it('rounds halves away from zero, or to even as floats do', () => {
    expect(DecimalValue.from('2.675').round(2).toString()).toBe('2.68')
    expect(DecimalValue.from('-0.005').round(2).toString()).toBe('-0.01')
    expect(DecimalValue.from('0.004').round(2).toString()).toBe('0.00')
    expect(DecimalValue.from('1e-5000').round(2).toString()).toBe('0.00')
    expect(roundHalfEven(DecimalValue.from('2.5'), 0).toString()).toBe('2')
    expect(roundHalfEven(DecimalValue.from('3.5'), 0).toString()).toBe('4')
  })

  it('knows the exact value of a float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(exactDecimal(value).toNumber()).toBe(value === 0 ? 0 : value)
      }),
    )
    expect(exactDecimal(0.1).toString()).toBe('0.1000000000000000055511151231257827021181583404541015625')
  })

  it('does not compute with numbers that would fill the memory', () => {
    expect(() => DecimalValue.from('1e999999999').toBigInt()).toThrow('too large to compute with')
  })
})

describe('reading numbers', () => {
  it.each<[unknown, number | bigint | undefined]>([
    [' 42 ', 42],
    ['-1_000', -1000],
    ['１２', 12],
    ['٣', 3],
    ['12345678901234567890', 12345678901234567890n],
    ['1.5', undefined],
    ['0x10', undefined],
    ['', undefined],
    [7.9, 7],
    [-7.9, -7],
    [true, 1],
    [DecimalValue.from('-2.99'), -2],
    [NaN, undefined],
    [null, undefined],
    ['9'.repeat(5000), undefined],
  ])('int(%o) is %o', (value, integer) => {
    expect(toInteger(value)).toEqual(integer)
  })

  it.each<[unknown, number | undefined]>([
    ['1e3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['-inf', -Infinity],
    ['1_0.0_1', 10.01],
    ['1e', undefined],
    ['abc', undefined],
    [null, undefined],
  ])('float(%o) is %o', (value, float) => {
    expect(toFloat(value)).toBe(float)
  })
})
