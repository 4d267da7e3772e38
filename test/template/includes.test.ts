import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, test, vi } from 'vitest'
import { createTemplateEngine } from '../../src/template.ts'

function render(templates: Record<string, string>, context: Record<string, unknown> = {}): string {
  return createTemplateEngine({ templates }).render('main', context)
}

test('an included template sees the names in scope, with its own on top', () => {
  const part = '{{ a }}{{ b }}{{ c }}'
  expect(render({ part, main: '{% with b=2 %}{% include "part" with c=3 %}{% endwith %}{{ c }}' }, { a: 1 })).toBe('123')
  expect(render({ part, main: '{% with b=2 %}{% include "part" with c=3 only %}{% endwith %}' }, { a: 1 })).toBe('3')
})

test('names and values of a dynamic include are the same', () => {
  const part = '{{ a }}{{ b }}{{ c }}{{ forloop.counter }}'
  const main = '{% for x in "xy" %}{% with b=x %}{% include name with c=3 %};{% include name with c=3 only %};{% endwith %}{% endfor %}'
  expect(render({ part, main }, { a: 1, name: 'part' })).toBe('1x31;3;1y32;3;')
})

test('a template can include itself as long as its data does', () => {
  const main = '{{ node.name }}{% if node.children %}({% for node in node.children %}{% include "main" %}{% endfor %}){% endif %}'
  const node = { name: 'a', children: [{ name: 'b', children: [{ name: 'c', children: [] }] }, { name: 'd' }] }
  expect(render({ main }, { node })).toBe('a(b(c)d)')
})

test.each([
  [{ main: '{% include "main" %}' }],
  [{ main: '{% include "b" %}', b: '{% include "main" %}' }],
  [{ main: '{% include name %}' }],
  [{ main: '{% with a=1 %}{% include "b" with c=a %}{% endwith %}', b: '{% with d=c %}{% include name with a=d %}{% endwith %}' }],
])('an include loop ends with an error that says so', (templates) => {
  expect(() => render(templates, { name: 'main' })).toThrow(/More than 200 includes within each other[^]*included from/)
})

test('a missing template is an error only where it is reached', () => {
  const main = '{% if x %}{% include "nope" %}{% endif %}ok'
  expect(render({ main })).toBe('ok')
  expect(() => render({ main }, { x: 1 })).toThrow('main:1:11: Template not found: nope')
})

test('the loop around an include is the parent of the loops in it', () => {
  const part = '{% for y in "12" %}{{ forloop.parentloop.counter }}{{ forloop.counter }} {% endfor %}'
  expect(render({ part, main: '{% for x in "ab" %}{% include "part" %}{% endfor %}' })).toBe('11 12 21 22 ')
  expect(render({ part, main: '{% for x in "ab" %}{% include name %}{% endfor %}' }, { name: 'part' })).toBe('11 12 21 22 ')
})

test('autoescaping goes with an include', () => {
  expect(
    render(
      { part: '{{ a }}', main: '{% include "part" %}{% autoescape off %}{% include "part" %}{% include name %}{% endautoescape %}' },
      { a: '<', name: 'part' },
    ),
  ).toBe('&lt;<<')
})

test('what an included template sets stays in it; a cycle begins anew', () => {
  const part = '{% cycle "a" "b" as z %}{{ z }}'
  expect(render({ part, main: '{% include "part" %}{% include "part" %}{{ z }}' })).toBe('aaaa')
})

test('ifchanged in an include belongs to the loop around it', () => {
  const part = '{% ifchanged x %}{{ x }}{% endifchanged %}'
  expect(render({ part, main: '{% for x in "aab" %}{% include "part" %}{% endfor %}' })).toBe('ab')
  expect(render({ part, main: '{% for x in "aab" %}{% include name %}{% endfor %}' }, { name: 'part' })).toBe('ab')
})

test('a template with ifchanged is compiled once for all includes of it, and remembers for each of them', () => {
  const compile = vi.spyOn(globalThis, 'Function')
  const part = '{% ifchanged x %}{{ x }}{% endifchanged %}{% for y in "cd" %}{% ifchanged x %}{{ y }}{% endifchanged %}{% endfor %}'
  const main = `{% for x in "aab" %}${'{% include "part" %}'.repeat(50)},{% endfor %}{% include "part" with x="a" only %}`
  expect(render({ part, main })).toBe(`${'ac'.repeat(50)},${'c'.repeat(50)},${'bc'.repeat(50)},ac`)
  // The page, what it includes within a loop, and outside of one.
  expect(compile).toHaveBeenCalledTimes(3)
  compile.mockRestore()
})

test('a broken template that is included often is parsed once, and each include tells its own place', () => {
  const page = '{% if b %}{% include "row" %}{% endif %}\n{% include "row" %}'
  const parsed: unknown[] = []
  const onParse = (event: unknown): void => void parsed.push((event as { name: string }).name)
  subscribe('tracing:djust:template:start', onParse)
  const engine = createTemplateEngine({ templates: { page, row: '{% if a %}', many: '{% include "row" %}'.repeat(50) } })
  expect(() => engine.render('page', { b: true })).toThrow(/included from page:1:11$/)
  expect(() => engine.render('page', {})).toThrow(/included from page:2:1$/)
  expect(() => engine.render('many')).toThrow(/included from many:1:1$/)
  expect(engine.check('many')).toEqual([])
  unsubscribe('tracing:djust:template:start', onParse)
  expect(parsed).toEqual(['page', 'row', 'many'])
})
