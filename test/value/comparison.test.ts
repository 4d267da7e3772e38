import { describe, expect, it } from 'vitest'
import { compareValues, isEqual, isIn, isLess, isLessOrEqual, isSame } from '../../src/value/compare.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { identity } from '../../src/value/identity.ts'
import { toList, toListOrUndefined } from '../../src/value/iterate.ts'
import { pythonLength } from '../../src/value/length.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { PlainDateTime } from '../../src/value/plain-date-time.ts'
import { PlainTime } from '../../src/value/plain-time.ts'
import { SafeString } from '../../src/value/safe-string.ts'
import { FixedZone } from '../../src/value/time-zone.ts'
import { isTrue, truth } from '../../src/value/truth.ts'
import { Tuple } from '../../src/value/tuple.ts'
import { ZonedDateTime } from '../../src/value/zoned-date-time.ts'

class Row {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  [identity](): string {
    return this.#key
  }
}

const noon = new Date('2025-01-01T12:00:00Z')
const sameInstant = new ZonedDateTime(noon.getTime(), new FixedZone(7200))

describe('equality', () => {
  it.each<[unknown, unknown]>([
    ['a', new SafeString('a')],
    [1, true],
    [1, 1n],
    [1, DecimalValue.from('1.00')],
    [0.5, DecimalValue.from('0.5')],
    [null, undefined],
    [
      [1, ['a']],
      [1n, [new SafeString('a')]],
    ],
    [{ a: [1] }, new Map([['a', [1]]])],
    [new Set([1, 2]), new Set([2, 1])],
    [new PlainDate(2025, 1, 1), PlainDate.from('2025-01-01')],
    [noon, sameInstant],
    [new Row('Lease:1'), new Row('Lease:1')],
  ])('%o equals %o', (left, right) => {
    expect(isEqual(left, right)).toBe(true)
    expect(isEqual(right, left)).toBe(true)
  })

  it.each<[unknown, unknown]>([
    ['1', 1],
    [NaN, NaN],
    [0.1, DecimalValue.from('0.1')],
    [null, 0],
    [[1], [1, 2]],
    [[1], Tuple.fromItems([1])],
    [new PlainDate(2025, 1, 1), PlainDateTime.from('2025-01-01T00:00')],
    [PlainDateTime.from('2025-01-01T12:00'), noon],
    [new Row('Lease:1'), new Row('Lease:2')],
    [new Row('Lease:1'), {}],
  ])('%o does not equal %o', (left, right) => {
    expect(isEqual(left, right)).toBe(false)
  })

  it('does not reach what lies on the prototype of a dictionary', () => {
    expect(isEqual({ constructor: Object }, {})).toBe(false)
    expect(isIn('constructor', {})).toBe(false)
    expect(isIn('__proto__', {})).toBe(false)
  })
})

describe('order', () => {
  it.each<[unknown, unknown]>([
    [1, 1.5],
    [1n, DecimalValue.from('1.01')],
    [DecimalValue.from('-1E+50'), -1],
    ['a', 'b'],
    ['Z', 'a'],
    ['\uffff', '🎉'],
    [
      [1, 2],
      [1, 3],
    ],
    [[1], [1, 0]],
    [new PlainTime(9), new PlainTime(9, 0, 0, 1)],
    [noon, new Date(noon.getTime() + 1)],
    [false, true],
  ])('%o is less than %o', (left, right) => {
    expect(isLess(left, right)).toBe(true)
    expect(isLess(right, left)).toBe(false)
    expect(isLessOrEqual(left, right)).toBe(true)
  })

  it.each<[unknown, unknown]>([
    [1, '2'],
    [null, 1],
    [{}, {}],
    [new PlainDate(2025, 1, 1), noon],
    [NaN, 1],
  ])('%o and %o have no order', (left, right) => {
    expect(isLess(left, right) || isLess(right, left) || isLessOrEqual(left, right)).toBe(false)
  })

  it('tells decimals of very different size apart without writing out their zeros', () => {
    expect(compareValues(DecimalValue.from('1e900000000'), DecimalValue.from('1'))).toBeGreaterThan(0)
  })
})

