import { createTemplateEngine } from 'djust/template'
import { expect, test } from 'vitest'

const day = new Date('2024-02-29T12:00:00Z')

test('what a date format has of special characters is escaped', () => {
  const engine = createTemplateEngine()
  expect(engine.renderString('{{ day|date:"j <q>M</q>" }}', { day })).toBe('29 &lt;q&gt;Feb&lt;/q&gt;')
  expect(engine.renderString('{{ day|date:format }}', { day, format: 'j & n' })).toBe('29 &amp; 2')
  expect(engine.renderString('{{ day|date:"j M" }}{{ other|date }}', { day, other: '<i>' })).toBe('29 Feb')
})

test('what stands for a missing date is escaped', () => {
  const engine = createTemplateEngine({ stringIfInvalid: '<%s>' })
  expect(engine.renderString('{{ day|date:"j M" }}')).toBe('&lt;day&gt;')
})

test('a zone that is changed within a page changes the dates in it', () => {
  const engine = createTemplateEngine({ timeZone: 'UTC' })
  const late = new Date('2024-12-31T23:30:00Z')
  const source = '{% load tz %}{% for zone in zones %}{% timezone zone %}{{ late|date:"Y" }} {% endtimezone %}{% endfor %}'
  expect(engine.renderString(source, { late, zones: ['UTC', 'Asia/Tokyo', 'UTC'] })).toBe('2024 2025 2024 ')
  expect(engine.renderString('{{ late|date:"Y" }}', { late }, { timeZone: 'Asia/Tokyo' })).toBe('2025')
})

test.each([
  ['0050-06-01T12:00:00Z', '0050-06-01 12:53 +0053'],
  ['1700-06-01T12:00:00Z', '1700-06-01 12:53 +0053'],
  ['2800-06-01T12:00:00Z', '2800-06-01 14:00 +0200'],
  ['9998-12-01T12:00:00Z', '9998-12-01 13:00 +0100'],
])('zones have their offset in all years: %s', (date, expected) => {
  const engine = createTemplateEngine({ timeZone: 'Europe/Berlin' })
  expect(engine.renderString('{{ date|date:"Y-m-d H:i O" }}', { date: new Date(date) })).toBe(expected)
})

test.each([8.64e15, -8.64e15])('the last instants that there are have a zone: %d', (milliseconds) => {
  const engine = createTemplateEngine({ timeZone: 'Europe/Berlin' })
  expect(engine.renderString('{{ date|date:"Y H:i T I" }}', { date: new Date(milliseconds) })).toMatch(
    /^(275760 02:00 CEST 1|-271821 00:53 \+0053 0)$/,
  )
})

test('parts of a Date are those in UTC, whatever the zone of the page', () => {
  const engine = createTemplateEngine({ timeZone: 'Asia/Tokyo' })
  const moment = new Date('2024-12-31T23:30:05.250Z')
  const source = '{{ m.year }}-{{ m.month }}-{{ m.day }} {{ m.hour }}:{{ m.minute }}:{{ m.second }}.{{ m.microsecond }} {{ m|date:"Y H" }}'
  expect(engine.renderString(source, { m: moment })).toBe('2024-12-31 23:30:5.250000 2025 08')
  const years = '{% regroup rows by at.year as years %}{% for y in years %}{{ y.grouper }}:{{ y.list|length }} {% endfor %}'
  const rows = ['2023-01-01', '2023-06-01', '2024-01-01'].map((day) => ({ at: new Date(day) }))
  expect(engine.renderString(years, { rows })).toBe('2023:2 2024:1 ')
  expect(
    engine.renderString('{% if m.year > 2000 %}yes{% endif %}{% for x in rows|dictsortreversed:"at.month" %}{{ x.at.month }}{% endfor %}', {
      m: moment,
      rows,
    }),
  ).toBe('yes611')
  // Nothing else of JavaScript's.
  expect(engine.renderString('[{{ m.getFullYear }}{{ m.constructor }}{{ m.yeer }}{{ bad.year }}]', { m: moment, bad: new Date(NaN) })).toBe(
    '[]',
  )
})
