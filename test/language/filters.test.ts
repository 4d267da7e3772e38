import { describe, expect, it } from 'vitest'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { LazyText } from '../../src/value/lazy-text.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { PlainTime } from '../../src/value/plain-time.ts'
import { SafeString } from '../../src/value/safe-string.ts'
import { TimeDelta } from '../../src/value/time-delta.ts'
import { createTemplateEngine } from '../../src/template.ts'

const options = { timeZone: 'Europe/Berlin', now: () => new Date('2025-09-20T12:00:00Z') } as const
const engine = createTemplateEngine(options)
const python = createTemplateEngine({ ...options, values: 'python' })

function render(filters: string, x: unknown, y?: unknown): string {
  return engine.renderString(`{{ x|${filters} }}`, { x, y })
}

type Case = readonly [filters: string, value: unknown, output: string, argument?: unknown]

function check(cases: readonly Case[]): void {
  it.each(cases.map(([filters, value, output, argument]) => ({ filters, value, output, argument })))('|$filters of $value', (case_) => {
    expect(render(case_.filters, case_.value, case_.argument)).toBe(case_.output)
  })
}

describe('text', () => {
  check([
    ['upper', 'straße', 'STRASSE'],
    ['title', "o'neill's 2ND ΣΑΣ", 'O&#x27;Neill&#x27;s 2nd Σας'],
    ['capfirst', '', ''],
    ['slugify', ' Über--den_Wolken! ', 'uber-den_wolken'],
    ['cut:"&"', new SafeString('a&amp;b'), 'aamp;b'],
    ['cut:";"', new SafeString('a&amp;b'), 'a&amp;ampb'],
    ['addslashes|safe', `a"b'c\\`, `a\\"b\\'c\\\\`],
    ['wordcount', ' a\u2003b\n', '2'],
    ['make_list|join:"/"', 'a🎉', 'a/🎉'],
    ['center:4', 'abc', 'abc '],
    ['center:"5"', 'ab', '  ab '],
    ['ljust:5|upper', 'ab', 'AB   '],
    ['wordwrap:6', 'the quick\nbrown foxes', 'the\nquick\nbrown\nfoxes'],
    ['truncatechars:3', 'e\u0301e\u0301e\u0301e\u0301', 'éé…'],
    ['truncatechars:y', 'long text', 'long text', 'many'],
    ['truncatewords:2', ' one  two three', 'one two …'],
    ['truncatechars_html:6|safe', '<p>one <b>two</b> three</p>', '<p>one <b>t…</b></p>'],
    ['truncatewords_html:2|safe', '<p>one <br>two three<p>four', '<p>one <br>two …</p>'],
    ['striptags', '<p>a<!-- b -->c</p> < d', 'ac &lt; d'],
    ['striptags', '<<b>script>x<</b>/script>', 'x'],
    ['linebreaks', 'a\r\nb\n\n<c>', '<p>a<br>b</p>\n\n<p>&lt;c&gt;</p>'],
    ['linenumbers', 'a\n<b>', '1. a\n2. &lt;b&gt;'],
    ['escapejs', "</script>'", '\\u003C/script\\u003E\\u0027'],
    ['urlencode', 'a b/ü', 'a%20b/%C3%BC'],
    ['urlencode:""', 'a/b', 'a%2Fb'],
    ['iriencode', '/ü?a=1&b', '/%C3%BC?a=1&amp;b'],
    ['urlize', 'see (www.x.org/a_(b))', 'see (<a href="http://www.x.org/a_(b)" rel="nofollow">www.x.org/a_(b)</a>)'],
    ['urlize', 'www.x.org; or &lt;x.org&gt;.', '<a href="http://www.x.org" rel="nofollow">www.x.org</a>; or &amp;lt;x.org&amp;gt;.'],
    ['urlize', '"><script> a@b.org', '&quot;&gt;&lt;script&gt; <a href="mailto:a@b.org">a@b.org</a>'],
    ['urlizetrunc:8', 'https://example.com/?q="x"', '<a href="https://example.com/?q=" rel="nofollow">https:/…</a>&quot;x&quot;'],
    ['phone2numeric', '0800-Call', '0800-2255'],
    ['upper', new LazyText(() => 'later'), 'LATER'],
  ])

  it('encodes every byte as Python does, but for letters, digits, `_.-~` and what may stay', () => {
    const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code))
    const quoted = (others: RegExp): string =>
      ascii.replace(others, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    expect(render('urlencode', ascii)).toBe(quoted(/[^\w.~\-/]/g))
    expect(render('urlencode:""', ascii)).toBe(quoted(/[^\w.~-]/g))
    expect(render('iriencode|safe', ascii)).toBe(quoted(/[^\w.~\-/#%[\]=:;$&()+,!?*@']/g))
    expect(render('urlencode', 'é🎉a\uD800/🎉')).toBe('%C3%A9%F0%9F%8E%89a%EF%BF%BD/%F0%9F%8E%89')
  })

  it('keeps safe what Django keeps safe', () => {
    const x = new SafeString('<b>')
    expect(render('lower', x)).toBe('<b>')
    expect(render('upper', x)).toBe('&lt;B&gt;')
    expect(render('add:"<i>"', x)).toBe('<b><i>')
    expect(render('add:y', x, '<i>')).toBe('&lt;b&gt;&lt;i&gt;')
    expect(render('force_escape|force_escape', x)).toBe('&amp;lt;b&amp;gt;')
    expect(render('safe|escape', '<b>')).toBe('<b>')
  })

  it('prints data of a page as JSON that can not end its script', () => {
    const x = { a: ['</script>', null, DecimalValue.from('1.50')], d: new Date(0), é: true }
    expect(render('json_script:"data"', x)).toBe(
      '<script id="data" type="application/json">{"a": ["\\u003C/script\\u003E", null, "1.50"], "d": "1970-01-01T00:00:00Z", "\\u00e9": true}</script>',
    )
    expect(render('json_script', 'ÿ\u0100a\u2028🎉\uD800b')).toBe(
      '<script type="application/json">"\\u00ff\\u0100a\\u2028\\ud83c\\udf89\\ud800b"</script>',
    )
    expect(() => render('json_script', { f: () => 1 })).toThrow("type function can't be written as JSON")
  })
})

describe('numbers', () => {
  check([
    ['floatformat', 34.26, '34.3'],
    ['floatformat', 34, '34'],
    ['floatformat:2', 1.005, '1.01'],
    ['floatformat:2', DecimalValue.from('1234567890123456789.125'), '1234567890123456789.13'],
    ['floatformat:"-2g"', 1234567.5, '1,234,567.50'],
    ['floatformat:2', -0.001, '0.00'],
    ['floatformat:2', '0x10', ''],
    ['floatformat:y', 1.5, '1.5', 'x'],
    ['floatformat:2', '9'.repeat(1000), '9'.repeat(1000)],
    ['add:1', '41', '42'],
    ['add:1', 2 ** 53, '9007199254740993'],
    ['add:y', [1], '[1, 2]', [2]],
    ['add:y', new PlainDate(2025, 2, 27), 'March 1, 2025', new TimeDelta(2 * 86_400_000_000)],
    ['add:y', {}, '', 1],
    ['get_digit:2', 123, '2'],
    ['get_digit:9', 123, '0'],
    ['divisibleby:3', 9, 'true'],
    ['filesizeformat', 1536, '1.5\u00a0KB'],
    ['filesizeformat', -1, '-1\u00a0byte'],
    ['pluralize', 1, ''],
    ['pluralize:"y,ies"', [1, 2], 'ies'],
    ['pluralize', null, ''],
    ['stringformat:"05.1f"', 2.25, '002.2'],
    ['stringformat:"+x"', 255, '+ff'],
    ['stringformat:".3e"', 0.00012345, '1.234e-04'],
    ['stringformat:"s %"', 'a', ''],
    ['stringformat:"(a)s"', { a: 'v' }, 'v'],
    ['stringformat:"d"', 'a', ''],
  ])

  it('refuses to divide by 0', () => {
    expect(() => render('divisibleby:0', 4)).toThrow('can not divide by 0')
  })
})

describe('lists', () => {
  const people = [
    { name: 'b', at: { n: 2 } },
    { name: 'c', at: { n: 1 } },
    { name: 'a', at: { n: 2 } },
  ]

  check([
    ['join:", "', ['<a>', 1], '&lt;a&gt;, 1'],
    ['join:", "', 5, '5'],
    ['first', [], ''],
    ['last', new Set([1, 2]).values().toArray(), '2'],
    ['first', 'héllo', 'h'],
    ['length', new Map([[1, 2]]), '1'],
    ['slice:":2"', [1, 2, 3], '[1, 2]'],
    ['slice:"::-2"', [1, 2, 3, 4], '[4, 2]'],
    ['slice:"-2:"', 'añ🎉', 'ñ🎉'],
    ['slice:"x"', [1], '[1]'],
    ['slice:":2"', 5, '5'],
    ['safeseq|join:""', ['<a>', '<b>'], '<a><b>'],
    ['escapeseq|join:""', ['<a>'], '&lt;a&gt;'],
    ['unordered_list', ['a', ['<b>'], 'c'], '\t<li>a\n\t<ul>\n\t\t<li>&lt;b&gt;</li>\n\t</ul>\n\t</li>\n\t<li>c</li>'],
    ['random', [7], '7'],
  ])

  it('sorts by a path, stable in both directions, and gives nothing where that is impossible', () => {
    const names = (filter: string, x: unknown): string => engine.renderString(`{% for i in x|${filter} %}{{ i.name }}{% endfor %}`, { x })
    expect(names('dictsort:"at.n"', people)).toBe('cba')
    expect(names('dictsortreversed:"at.n"', people)).toBe('bac')
    expect(names('dictsort:"name"', people)).toBe('abc')
    expect(render('dictsort:"at.missing"', people)).toBe('')
    expect(render('dictsort:"_name"', [{ _name: 1 }])).toBe('')
    expect(
      render('dictsort:0|first|join:"-"', [
        [2, 'x'],
        [1, 'y'],
      ]),
    ).toBe('1-y')
    expect(render('dictsort:"n"', [{ n: 1 }, { n: 'a' }])).toBe('')
    expect(render('dictsort:1.5', [[1, 2]]) + render('dictsort:1.5', ['ab'])).toBe('')
  })

  it('does not sort by what lies behind an object', () => {
    for (const name of ['__proto__', 'constructor', 'constructor.name', 'toString', 'x.__proto__']) {
      expect(render(`dictsort:"${name}"`, [{ x: 1 }, { x: 2 }])).toBe('')
    }
  })

  it('refuses the first item of what has no order', () => {
    expect(() => render('first', 5)).toThrow('has no first or last item')
    expect(() => render('first', { a: 1 })).toThrow('has no first or last item')
  })
})

describe('choices', () => {
  check([
    ['default:"-"', 0, '-'],
    ['default:"<>"', '', '<>'],
    ['default_if_none:"-"', null, '-'],
    ['default_if_none:"-"', 0, '0'],
    ['yesno', null, 'maybe'],
    ['yesno:"on,off"', null, 'off'],
    ['yesno:"on"', true, 'true'],
  ])
})

describe('dates', () => {
  check([
    ['date:"d.m.Y H:i"', new Date('2025-07-01T22:30:00Z'), '02.07.2025 00:30'],
    ['date', '2025-09-20', 'Sept. 20, 2025'],
    ['date:"H:i"', '2025-09-20T22:30:00Z', '00:30'],
    ['date:y', new PlainDate(2025, 9, 20), '20/9', 'j/n'],
    ['date', 'soon', ''],
    ['date', null, ''],
    ['time:"H:i"', new PlainTime(9, 5), '09:05'],
    ['time', '13:00', '1 p.m.'],
    ['timesince', new Date('2025-07-18T11:00:00Z'), '2\u00a0months'],
    ['timesince:y', '2024-02-29', '1\u00a0year', '2025-03-01'],
    ['timeuntil', new Date('2025-09-21T14:31:00Z'), '1\u00a0day, 2\u00a0hours'],
    ['timesince', new Date('2030-01-01T00:00:00Z'), '0\u00a0minutes'],
  ])

  it('prints a format without letters whatever the value is, but for nothing', () => {
    expect(render('date:"2"', 'no date') + render('time:"(2)"', 7) + render('date:"2"', null) + render('date:"2"', '')).toBe('2(2)')
    expect(render('date:0', 'no date') + render('time:""', 7) + render('date', 'no date')).toBe('0')
  })

  it('sorts nothing by a key where an item has none at all', () => {
    for (const item of [null, 1, true, new Date(0), DecimalValue.from('1.5')]) {
      expect(render('dictsort:"2"', [item]) + render('dictsort:2', [item])).toBe('')
    }
  })

  // Django raises, which `not` and other operators take for false.
  it.each([
    ['null|first', { x: null }],
    ['null|last', { x: null }],
    ['null|random', { x: null }],
    ['null|safeseq', { x: null }],
    ['null|escapeseq', { x: null }],
    ['null|unordered_list', { x: null }],
    ['7|phone2numeric', { x: 7 }],
    ['"soon"|timesince', { x: 'soon' }],
    ['1|timeuntil', { x: 1 }],
    ['null|get_digit:2', { x: null }],
    ['-1|get_digit:2', { x: -1 }],
    ['1|yesno:2', { x: 1 }],
    ['"a"|cut:2', { x: 'a' }],
    ['2|pluralize:2', { x: 2 }],
    ['"a b"|urlencode:2', { x: 'a b' }],
    ['"a"|truncatechars:null', { x: 'a', nothing: null }],
    ['1|floatformat:""', { x: 1 }],
    ['1|floatformat:null', { x: 1, nothing: null }],
    ['list|dictsort:""', { x: [] }],
    ['list|dictsort:2', { x: [['a']] }],
  ])('%s is an error, and false in a condition', (call, context) => {
    const filter = `x${call.slice(call.indexOf('|')).replace(':null', ':nothing')}`
    const code = expect.stringMatching(/^filter\/(input|argument)$/) as unknown
    expect(() => engine.renderString(`{{ ${filter} }}`, context)).toThrow(expect.objectContaining({ code }))
    expect(engine.renderString(`{% if not ${filter} %}a{% else %}b{% endif %}`, context)).toBe('b')
  })

  it('takes text for no date where values print as in Python', () => {
    expect(python.renderString('{{ x|date }}{{ x|time }}', { x: '2025-09-20' })).toBe('')
  })

  it('shows the zone that the tz filters set', () => {
    const x = new Date('2025-07-01T22:30:00Z')
    const show = (filter: string): string => engine.renderString(`{% load tz %}{{ x|${filter}|date:"H:i T" }}`, { x })
    expect(show('utc')).toBe('22:30 UTC')
    expect(show('localtime')).toBe('00:30 CEST')
    expect(show('timezone:"Asia/Tokyo"')).toBe('07:30 +09')
    expect(show('timezone:"Mars/Olympus"')).toBe('')
  })
})

describe('humanize', () => {
  const humanize = (filter: string, x: unknown): string => engine.renderString(`{% load humanize %}{{ x|${filter} }}`, { x })

  it.each<readonly [string, unknown, string]>([
    ['ordinal', 112, '112th'],
    ['ordinal', '3', '3rd'],
    ['intcomma', 1234567.5, '1,234,567.5'],
    ['intcomma', DecimalValue.from('-1234.50'), '-1,234.50'],
    ['intword', 1_290_000, '1.3 million'],
    ['intword', 10n ** 100n, '1.0 googol'],
    ['apnumber', 5, 'five'],
    ['naturalday', new PlainDate(2025, 9, 21), 'tomorrow'],
    ['naturalday:"Y"', new PlainDate(2024, 9, 21), '2024'],
    ['naturaltime', new Date('2025-09-20T11:59:30Z'), '30\u00a0seconds ago'],
    ['naturaltime', new Date('2025-09-20T13:10:00Z'), 'an hour from now'],
    ['naturaltime', '2025-09-18T12:00:00Z', '2\u00a0days ago'],
    ['naturaltime', 'soon', 'soon'],
  ])('|%s of %o', (filter, value, output) => {
    expect(humanize(filter, value)).toBe(output)
  })
})
