import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
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

describe('rows that come asynchronously', () => {
  const templates = {
    list: '{% for row in rows %}{% if forloop.first %}[{% endif %}{{ forloop.counter }}:{{ row.n }}{% if forloop.last %}]{% endif %}{% cycle "," ";" %}{% empty %}none{% endfor %}',
    counted: '{% for row in rows %}{{ forloop.revcounter }}{% endfor %}',
    included: '{% for row in rows %}{% include "place" %}{% endfor %}',
    place: '<{{ forloop.last }}>',
    asked: '{% for row in rows %}{% include "length" %}{% endfor %}',
    length: '<{{ forloop.length }}>',
    reversed: '{% for row in rows reversed %}{{ row.n }}{% endfor %}',
    groups:
      '{% for group in groups %}{% for row in group %}{{ forloop.parentloop.counter }}.{{ row.n }}{% if forloop.last %};{% endif %}{% endfor %}{% endfor %}',
    captured: '{% filter upper %}{% for row in rows %}{{ row.n }}{% endfor %}{% endfilter %}',
    fails: 'a\n{% for row in rows %}{{ row.bad }}{% endfor %}',
  }
  const asynchronous = createTemplateEngine({ templates })
  const all = (name: string, context: object): Promise<string[]> =>
    Readable.from(asynchronous.renderPiecesAsync(name, context as Record<string, unknown>)).toArray()

  /** Every third row has to be waited for. */
  async function* rowsTo(count: number): AsyncGenerator<object> {
    for (let n = 0; n < count; n++) {
      if (n % 3 === 2) await setImmediate()
      yield { n, bad: () => (n === 4 ? fail('no row 4') : n) }
    }
  }
  function fail(message: string): never {
    throw new Error(message)
  }
  const listTo = (count: number): object[] => Array.from({ length: count }, (_, n) => ({ n }))

  test.each(['list', 'counted', 'included', 'asked', 'reversed'])('%s prints what it prints of a list', async (name) => {
    for (const count of [0, 1, 2, 5]) {
      expect((await all(name, { rows: rowsTo(count) })).join('')).toBe(asynchronous.render(name, { rows: listTo(count) }))
    }
  })

  test('loops within loops wait too', async () => {
    const groups = [rowsTo(2), rowsTo(0), rowsTo(3)]
    expect((await all('groups', { groups })).join('')).toBe('1.01.1;3.03.13.2;')
  })

  test('what is there is sent before the next row is waited for', async () => {
    const { promise, resolve } = Promise.withResolvers<object>()
    async function* slow(): AsyncGenerator<object> {
      yield { n: 1 }
      yield { n: 2 }
      yield await promise
    }
    const pieces = asynchronous.renderPiecesAsync('list', { rows: slow() })
    expect((await pieces.next()).value).toBe('[1:1,')
    const next = pieces.next()
    resolve({ n: 3 })
    expect((await next).value).toBe('2:2;3:3],')
    expect((await pieces.next()).done).toBe(true)
  })

  test('100,000 rows are pulled no faster than they are read, and their source is told when nobody reads on', async () => {
    let pulled = 0
    let ended = false
    async function* many(): AsyncGenerator<object> {
      try {
        for (; pulled < 100_000; pulled++) yield { n: pulled }
      } finally {
        ended = true
      }
    }
    const reader = asynchronous.renderStream('list', { rows: many() }).getReader()
    for (let i = 0; i < 3; i++) await reader.read()
    expect(pulled).toBeLessThan(10_000)
    expect(ended).toBe(false)
    await reader.cancel()
    expect(ended).toBe(true)
    pulled = 0
    let length = 0
    for await (const piece of asynchronous.renderPiecesAsync('list', { rows: many() })) length += piece.length
    expect([pulled, length > 1_000_000]).toEqual([100_000, true])
  })

  test('errors say in which row, and rows that fail where the loop is', async () => {
    await expect(all('fails', { rows: rowsTo(9) })).rejects.toThrow(/fails:2:\d+: row\.bad failed: no row 4 \(in row 5 of the loop\)/)
    async function* failing(): AsyncGenerator<object> {
      yield { bad: 1 }
      throw new Error('gone')
    }
    await expect(all('fails', { rows: failing() })).rejects.toThrow(/fails:2:15: rows failed: gone/)
    expect(() => [...asynchronous.renderPieces('list', { rows: rowsTo(1) })]).toThrow('Render it with renderStream or renderPiecesAsync')
    await expect(all('captured', { rows: rowsTo(1) })).rejects.toThrow("can't be iterated")
  })
})

test('what is included within a loop is split, also by the name in a variable', () => {
  const splitting = createTemplateEngine({
    templates: {
      fixed: '{% for group in groups %}{% include "group" %}{% endfor %}',
      named: '{% for group in groups %}{% include template %}{% endfor %}',
      group: '{{ forloop.revcounter }}{% for row in group %}<{{ row }}>{% endfor %}',
    },
  })
  const groups = [Array.from({ length: 20_000 }, (_, i) => i), [1]]
  for (const name of ['fixed', 'named']) {
    const context = { groups, template: 'group' }
    const pieces = [...splitting.renderPieces(name, context)]
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(20_000)
    expect(pieces.join('')).toBe(splitting.render(name, context))
  }
})
