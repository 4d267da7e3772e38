import { expect, test } from 'vitest'
import { TemplateSyntaxError, createTemplateEngine } from '../../src/template.ts'

function render(templates: Record<string, string>, context: Record<string, unknown> = {}): string {
  return createTemplateEngine({ templates }).render('main', context)
}

test('blocks are rendered where the root has them, in the scope around them', () => {
  const base = '{% for x in list %}{% block row %}{{ x }}{% endblock %};{% endfor %}'
  expect(
    render(
      { base, main: '{% extends "base" %}ignored{% block row %}<{{ block.super }}{{ forloop.counter }}>{% endblock %}' },
      { list: 'ab' },
    ),
  ).toBe('<a1>;<b2>;')
})

test('block.super goes up one template at a time, more than once if asked', () => {
  const templates = {
    a: '{% block x %}a{% endblock %}',
    b: '{% extends "a" %}{% block x %}b{{ block.super }}{% endblock %}',
    main: '{% extends "b" %}{% block x %}{{ block.super }}{{ block.super }}{% if block.super == "ba" %}={% endif %}{{ block.super|upper }}{{ block.name }}{% endblock %}',
  }
  expect(render(templates)).toBe('baba=BAx')
})

test.each([
  ['printed', () => '{{ block.super }}{{ block.super }}'],
  ['read', () => '{% if block.super|upper == block.super %}{{ block.super|lower }}{{ block }}{% endif %}'],
  ['read in loops', () => '{% for x in q %}{{ block.super|lower }}{% endfor %}{% for y in q %}{{ block.super|lower }}{% endfor %}'],
  [
    'read with names of its own',
    (i: number) => `{% with a${i}=1 %}{{ block.super }}{% endwith %}{% with b${i}=1 %}{{ block.super }}{% endwith %}`,
  ],
])('block.super %s twice by each of 30 parents does not give 2^30 copies of a block', (_, body) => {
  const templates = Object.fromEntries(
    Array.from({ length: 30 }, (__, i) => [`${i + 1}`, `{% extends "${i}" %}{% block a %}{% if q %}${body(i)}{% endif %}{% endblock %}`]),
  )
  const engine = createTemplateEngine({ templates: { ...templates, 0: '{% block a %}x{{ y }}{% endblock %}' } })
  expect(engine.render('30', {})).toBe('')
  expect([...engine.code('30').values()].join('').length).toBeLessThan(500_000)
})

test('block.super means what it means where it stands, however often', () => {
  const base = '{% block a %}[{{ x }}{{ i }}{{ forloop.counter }}{% ifchanged %}{{ i }}{% endifchanged %}{% cycle 1 2 %}]{% endblock %}'
  const child = (body: string): string => render({ base, main: `{% extends "base" %}{% block a %}${body}{% endblock %}` }, { x: '<B>' })
  const once = '{% for i in "aab" %}{{ block.super }}{% endfor %}'
  expect(child(once)).toBe('[&lt;B&gt;a1a1][&lt;B&gt;a22][&lt;B&gt;b3b1]')
  expect(child('{% for i in "aab" %}{{ block.super|lower }}{% endfor %}')).toBe(child(once).toLowerCase())
  expect(child('{% for i in "aab" %}{% with s=block.super %}{{ s }}{% endwith %}{% endfor %}')).toBe(child(once))
  expect(child('{% autoescape off %}{{ block.super|upper }}{% endautoescape %}')).toBe('[<B>1]')
  expect(child('{{ block.super }}'.repeat(20))).toBe('[&lt;B&gt;1][&lt;B&gt;2]'.repeat(10))
})

test('a block that sets a name "block" still has its super', () => {
  const base = '{% block a %}base{% endblock %}'
  const main = '{% extends "base" %}{% block a %}{% if block.super %}{% firstof 1 as block %}{{ block }}{% endif %}{% endblock %}'
  expect(render({ base, main })).toBe('1')
  expect(
    render({
      main: '{% for x in "ab" %}{{ forloop.counter }}{% if forloop.last %}{% firstof "z" as forloop %}{% endif %}{{ forloop }};{% endfor %}',
    }),
  ).toMatch(/^1.*;2z;$/)
})

