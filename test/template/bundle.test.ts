import { createTemplateEngine } from 'djust/template'
import { expect, test } from 'vitest'

const templates = {
  'page.html': '{% extends "layout.html" %}{% block content %}{% for row in rows %}{% include "row.html" %}{% endfor %}{% endblock %}',
  'layout.html': '<main>{% block content %}{% endblock %}</main>',
  'row.html': '<p class="{% cycle "odd" "even" %}">{{ row.name|upper }}: {{ row.date|date:"j M Y" }}</p>',
}
const context = { rows: [{ name: 'a & b – c', date: new Date(0) }, { name: 'd' }] }
const page = '<main><p class="odd">A &amp; B – C: 1 Jan 1970</p><p class="odd">D: </p></main>'

test('a bundle renders as the templates do', () => {
  const bytes = createTemplateEngine({ templates }).bundle(['page.html'])
  const engine = createTemplateEngine({ templates })
  expect(engine.useBundle(bytes)).toBe(true)
  expect(engine.render('page.html', context)).toBe(page)
})

test('templates without a place in the bundle, or other ones now, are compiled', () => {
  const bytes = createTemplateEngine({ templates }).bundle(['page.html'])
  const engine = createTemplateEngine({ templates: { ...templates, 'row.html': '<b>{{ row.name }}</b>', 'new.html': '{{ rows|length }}' } })
  expect(engine.useBundle(bytes)).toBe(true)
  expect(engine.render('page.html', context)).toBe('<main><b>a &amp; b – c</b><b>d</b></main>')
  expect(engine.render('new.html', context)).toBe('2')
})

test('a template that includes itself with ever other names has an end', () => {
  const includes = Array.from({ length: 12 }, (_, i) => `{% if x${i} %}{% include "tree" with n${i}=1 %}{% endif %}{{ n${i} }}`)
  const engine = createTemplateEngine({ templates: { tree: includes.join('') } })
  expect(engine.code('tree').size).toBe(33)
  expect(createTemplateEngine().useBundle(engine.bundle(['tree']))).toBe(true)
})

test('errors in bundled code name their place', () => {
  const failing = { 'page.html': 'x\n{{ row.fails }}' }
  const bytes = createTemplateEngine({ templates: failing }).bundle(['page.html'])
  const engine = createTemplateEngine({ templates: failing })
  engine.useBundle(bytes)
  const row = {
    get fails() {
      throw new Error('no luck')
    },
  }
  expect(() => engine.render('page.html', { row })).toThrow(/page\.html:2:4: .*no luck/)
})

test.each([
  ['shortened', (bytes: Uint8Array) => bytes.slice(0, -100)],
  ['cut to nothing', (bytes: Uint8Array) => bytes.slice(0, 5)],
  [
    'with a changed letter of code',
    (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString('latin1').replace('use strict', 'abc strict'), 'latin1'),
  ],
  [
    'of another V8',
    (bytes: Uint8Array) =>
      Buffer.from(
        Buffer.from(bytes)
          .toString('latin1')
          .replace(/"key":"./, '"key":"x'),
        'latin1',
      ),
  ],
  ['with changed machine code', (bytes: Uint8Array) => bytes.with(bytes.length - 50, (bytes.at(-50) ?? 0) ^ 1)],
])('a bundle %s is not used', (_, change) => {
  const engine = createTemplateEngine({ templates })
  expect(engine.useBundle(change(createTemplateEngine({ templates }).bundle(['page.html'])))).toBe(false)
  expect(engine.render('page.html', context)).toBe(page)
})

test('a bundle with any byte changed, or cut anywhere, is not used', () => {
  const bytes = createTemplateEngine({ templates: { page: '{% for x in list %}{{ x }}{% endfor %}' } }).bundle(['page'])
  const head = Buffer.from(bytes).indexOf('"units"') + 40
  for (let at = 0; at < bytes.length; at += at < head ? 1 : 97) {
    const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte))
    expect(createTemplateEngine().useBundle(changed), `byte ${at}`).toBe(false)
    expect(createTemplateEngine().useBundle(bytes.subarray(0, at)), `cut at ${at}`).toBe(false)
  }
})
