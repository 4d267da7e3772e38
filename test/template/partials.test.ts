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

// What Django 6.1 prints.
test.each<[string, Record<string, string>, string]>([
  [
    'a name that a partial sets is there in the next round of the loop',
    { main: '{% partialdef p %}{% now "Y" as y %}{% endpartialdef %}{% for i in list %}[{{ y }}]{% partial p %}[{{ y }}]{% endfor %}' },
    '[][2026][2026][2026]',
  ],
  [
    'a partial in a partial, too',
    {
      main: '{% partialdef p %}{% partial q %}{% endpartialdef %}{% partialdef q %}{% now "Y" as y %}{% endpartialdef %}{% partialdef r %}{{ y }}{% endpartialdef %}{% for i in list %}[{% partial r %}]{% partial p %}{% endfor %}',
    },
    '[][2026]',
  ],
  [
    'ifchanged remembers wherever its partial is printed in the loop',
    {
      main: '{% partialdef r %}{% ifchanged %}{{ a }}{% endifchanged %}{% endpartialdef %}{% partialdef q %}{% partial r %}{% endpartialdef %}{% for i in list %}[{% partial r %}{% autoescape off %}{% partial q %}{% endautoescape %}]{% endfor %}{% partial r %}{% partial r %}',
    },
    '[A][]AA',
  ],
  [
    'ifchanged of an include in a partial',
    {
      main: '{% partialdef r %}{% include "other" %}{% endpartialdef %}{% for i in list %}{% partial r %}{% autoescape off %}{% partial r %}{% endautoescape %}{% include name %}{% include name %}{% endfor %}',
      other: '{% ifchanged %}{{ a }}{% endifchanged %}',
    },
    'AAA',
  ],
  [
    'a partial has nothing above its block',
    {
      base: '{% block b %}B{% endblock %}',
      main: '{% extends "base" %}{% block b %}{% partialdef p inline %}[{{ block.super }}|{{ block.super|lower }}|{% if block.super %}y{% endif %}|{{ block.name }}]{% endpartialdef %}{% partial p %}{% endblock %}',
    },
    '[B|b|y|b][|||b]',
  ],
  [
    'nor has a template that is included there',
    {
      base: '{% block b %}B{% endblock %}',
      main: '{% extends "base" %}{% block b %}{% include "other" %}{% include name %}{% include "other" only %}{{ block.super }}{% endblock %}',
      other: '[{{ block.super }}|{% if block.super %}y{% endif %}|{{ block.name }}]',
    },
    '[||b][||b][||]B',
  ],
])('%s', (_, templates, page) => {
  const engine = createTemplateEngine({ templates, now: () => new Date('2026-11-29T12:00:00Z') })
  const context = { list: [1, 2], a: 'A', name: 'other' }
  expect(engine.render('main', context)).toBe(page)
  expect([...engine.renderPieces('main', context)].join('')).toBe(page)
})

test.each([
  [{ main: '{% block b %}{% include name %}{% endblock %}', other: '{{ block.super }}' }],
  [
    {
      main: '{% partialdef p %}{% if block.super %}{% include name %}{% endif %}{% endpartialdef %}{% block b %}{% partial p %}{% endblock %}',
    },
  ],
  [
    {
      base: '{% block b %}{% endblock %}',
      main: '{% extends "base" %}{% partialdef p %}{% block x %}{{ block.super }}{% endblock %}{% endpartialdef %}{% block b %}{% partial p %}{% endblock %}',
    },
  ],
])('block.super where no template is extended is an error, whoever prints it', (templates) => {
  const engine = createTemplateEngine({ templates })
  expect(() => engine.render('main', { name: 'other' })).toThrow(expect.objectContaining({ code: 'render/no-parent' }))
})