test('blocks within blocks are replaced on their own', () => {
  const a = '{% block out %}[{% block in %}a{% endblock %}]{% endblock %}'
  expect(render({ a, main: '{% extends "a" %}{% block in %}m{% endblock %}' })).toBe('[m]')
  expect(render({ a, main: '{% extends "a" %}{% block in %}m{% endblock %}{% block out %}<{{ block.super }}>{% endblock %}' })).toBe(
    '<[m]>',
  )
})

test('a parent can be a variable: a name or a template, also in an included template', () => {
  const engine = createTemplateEngine({
    templates: {
      one: 'one({% block x %}{% endblock %})',
      two: '{% extends "one" %}{% block x %}two {{ block.super }}{% endblock %}',
      main: '{% extends parent %}{% block x %}{{ y }}{{ block.super }}{% endblock %}',
      page: '{% for parent in parents %}{% with y=parent %}{% include "main" %}{% endwith %} {% endfor %}',
    },
  })
  expect(engine.render('main', { parent: 'two', y: 1 })).toBe('one(1two )')
  expect(engine.render('main', { parent: engine.template('one'), y: 1 })).toBe('one(1)')
  expect(engine.render('page', { parents: ['one', 'two'] })).toBe('one(one) one(twotwo ) ')
  expect(() => engine.render('main', {})).toThrow(TemplateSyntaxError)
})

test('what a parent sets its blocks can read', () => {
  const base = '{% firstof a b as first %}{% block x %}{% endblock %}'
  expect(render({ base, main: '{% extends "base" %}{% block x %}{{ first }}{% endblock %}' }, { b: 'B' })).toBe('B')
})

test('templates that extend each other end with an error', () => {
  expect(() => render({ main: '{% extends "other" %}', other: '{% extends "main" %}' })).toThrow('skipped: it is being extended already')
})

test('a template that extends itself through a variable is an error', () => {
  const engine = createTemplateEngine({ templates: { main: '{% extends parent %}' } })
  expect(() => engine.render('main', { parent: engine.template('main') })).toThrow('The template main extends itself')
  expect(() => engine.render('main', { parent: 'main' })).toThrow('Template not found: main')
})

test('blocks that hold each other are rendered as often as there are templates', () => {
  const a = '{% block x %}x{% block y %}y{% endblock %}{% endblock %}'
  const main = '{% extends "a" %}{% block y %}Y{% block x %}X{{ block.super }}{% endblock %}{% endblock %}'
  expect(render({ a, main })).toContain('X')
})

test('a block has a name only once', () => {
  expect(() => render({ main: '{% block a %}{% endblock %}{% block a %}{% endblock %}' })).toThrow(
    "'block' tag with name 'a' appears more than once",
  )
})

// What Django prints.
test.each<[string, Record<string, string>, string]>([
  [
    'ifchanged above a block remembers within a loop apart from around it',
    {
      base: '{% block b %}{% ifchanged x %}<b>{% endifchanged %}{% endblock %}',
      main: '{% extends "base" %}{% block b %}{{ block.super }}{% for x in list %}{{ block.super|cut:"l" }}{% endfor %}{{ block.super }}{% endblock %}',
    },
    '<b><b><b>',
  ],
  [
    'a loop above a block knows the loop that the block is printed in',
    {
      base: '{% block b %}{% for y in list %}{{ forloop.parentloop.counter }}{% endfor %}{% endblock %}',
      main: '{% extends "base" %}{% block b %}{% for x in list %}{{ block.super|force_escape }}{% endfor %}{% endblock %}',
    },
    '1122',
  ],
  [
    'what fails above a block is false to operators',
    {
      base: '{% block b %}{{ number|first }}{% endblock %}',
      main: '{% extends "base" %}{% block b %}{% if not block.super %}y{% else %}n{% endif %}{% if 1 < block.super|upper %}y{% else %}n{% endif %}{% endblock %}',
    },
    'nn',
  ],
  ['so is what nothing is above', { main: '{% block b %}{% if not block.super %}y{% else %}n{% endif %}{% endblock %}' }, 'n'],
])('%s', (_, templates, page) => {
  expect(createTemplateEngine({ templates }).render('main', { list: [1, 2], number: 1 })).toBe(page)
})