describe('truth', () => {
  it.each<unknown>([false, null, undefined, 0, 0n, -0, '', [], {}, new Map(), new Set(), new SafeString(''), DecimalValue.from('0.00')])(
    '%o is false',
    (value) => {
      expect(isTrue(value)).toBe(false)
    },
  )

  it.each<unknown>([true, 1, NaN, ' ', '0', [null], { a: undefined }, new Date(0), new Row('x'), () => {}])('%o is true', (value) => {
    expect(isTrue(value)).toBe(true)
  })

  it('asks an object for its length, or first for its own answer', () => {
    class Rows {
      *[Symbol.iterator](): Generator<never> {}
      readonly length = 0
    }
    class Board {
      // A row with a column of that name is no list.
      readonly length = 0
    }
    class Unknown {
      [truth](): boolean {
        return true
      }

      get length(): number {
        throw new Error('not loaded')
      }
    }
    expect(isTrue(new Rows())).toBe(false)
    expect(isTrue(new Board())).toBe(true)
    expect(isTrue(new Unknown())).toBe(true)
  })
})

describe('membership, identity, length and loops', () => {
  it('looks for parts of text, keys and elements', () => {
    expect(isIn('ell', 'hello')).toBe(true)
    expect(isIn(1, '123')).toBe(false)
    expect(isIn('a', { a: undefined })).toBe(true)
    expect(isIn(1, { 1: 'x' })).toBe(false)
    expect(isIn(2n, [1, 2])).toBe(true)
    expect(isIn(DecimalValue.from('2'), new Set([1, 2]))).toBe(true)
    expect(isIn('a', null)).toBe(false)
    expect(isIn('a', 5)).toBe(false)
  })

  it('takes null for undefined, and compares objects by identity', () => {
    expect(isSame(null, undefined)).toBe(true)
    expect(isSame([], [])).toBe(false)
    expect(isSame('a', 'a')).toBe(true)
  })

  it('counts characters, not the units of JavaScript', () => {
    expect(pythonLength('a🎉')).toBe(2)
    expect(pythonLength({ a: 1, b: 2 })).toBe(2)
    expect(pythonLength(new Map([[1, 1]]))).toBe(1)
    expect(pythonLength(5)).toBeUndefined()
  })

  it('runs through everything that Python would', () => {
    expect(toList('a🎉')).toEqual(['a', '🎉'])
    expect(toList(new Map([['k', 1]]))).toEqual(['k'])
    expect(toList({ a: 1, b: 2 })).toEqual(['a', 'b'])
    expect(toList(new Set([1]).values())).toEqual([1])
    expect(toList(null)).toEqual([])
    expect(toListOrUndefined(5)).toBeUndefined()
    expect(() => toList(5)).toThrow("a value of type number can't be iterated")
    expect(() => toList(Promise.resolve([]))).toThrow('Await it in the view')
  })
})

describe('dictionaries and sets', () => {
  const keyed = (value: unknown): unknown => new Map<unknown, unknown>([[Tuple.fromItems([1, 2]), value]])

  it('finds keys by their content', () => {
    expect(isEqual(keyed('x'), keyed('x'))).toBe(true)
    expect(isEqual(keyed('x'), keyed('y'))).toBe(false)
    expect(isEqual(new Map([[1, 'x']]), new Map([[true, 'x']]))).toBe(true)
  })

  it('takes a part of a set for less than it', () => {
    const [one, both, other] = [new Set([1]), new Set([1, 2]), new Set([3])]
    expect([isLess(one, both), isLess(both, one), isLessOrEqual(one, new Set([1])), isLess(one, new Set([1]))]).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect([isLess(one, other), isLessOrEqual(other, one)]).toEqual([false, false])
  })
})
