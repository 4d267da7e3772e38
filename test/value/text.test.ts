import { fc } from '../support/properties.ts'
import { describe, expect, it } from 'vitest'
import { renderSettings } from '../../src/render/settings.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { escapeHtml } from '../../src/value/escape.ts'
import { LazyText } from '../../src/value/lazy-text.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { PlainDateTime } from '../../src/value/plain-date-time.ts'
import { PlainTime } from '../../src/value/plain-time.ts'
import { toOutput } from '../../src/value/print.ts'
import { SafeString, html } from '../../src/value/safe-string.ts'
import { repr, toText } from '../../src/value/to-text.ts'
import { Tuple } from '../../src/value/tuple.ts'

const python = renderSettings({ values: 'python', timeZone: 'Europe/Berlin' })
const javascript = renderSettings({ timeZone: 'Europe/Berlin' })

class Lease {
  readonly id = 17
}

class Money {
  toString(): string {
    return '<5 €>'
  }
}

class Badge {
  [html](): string {
    return '<b>new</b>'
  }
}

describe('printing', () => {
  it.each([
    [true, 'True', 'true'],
    [null, 'None', ''],
    [undefined, 'None', ''],
    [[true, null, 'a'], "[True, None, 'a']", "[true, null, 'a']"],
    [42, '42', '42'],
    [1e-7, '1e-07', '1e-07'],
    [Infinity, 'inf', 'inf'],
    [12345678901234567890n, '12345678901234567890', '12345678901234567890'],
    [DecimalValue.from('832.00'), '832.00', '832.00'],
    [new Lease(), 'Lease object (17)', 'Lease object (17)'],
    [new Money(), '<5 €>', '<5 €>'],
    [new LazyText(() => 'later'), 'later', 'later'],
    [new PlainDate(2025, 9, 20), '2025-09-20', '2025-09-20'],
    [new Date('2025-09-20T11:05:09.5Z'), '2025-09-20 11:05:09.500000+00:00', '2025-09-20 11:05:09.500000+00:00'],
  ])('%o is the text %j, in JavaScript mode %j', (value, inPython, inJavaScript) => {
    expect(toText(value, python)).toBe(inPython)
    expect(toText(value, javascript)).toBe(inJavaScript)
  })

  it.each([
    [1e-7, '0.0000001'],
    [DecimalValue.from('1E+3'), '1000'],
    [new PlainDate(2025, 9, 20), 'Sept. 20, 2025'],
    [new PlainTime(13, 5), '1:05 p.m.'],
    [new PlainDateTime(new PlainDate(2025, 5, 1), new PlainTime(0)), 'May 1, 2025, midnight'],
    [new Date('2025-07-01T10:00:00Z'), 'July 1, 2025, noon'],
    ['<a>', '&lt;a&gt;'],
    [new SafeString('<a>'), '<a>'],
    [new Money(), '&lt;5 €&gt;'],
    [new Badge(), '<b>new</b>'],
    [["it's"], '[&quot;it&#x27;s&quot;]'],
  ])('{{ %o }} prints %j', (value, output) => {
    expect(toOutput(value, javascript, true)).toBe(output)
  })

  it('leaves text alone where autoescaping is off', () => {
    expect(toOutput('<a>', python, false)).toBe('<a>')
  })
})

describe('repr', () => {
  it.each([
    ["it's", '"it\'s"'],
    ['both \' and "', "'both \\' and \"'"],
    ['tab\t\u00a0\u2028\\', "'tab\\t\\xa0\\u2028\\\\'"],
    [Tuple.fromItems([1]), '(1,)'],
    [new Set(), 'set()'],
    [new Map<unknown, unknown>([[1, [null]]]), '{1: [None]}'],
    [{ a: DecimalValue.from('1.10') }, "{'a': Decimal('1.10')}"],
    [new PlainTime(12), 'datetime.time(12, 0)'],
    [[new Lease()], '[<Lease: Lease object (17)>]'],
  ])('of %o is %s', (value, text) => {
    expect(repr(value, python)).toBe(text)
  })

  it('stops where a list contains itself', () => {
    const list: unknown[] = [1]
    list.push(list)
    expect(repr(list, python)).toBe('[1, [...]]')
  })

  it('stops where lists are nested deeper than any page needs', () => {
    let list: unknown[] = []
    for (let depth = 0; depth < 100_000; depth++) list = [list]
    expect(repr(list, python)).toContain('[...]')
  })
})

describe('escapeHtml', () => {
  it('writes the five entities of Django, in short and in long text', () => {
    expect(escapeHtml(`<a href="x">'&'</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&#x27;&amp;&#x27;&lt;/a&gt;')
    expect(escapeHtml(`${'x'.repeat(300)}<'`)).toBe(`${'x'.repeat(300)}&lt;&#x27;`)
  })

  it('is undone by decoding the entities', () => {
    const decode = (text: string): string =>
      text.replace(
        /&(?:amp|lt|gt|quot|#x27);/g,
        (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" })[entity] ?? '',
      )
    const text = fc.array(fc.constantFrom('&', '<', '>', '"', "'", 'a', 'é', '🎉', '&amp;', 'x'.repeat(90))).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (original) => {
        const escaped = escapeHtml(original)
        expect(escaped).not.toMatch(/[<>"']/)
        expect(decode(escaped)).toBe(original)
      }),
    )
  })
})
