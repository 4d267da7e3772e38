import { describe, expect, it } from 'vitest'
import { createTemplateEngine, type TemplateEngineOptions } from '../../src/template.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { LazyText } from '../../src/value/lazy-text.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { PlainDateTime } from '../../src/value/plain-date-time.ts'
import { TimeDelta } from '../../src/value/time-delta.ts'
import { FixedZone, TimeZones } from '../../src/value/time-zone.ts'
import { Tuple } from '../../src/value/tuple.ts'
import { ZonedDateTime } from '../../src/value/zoned-date-time.ts'

type Case = readonly [source: string, context: Record<string, unknown>, output: string, options?: Partial<TemplateEngineOptions>]

const zones = new TimeZones()
const day = (count: number): TimeDelta => new TimeDelta(count * 86_400_000_000)
const listOfLengths = '[datetime.timedelta(0), datetime.timedelta(days=-1), datetime.timedelta(days=1, seconds=3600, microseconds=1)]'
const inZone = (local: string, zone: string): ZonedDateTime => ZonedDateTime.inZone(PlainDateTime.from(local), zones.get(zone))

function renders(cases: readonly Case[]): void {
  it.each(cases.map(([source, context, output, options]) => ({ source, context, output, options })))(
    '$source $output',
    ({ source, context, output, options }) => {
      const engine = createTemplateEngine({ values: 'python', autoescape: false, ...options })
      expect(engine.renderString(source, context)).toBe(output)
    },
  )
}

function fails(sources: readonly (readonly [source: string, message: RegExp])[]): void {
  it.each(sources)('%s fails', (source, message) => {
    const engine = createTemplateEngine()
    expect(() => engine.renderString(source, { people: [], request: { query: {} } })).toThrow(message)
  })
}

describe('pprint', () => {
  const long = 'one two three four five six seven eight nine ten eleven twelve'
  renders([
    ['{{ v|pprint }}', { v: { b: 1, a: { z: [], y: null } } }, "{'a': {'y': None, 'z': []}, 'b': 1}"],
    [
      '{{ v|pprint }}',
      { v: { name: 'x'.repeat(30), tags: ['a'.repeat(20), 'b'.repeat(20)], age: 3 } },
      `{'age': 3,\n 'name': '${'x'.repeat(30)}',\n 'tags': ['${'a'.repeat(20)}', '${'b'.repeat(20)}']}`,
    ],
    [
      '{{ v|pprint }}',
      { v: [Tuple.fromItems(['k'.repeat(40), ['v'.repeat(40)]]), new Set(['s'])] },
      `[('${'k'.repeat(40)}',\n  ['${'v'.repeat(40)}']),\n {'s'}]`,
    ],
    ['{{ v|pprint }}', { v: `${long} ${long}` }, `('${long} one two three '\n '${long.slice(14)}')`],
    ['{{ v|pprint }}', { v: [`${long}\n${long}`] }, `['${long}\\n'\n '${long}']`],
    [
      '{{ v|pprint }}',
      {
        v: new Map<unknown, unknown>([
          [2, 'b'],
          [1, 'a'],
          ['c', 0],
        ]),
      },
      "{1: 'a', 2: 'b', 'c': 0}",
    ],
    ['{{ v|pprint }}', { v: 'w'.repeat(90) }, `'${'w'.repeat(90)}'`],
  ])
})

describe('lengths of time and dates in lists', () => {
  renders([
    ['{{ v }}', { v: [new TimeDelta(0), day(-1), new TimeDelta(90_000_000_001)] }, listOfLengths],
    [
      '{{ v }}',
      { v: [ZonedDateTime.inZone(PlainDateTime.from('2024-05-05T05:05:00'), new FixedZone(-12_600, 'UTC-03:30'))] },
      "[datetime.datetime(2024, 5, 5, 5, 5, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=73800), 'UTC-03:30'))]",
    ],
  ])
})

describe('add', () => {
  const newYork = { timeZone: 'America/New_York' }
  renders([
    // A day later the clocks show the same time, whatever they were set to in between.
    ['{{ v|add:d }}', { v: inZone('2024-03-09T08:30:00', 'America/New_York'), d: day(1) }, 'March 10, 2024, 8:30 a.m.', newYork],
    ['{{ v|add:d }}', { v: new PlainDate(9999, 12, 31), d: day(1) }, ''],
    ['{{ v|add:d }}', { v: PlainDateTime.from('0001-01-01T00:00:00'), d: day(-1) }, ''],
    ['{{ v|add:w }}', { v: DecimalValue.from('1.5'), w: NaN }, ''],
    ['{{ v|add:w }}', { v: true, w: NaN }, 'nan'],
  ])
})

describe('stringformat', () => {
  renders([
    ['[{{ v|stringformat:"010.3f" }}]', { v: -Infinity }, '[-000000inf]'],
    ['[{{ v|stringformat:"10%" }}]', { v: [1] }, '[]'],
    ['[{{ v|stringformat:"%s" }}]', { v: [1] }, '[%s]'],
  ])
})

