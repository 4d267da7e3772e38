import { fc } from '../support/properties.ts'
import { describe, expect, test } from 'vitest'
import { createTemplateEngine, DjustError, TemplateSyntaxError } from '../../src/template.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'

const engine = createTemplateEngine({ folders: [] })
const show = (expression: string, context: Readonly<Record<string, unknown>> = {}) =>
  engine.renderString(`{% expr ${expression} %}`, context)

const values = { a: 3, b: 4.5, rent: DecimalValue.from('800.00'), text: '12.50', none: null, list: [1, 2, 3], big: 2n ** 60n }

test.each([
  ['1 + 2 * 3', '7'],
  ['(1 + 2) * 3', '9'],
  ['10 - 4 - 3', '3'],
  ['-a + -(-2)', '-1'],
  ['7 / 2', '3.5'],
  ['7 % 4', '3'],
  ['-7 % 4', '-3'],
  ['a*b', '13.5'],
  ['rent * 12', '9600.00'],
  ['rent / 3', '266.6666666666666666666666667'],
  ['rent / 4', '200.00'],
  ['rent - 0.1', '799.90'],
  ['text * 2', '25.00'],
  ['list|length * 2', '6'],
  ['missing|default:"3" + 1', '4'],
  ['list.0 + list.1', '3'],
  ['big * big', String(2n ** 120n)],
  ['9007199254740991 + 2', '9007199254740993'],
  ['none + 1', ''],
  ['missing * 2', ''],
  ['a / 0', ''],
  ['rent % 0', ''],
])('%s is %s', (expression, expected) => {
  expect(show(expression, values)).toBe(expected)
})

test('as keeps the value, whose type filters and comparisons see', () => {
  const page =
    '{% expr rent * 12 as yearly %}{{ yearly|floatformat:0 }} {% if yearly > 9000 %}dear{% endif %} {% expr none * 2 as n %}{{ n|default_if_none:"-" }}'
  expect(engine.renderString(page, values)).toBe('9600 dear -')
})

test.each([
  ['', "'expr' takes an expression"],
  ['1 +', 'expects a value where it ends'],
  ['(1', "expects ')' where it ends"],
  ['1 2', "can't go on where there is '2'"],
  ['1 + as x', "can't go on where there is 'x'"],
  ['a ** 2', "expects a value where there is '**'".replace('**', '*')],
  ['a as', "can't go on where there is 'as'"],
  ['constructor.__proto__', 'may not begin with underscores'],
  [Array.from({ length: 200 }, () => '1').join('+'), 'at most 100 operators'],
  ['('.repeat(5000), 'at most 100 operators'],
])('%s is refused', (expression, message) => {
  expect(() => show(expression)).toThrow(TemplateSyntaxError)
  expect(() => show(expression)).toThrow(message)
})

test.each([
  ['list + 1', "can't compute with Array and number: not a number"],
  ['"x" * 2', 'can\'t compute with "x" and number: not a number'],
])('%s is an error that names what it met', (expression, message) => {
  expect(() => show(expression, values)).toThrow(DjustError)
  expect(() => show(expression, values)).toThrow(message)
})

test('numbers that grow without end are refused', () => {
  const page = '{% expr 9 * 9 as x %}' + '{% expr x * x as x %}'.repeat(40)
  expect(() => engine.renderString(page)).toThrow('too large a number')
})

test('arithmetic in {{ }} says which tag to use', () => {
  expect(() => engine.renderString('{{ lease.monthlyRent * 12 }}')).toThrow('Arithmetic has a tag: {% expr lease.monthlyRent * 12 %}')
})

describe('with decimals', () => {
  const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 6 }))
  const written = ([digits, places]: readonly [bigint, number]) =>
    new DecimalValue(digits < 0n ? -1 : 1, digits < 0n ? -digits : digits, -places)
  /** The same number as so many millionths of millionths. */
  const exact = (value: DecimalValue) => BigInt(value.sign) * value.digits * 10n ** BigInt(24 + value.exponent)

  test('sums and products are exact, quotients right to the last of 28 digits', () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const [a, b] = [written(left), written(right)]
        const compute = (operator: string) => DecimalValue.from(show(`a ${operator} b`, { a, b }) || '0')
        const unit = 10n ** 24n
        expect(exact(compute('+'))).toBe(exact(a) + exact(b))
        expect(exact(compute('-'))).toBe(exact(a) - exact(b))
        expect(exact(compute('*')) * unit).toBe(exact(a) * exact(b))
        if (b.isZero()) return
        const quotient = compute('/')
        const scale = 10n ** BigInt(Math.max(0, -quotient.exponent))
        const [dividend, divisor] = [exact(a) * scale * 2n, exact(b)]
        const given = BigInt(quotient.sign) * quotient.digits * 10n ** BigInt(Math.max(0, quotient.exponent)) * 2n
        const off = dividend - given * divisor
        expect((off < 0n ? -off : off) <= (divisor < 0n ? -divisor : divisor)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
