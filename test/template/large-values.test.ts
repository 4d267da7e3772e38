import { expect, test, vi } from 'vitest'
import { createTemplateEngine, DjustError } from '../../src/template.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'

const engine = createTemplateEngine({ debug: true })

function wrapped(times: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1
  for (let i = 0; i < times; i++) value = wrap(value)
  return value
}

/** Each holds the one below it twice: 2 to the power of 40 values. */
const shared = {
  list: wrapped(40, (inner) => [inner, inner]),
  same: wrapped(40, (inner) => [inner, inner]),
  object: wrapped(40, (inner) => ({ a: inner, b: inner })),
  map: wrapped(40, (inner) => new Map([['a', inner], ['b', inner]])), // prettier-ignore
  tree: wrapped(40, (inner) => ['x', [inner, inner]]),
}

function codeOf(source: string, context: Record<string, unknown>): string {
  try {
    engine.renderString(source, context)
  } catch (error) {
    if (error instanceof DjustError) return error.code
    throw error
  }
  return 'rendered'
}

test.each([
  '{{ list }}',
  '{{ object }}',
  '{{ map }}',
  '{{ list|pprint }}',
  '{{ list|json_script }}',
  '{{ object|json_script:"data" }}',
  '{{ tree|unordered_list }}',
  '{{ list|join:"" }}',
  '{% debug %}',
  '{% if list == same %}x{% endif %}',
])('data that holds other data many times over is refused at once: %s', (source) => {
  expect(codeOf(source, shared)).toBe('value/too-large')
})

test('what stands in a list several times prints each time, also next to where it holds itself', () => {
  const inner = { a: [1] }
  expect(engine.renderString('{% autoescape off %}{{ list }}{% endautoescape %}', { list: [inner, [inner], inner] })).toBe(
    "[{'a': [1]}, [{'a': [1]}], {'a': [1]}]",
  )
  const round: unknown[] = [1]
  const around = [round]
  round.push(around)
  expect(engine.renderString('{{ list }}', { list: [around, round] })).toBe('[[[1, [...]]], [1, [[...]]]]')
})

test('what is too deep to print stands for as many levels as there are left, wherever it stands', () => {
  const deep = wrapped(600, (inner) => [inner])
  const printed = (levels: number): string => `${'['.repeat(levels)}...${']'.repeat(levels)}`
  expect(engine.renderString('{{ list }}', { list: [deep, [deep, deep], deep] })).toBe(
    `[${printed(500)}, [${printed(499)}, ${printed(499)}], ${printed(500)}]`,
  )
})

test('values that hold themselves, or are very deep, are not equal to others, and have no order', () => {
  const round = (): unknown[] => {
    const list: unknown[] = [1]
    list.push(list)
    return list
  }
  const deep = (): unknown => JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
  const context = { a: round(), b: round(), c: deep(), d: deep() }
  expect(engine.renderString('{% if a == b or a < b or c == d or c < d or a in b %}x{% endif %}', context)).toBe('')
  expect(engine.renderString('{% if a == a %}x{% endif %}', context)).toBe('x')
})

test.each([
  ['{{ n|filesizeformat }}', 'filter/input'],
  ['{{ digits|filesizeformat }}', 'filter/input'],
  ['{{ 1|stringformat:"999999999d" }}', 'filter/argument'],
  ['{{ 1|stringformat:".999999999f" }}', 'filter/argument'],
  ['{{ "x"|stringformat:"-99999999s" }}', 'filter/argument'],
  ['{{ 1.5|floatformat:99999999 }}', 'filter/argument'],
  ['{{ decimal|add:1 }}', 'value/too-large'],
  ['{% expr decimal + 1 %}', 'value/too-large'],
  [`${'{% with a=a|add:a %}'.repeat(60)}{{ a }}${'{% endwith %}'.repeat(60)}`, 'value/too-large'],
  [`${'{% with list=list|add:list %}'.repeat(60)}{{ list|length }}${'{% endwith %}'.repeat(60)}`, 'value/too-large'],
  ['{{ letters|make_list|join:letters }}', 'value/too-large'],
])('a number or a text too large for any page: %s', (source, code) => {
  const context = {
    n: 10n ** 400n,
    digits: '9'.repeat(400),
    decimal: DecimalValue.from('1e999999999'),
    a: 'x',
    list: [1],
    letters: 'x'.repeat(5000),
  }
  const start = performance.now()
  expect(codeOf(source, context)).toBe(code)
  expect(performance.now() - start).toBeLessThan(3000)
})

test('a date format of any length', () => {
  const date = new Date('2026-01-05T00:00:00Z')
  expect(engine.renderString('{{ date|date:format }}', { date, format: 'Y-'.repeat(20_000) })).toBe('2026-'.repeat(20_000))
})

test('letters with more marks than there are in any language', () => {
  const marks = '\u0301\u0323'.repeat(50_000)
  const start = performance.now()
  expect(engine.renderString('{{ text|slugify }}', { text: `a${marks}b` })).toBe('ab')
  expect(engine.renderString('{{ text|truncatechars:2 }}', { text: `ab${marks}cd` }).slice(0, 2)).toBe('a…')
  expect(performance.now() - start).toBeLessThan(3000)
  expect(engine.renderString('{{ text|truncatechars:600 }}', { text: 'e\u0301'.repeat(600) })).toBe('é'.repeat(600))
})

test('code that calls itself without end', () => {
  const again = (): unknown => again()
  expect(codeOf('{{ again }}', { again })).toBe('render/too-deep')
})

test('an object that claims to have everything is no asynchronous list', async () => {
  const everything: object = new Proxy({}, { get: (_, name) => (name === Symbol.iterator ? undefined : everything), has: () => true })
  const pages = createTemplateEngine({ templates: { page: '{% for x in list %}{% endfor %}' } })
  const error: unknown = await new Response(pages.renderStream('page', { list: everything })).text().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'value/unloaded-query' })
})

test('a decimal with hundreds of digits in the page’s language', () => {
  const n = DecimalValue.from(`1234.${'3'.repeat(500)}`)
  expect(engine.renderString('{% load humanize %}{{ n|intcomma }}', { n })).toMatch(/^1\.2343+e\+3$/)
})

test('more values than a tag takes are an error with a place', () => {
  expect(codeOf(`{% firstof ${'none '.repeat(2000)}%}`, {})).toBe('template/syntax')
  expect(engine.renderString(`{% firstof ${'none '.repeat(199)}"x" %}`)).toBe('x')
})

test('a list with holes is joined', () => {
  expect(engine.renderString('{{ list|join:"-" }}', { list: Object.assign(new Array(3), { 1: 'a' }) })).toBe('-a-')
})

test('a long text is told from a number without going through it', () => {
  const replace = vi.spyOn(String.prototype, 'replace')
  const text = ' 1٣'.repeat(100_000)
  const added = engine.renderString('{{ text|add:1 }}{{ text|add:text|length }}', { text })
  const gone = replace.mock.contexts.filter((each) => String(each).length >= text.length)
  replace.mockRestore()
  expect(added).toBe('600000')
  expect(gone).toEqual([])
  expect(engine.renderString('{{ a|add:1 }} {{ b|add:1 }}', { a: `${' '.repeat(9000)}41\u2003`, b: '𝟗'.repeat(4300) })).toBe(
    `42 1${'0'.repeat(4300)}`,
  )
})
