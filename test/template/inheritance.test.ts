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
