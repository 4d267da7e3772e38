import { expect, test } from 'vitest'
import { createTemplateEngine } from '../../src/template.ts'

const templates = {
  base: '<html>{% include "nav" %}{% block main %}{% endblock %}</html>',
  nav: '<nav>{% for x in links %}{{ x }}{% endfor %}</nav>',
  row: '<td>{{ forloop.counter }} {{ row.name }}</td>',
  main: '{% extends "base" %}{% block main %}<table>{% for row in rows %}<tr>{% include "row" %}</tr>\n{% endfor %}</table>{% filter upper %}{% for row in rows %}x{% endfor %}{% endfilter %}{% endblock %}',
  zones: '{% load tz %}{% timezone "Asia/Tokyo" %}{% for row in rows %}{{ row|date:"H" }} {% endfor %}{% endtimezone %}',
}
const engine = createTemplateEngine({ templates })
const rowsOf = (count: number): { name: string }[] => Array.from({ length: count }, (_, i) => ({ name: `<row ${i}>` }))

test('the pieces are the page', async () => {
  const context = { rows: rowsOf(3000), links: ['a', 'b'] }
  const page = engine.render('main', context)
  const pieces = [...engine.renderPieces('main', context)]
  expect(pieces.join('')).toBe(page)
  expect(pieces.length).toBeGreaterThan(5)
  expect(await new Response(engine.renderStream('main', context)).text()).toBe(page)
  expect([...engine.renderPieces('main', {})].join('')).toBe(engine.render('main', {}))
})

test('the first piece comes before the last row is read', () => {
  let read = 0
  const rows = Array.from({ length: 5000 }, () => ({
    get name(): string {
      read++
      return 'x'.repeat(20)
    },
  }))
  const pieces = engine.renderPieces('main', { rows, links: [] })
  pieces.next()
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(1000)
})

test('pages rendered between two pieces do not disturb each other', () => {
  const rows = Array.from({ length: 20_000 }, () => new Date('2026-01-01T00:00:00Z'))
  const first = engine.renderPieces('zones', { rows })
  const second = engine.renderPieces('zones', { rows })
  let text = ''
  for (const piece of first) {
    text += piece
    second.next()
    expect(engine.renderString('{{ d|date:"H" }}', { d: rows[0] })).toBe('00')
  }
  expect(text).toBe('09 '.repeat(20_000))
})

test('an error comes with its piece and leaves the engine as it was', () => {
  const rows: unknown[] = rowsOf(3000)
  rows.push({
    get name(): never {
      throw new Error('late')
    },
  })
  const pieces = engine.renderPieces('main', { rows, links: [] })
  expect(typeof pieces.next().value).toBe('string')
  expect(() => [...pieces]).toThrow(/row:1:30: row\.name failed: late[^]*included from main:1:69/)
  expect(engine.render('nav', { links: ['a'] })).toBe('<nav>a</nav>')
})

test('a page of 100,000 rows needs little memory', () => {
  const rows = rowsOf(100_000)
  let longest = 0
  let length = 0
  for (const piece of engine.renderPieces('main', { rows, links: [] })) {
    longest = Math.max(longest, piece.length)
    length += piece.length
  }
  expect(length).toBeGreaterThan(3_000_000)
  // The filter at the end of the page holds its text until it is complete.
  expect(longest).toBeLessThan(150_000)
})