describe('large numbers', () => {
  renders([
    ['{{ v|filesizeformat }}', { v: 10n ** 64n }, `8881784197001253${'0'.repeat(33)}.0\u00a0PB`],
    ['{% load humanize %}{{ v|intcomma }}', { v: 1e24 }, '1,000,000,000,000,000,000,000,000'],
  ])
  it('that are no floats any more have no size', () => {
    expect(() => createTemplateEngine().renderString('{{ v|filesizeformat }}', { v: 10n ** 400n })).toThrow(/filesizeformat/)
  })
})

describe('intcomma', () => {
  renders([
    ['{% load humanize %}{{ v|intcomma:False }}', { v: '-1234567.891' }, '-1,234,567.891'],
    ['{% load humanize %}{{ v|intcomma:True }}', { v: '1234567' }, '1,234,567'],
  ])
})

describe('zones', () => {
  const berlin = { timeZone: 'Europe/Berlin' }
  const plain = PlainDateTime.from('2024-07-05T12:00:00')
  renders([
    // A date-time without a zone is in the engine's own, whatever zone a part of the page is shown in.
    [
      '{% load tz %}{% timezone "Asia/Kolkata" %}{{ v|utc }} {{ v|date:"H T O U" }}{% endtimezone %}',
      { v: plain },
      'July 5, 2024, 10 a.m. 12 CEST +0200 1720173600',
      berlin,
    ],
    [
      '{% load tz %}{% timezone "Asia/Kolkata" %}{{ v|timesince }}{% endtimezone %}',
      { v: plain },
      '1\u00a0hour',
      { ...berlin, now: () => new Date('2024-07-05T11:00:00Z') },
    ],
    // 29 days are 29 days, though clocks were set back in between.
    [
      '{% load humanize %}{{ v|naturaltime }}',
      { v: new Date('2023-10-24T03:44:33Z') },
      '4\u00a0weeks, 1\u00a0day ago',
      { ...berlin, now: () => new Date('2023-11-22T03:44:33Z') },
    ],
    [
      '{{ v|upper }} {{ v|date:"c" }}',
      { v: inZone('1880-01-01T00:00:00', 'Europe/Paris') },
      '1880-01-01 00:00:00+00:09:21 1880-01-01T00:00:00+00:09:21',
      { timeZone: 'Europe/Paris' },
    ],
  ])
})

describe('static', () => {
  renders([
    ['{% load static %}{% static "a b,c=d.css" %}', {}, '/static/a%20b%2Cc%3Dd.css'],
    ['{% load static %}{% static "it\'s.css" %}', {}, '/static/it%27s.css'],
    ['{% load static %}{% static "a/./b/../c.css" %}', {}, '/static/a/c.css'],
    ['{% load static %}{% static "../up.css" %}', {}, '/up.css'],
    ['{% load static %}{% static "/x.css" %}', {}, '/x.css'],
    ['{% load static %}{% static "" %}', {}, '/static/'],
    ['{% load static %}{% static "a:b" %}', {}, '/static/a%3Ab'],
    ['{% load static %}{% static "../x.css" %}', {}, 'https://cdn.example/x.css', { staticUrl: 'https://cdn.example/static/' }],
    ['{% load static %}{% static "x.css" as a b %}', {}, '/static/x.css'],
  ])
})

describe('querystring', () => {
  const request = (query: string): object => ({ request: { query: new URLSearchParams(query) } })
  renders([
    ['{% querystring a=v %}', { ...request(''), v: [] }, '?'],
    ['{% querystring a=v %}', { ...request('b=1'), v: { x: 1, y: 2 } }, '?b=1&a=x&a=y'],
    ['{% querystring v a=1 %}', { ...request('b=1'), v: null }, '?b=1&a=1'],
  ])
  fails([['{% querystring a=1 a=2 %}', /multiple values for keyword argument 'a'/]])
})

describe('small things', () => {
  renders([
    ['{% now "" %}', {}, 'July 5, 2024', { now: () => new Date('2024-07-05T12:00:00Z') }],
    ['{{ v.1 }}', { v: new LazyText(() => 'abc') }, 'b'],
    ['{% if 5 not in v %}y{% else %}n{% endif %}', { v: new LazyText(() => 'abc') }, 'n'],
    ['{{ v|json_script }}', { v: '\u007f' }, '<script type="application/json">"\\u007f"</script>'],
    ['{% include t with a=1 a=2 %}', { t: 'a.html' }, '2', { templates: { 'a.html': '{{ a }}' } }],
    ['{% include "a.html" with a=1 a=2 %}', {}, '2', { templates: { 'a.html': '{{ a }}' } }],
  ])
  fails([
    ['{% for p in people %}x{% empty y %}z{% endfor %}', /Malformed template tag at line 1: "empty y"/],
    ['{% ifchanged people %}x{% else y %}z{% endifchanged %}', /'else' of 'ifchanged' takes no argument/],
    ['{% block a %}{{ block.super }}{% endblock %}', /of a template that extends none/],
    ['{% block a %}{% if block.super %}{% endif %}{% endblock %}', /of a template that extends none/],
  ])
  it('leaves block.super empty where a child has asked for it', () => {
    const base = '{% block a %}[{{ block.super }}]{% endblock %}'
    const engine = createTemplateEngine({ templates: { base, child: '{% extends "base" %}{% block a %}{{ block.super }}!{% endblock %}' } })
    expect(engine.render('child', {})).toBe('[]!')
  })
})
