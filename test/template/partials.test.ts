import { expect, test } from 'vitest'
import { createTemplateEngine } from '../../src/template.ts'

function render(templates: string | Record<string, string>, context: Record<string, unknown> = {}, name = 'main'): string {
  return createTemplateEngine({ templates: typeof templates === 'string' ? { main: templates } : templates }).render(name, context)
}

const tree = '{% partialdef tree %}<li>{{ node.name }}{% for node in node.children %}{% partial tree %}{% endfor %}</li>{% endpartialdef %}'

test('a partial may print itself', () => {
  const node = { name: 1, children: [{ name: 2, children: [{ name: 3 }] }, { name: 4 }] }
  expect(render(`${tree}{% partial tree %}`, { node })).toBe('<li>1<li>2<li>3</li></li><li>4</li></li>')
  const engine = createTemplateEngine({ templates: { main: `${tree}{% partial tree %}` } })
  expect([...engine.renderPieces('main', { node })].join('')).toBe(engine.render('main', { node }))
})

test('partials that print themselves without end are an error that says where', () => {
  const source = '{% partialdef a %}{% partial b %}{% endpartialdef %}{% partialdef b %}{% partial a %}{% endpartialdef %}{% partial a %}'
  expect(() => render(source)).toThrow(/^main#b:1:71: More than 200 includes within each other\n[^]*included from main#a:1:19/)
  expect(() => render('{% partial nope %}')).toThrow("Partial 'nope' is not defined")
})

test('a template and a partial of it have one name, file#partial', () => {
  const cards = 'never{% partialdef card %}[{{ x }}{% partial end %}{% endpartialdef %}{% partialdef end %}]{% endpartialdef %}'
  const main =
    '{% include "cards.html#card" with x=1 %}{% for x in "ab" %}{% include "cards.html#card" only %}{% endfor %}{% include name %}'
  expect(render({ 'cards.html': cards, main }, { name: 'cards.html#end' })).toBe('[1][][]]')
  expect(render({ 'cards.html': cards }, { x: '<' }, 'cards.html#card')).toBe('[&lt;]')
  expect(render({ 'cards.html': cards }, {}, 'cards.html#')).toBe('never')
})

test('a partial that there is not is a template that there is not', () => {
  const templates = { 'cards.html': '{% partialdef card %}{% endpartialdef %}', main: '{% include "cards.html#crad" %}' }
  expect(() => render(templates)).toThrow(
    expect.objectContaining({
      code: 'template/not-found',
      summary: 'The template cards.html has no partial "crad"',
      hint: 'Did you mean "card"?',
    }),
  )
  expect(createTemplateEngine({ templates }).check('main')).toMatchObject([{ code: 'template/not-found', column: 12 }])
  expect(() => render({ ...templates, main: '{% extends "cards.html#card" %}' })).toThrow('Template not found: cards.html#card')
})

test('each time a partial is printed its cycles begin anew, and what it sets is set after it', () => {
  expect(render('{% partialdef p %}{% cycle "a" "b" %}{% endpartialdef %}{% partial p %}{% partial p %}')).toBe('aa')
  expect(render('{% partialdef p %}{% cycle "a" "b" as x %}{% endpartialdef %}{% partial p %}{% partial p %}{{ x }}')).toBe('aaa')
  expect(
    render(
      '{% partialdef p %}{% ifchanged x %}{{ x }}{% endifchanged %}{% endpartialdef %}{% for x in "aab" %}{% partial p %}{% endfor %}',
    ),
  ).toBe('ab')
})

test('no child replaces a block of a partial', () => {
  const templates = {
    base: '{% block page %}base{% endblock %}',
    middle:
      '{% extends "base" %}{% partialdef p %}{% block b %}own{% endblock %}{% endpartialdef %}{% block page %}{% partial p %}{{ block.super }}{% endblock %}',
    main: '{% extends "middle" %}{% block b %}other{% endblock %}',
  }
  expect(render(templates)).toBe('ownbase')
})

test('partials within partials take no more code than they are long', () => {
  const parts = Array.from(
    { length: 40 },
    (_, i) => `{% partialdef p${i} %}{% partial p${i + 1} %}{% partial p${i + 1} %}{% endpartialdef %}`,
  )
  const engine = createTemplateEngine({ templates: { main: `${parts.join('')}{% if x %}{% partial p0 %}{% endif %}` } })
  expect(engine.render('main', {})).toBe('')
  expect([...engine.code('main').values()].join('').length).toBeLessThan(100_000)
})
