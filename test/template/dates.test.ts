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
