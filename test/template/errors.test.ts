import { expect, test } from 'vitest'
import { DjustError, NoReverseMatch, TemplateSyntaxError, createTemplateEngine, defineTag, simpleTag } from '../../src/template.ts'

function thrown(run: () => unknown): DjustError {
  try {
    run()
  } catch (error) {
    if (error instanceof DjustError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const engine = createTemplateEngine()

test.each([
  ['a\n  {{ x|uper }}', '2:8', "Invalid filter: 'uper'", 'Did you mean "upper"?'],
  ['{% iff x %}', '1:1', "Invalid block tag on line 1: 'iff'", 'Did you mean "if"?'],
  ['{{ n|intcomma }}', '1:6', 'Invalid filter', 'It is in the library "humanize": {% load humanize %}'],
  ['{% static "x" %}', '1:1', 'Invalid block tag', 'It is in the library "static": {% load static %}'],
  ['{% load humanise %}', '1:9', 'not a registered tag library', 'Did you mean "humanize"?'],
  ['{% load intcoma from humanize %}', '1:9', 'not a valid tag or filter', 'Did you mean "intcomma"?'],
  ['x\n{% if a %}\n{% for b in c %}\n{% endfor %}', '2:1', "Unclosed tag on line 2: 'if'", 'Close it with {% endif %}.'],
  [
    '{% for a in b %}\n{% endif %}',
    '2:1',
    "expected 'empty' or 'endfor'",
    '{% for a in b %} was opened on line 1: close it first, with {% endfor %}.',
  ],
  ['{% endif %}', '1:1', "Invalid block tag on line 1: 'endif'", 'No tag is open here that {% endif %} could belong to.'],
  ['{{ a b }}', '1:5', "Could not parse the remainder: ' b' from 'a b'", 'write | before each filter'],
  ['{{ a|date:Y-m }}', '1:12', "Could not parse the remainder: '-m' from 'a|date:Y-m'", 'Quote an argument that is text: date:"Y-m".'],
  ['{{ a.b(1) }}', '1:7', "Could not parse the remainder: '(1)' from 'a.b(1)'", 'Methods are called without brackets: write a.b,'],
  ['{{ a[0] }}', '1:5', "Could not parse the remainder: '[0]' from 'a[0]'", 'as in a.0 or a.name.'],
  ['{{ a + 1 }}', '1:5', "Could not parse the remainder: ' + 1' from 'a + 1'", 'Arithmetic has a tag: {% expr a + 1 %}'],
  ['{{ a == b }}', '1:5', "Could not parse the remainder: ' == b' from 'a == b'", 'Conditions stand in {% if %}'],
  ['{% if a == %}', '1:1', 'Unexpected end of expression', ''],
  ['{% if a and or b %}', '1:13', "Not expecting 'or' in this position", ''],
  ['{% if a b %}', '1:9', "Unused 'b' at end of if expression.", ''],
  ['{{ a|date }}{{ a|default }}', '1:18', 'default requires 2 arguments, 1 provided', ''],
  ['{{ a|upper:1 }}', '1:6', 'upper requires 1 arguments, 2 provided', ''],
  ['{% with %}{% endwith %}', '1:1', 'expected at least one variable assignment', '{% with name=value %}'],
])('%j', (source, place, message, hint) => {
  const error = thrown(() => engine.fromString(source, 'page.html'))
  expect(error).toBeInstanceOf(TemplateSyntaxError)
  expect(error.message).toContain(`page.html:${place}: `)
  expect(error.message).toContain(message)
  expect(error.hint ?? '').toContain(hint)
  expect(error.message).toContain('^')
})

test('deep nesting and long expressions are refused, not a stack overflow', () => {
  for (const source of [
    '{% if a %}'.repeat(5000),
    `{% if ${'not '.repeat(9000)}a %}{% endif %}`,
    `{% if ${Array(9000).fill('a').join(' or ')} %}{% endif %}`,
    `{{ a${'|upper'.repeat(9000)} }}`,
  ]) {
    expect(thrown(() => engine.fromString(source))).toBeInstanceOf(TemplateSyntaxError)
  }
  expect(engine.renderString(`{{ a${'.b'.repeat(9000)} }}`)).toBe('')
})

test('an error while rendering has its place, the includes around it and its cause', () => {
  const cause = new Error('the database is gone')
  const pages = createTemplateEngine({
    templates: { page: '<ul>\n{% for x in list %}{% include "row" %}{% endfor %}', row: '<li>{{ x.id }}\n  {{ x.owner.name }}' },
  })
  const row = {
    id: 1,
    owner: {
      get name(): never {
        throw cause
      },
    },
  }
  const error = thrown(() => pages.render('page', { list: [row] }))
  expect(error.code).toBe('render/failed')
  expect(error.cause).toBe(cause)
  expect(error.message.replace(/Thrown at .*/, 'Thrown at PLACE')).toBe(
    'row:2:6: x.owner.name failed: the database is gone\n\n1 | <li>{{ x.id }}\n2 |   {{ x.owner.name }}\n  |      ^^^^^^^^^^^^\n\nThrown at PLACE\n\nincluded from page:2:20',
  )
})

test('errors of filters, tags and loops have their place', () => {
  const tags = createTemplateEngine({
    libraries: [
      {
        name: 'own',
        filters: [
          {
            name: 'fail',
            argument: 'none',
            apply() {
              throw new TypeError('no')
            },
          },
        ],
        tags: [
          simpleTag({
            name: 'boom',
            run() {
              throw new RangeError('out')
            },
          }),
        ],
      },
    ],
  })
  expect(thrown(() => tags.renderString('{% load own %}{{ a }}{{ b|fail }}')).message).toMatch(/^<string>:1:25: TypeError: no/)
  expect(thrown(() => tags.renderString('{% load own %}{{ a }}{% boom %}')).message).toMatch(/^<string>:1:22: RangeError: out/)
  expect(thrown(() => tags.renderString('{% for x in n %}{% endfor %}', { n: 5 })).message).toMatch(/^<string>:1:13: .*can't be iterated/)
  expect(thrown(() => tags.renderString('{% for x, y in n %}{% endfor %}', { n: [[1]] })).message).toContain(
    'Need 2 values to unpack in for loop; got 1.',
  )
})

test('errors that code asks for by class keep it', () => {
  const urls = createTemplateEngine({
    reverse(name) {
      throw new NoReverseMatch('app/no-url', `no URL ${name}`)
    },
  })
  const error = thrown(() => urls.renderString('a {% url "x" %}'))
  expect(error).toBeInstanceOf(NoReverseMatch)
  expect(error.message).toMatch(/^<string>:1:3: no URL x/)
  expect(urls.renderString('{% url "x" as y %}[{{ y }}]')).toBe('[]')
})

test('a failed render leaves the engine as it was', () => {
  const pages = createTemplateEngine({ templates: { page: '{% if deep %}{% include "page" %}{% else %}ok{% endif %}' } })
  for (let i = 0; i < 3; i++) expect(() => pages.render('page', { deep: true })).toThrow('More than 200')
  expect(pages.render('page')).toBe('ok')
})

test('an error in the definition of a tag is not taken for one of the template', () => {
  const tags = createTemplateEngine({
    builtins: [
      {
        name: 'own',
        filters: [],
        tags: [
          defineTag<null>({
            name: 'broken',
            parse: () => null,
            emit: () => {
              throw new Error('emit')
            },
          }),
        ],
      },
    ],
  })
  expect(() => tags.renderString('{% broken %}')).toThrow('emit')
})

test('an error of syntax or of a missing template names the includes that led to it', () => {
  const templates = { page: 'x\n{% include "list" %}', list: '{% for x in rows %}{% include "row" %}{% endfor %}', row: '{{ x|uper }}' }
  const context = { rows: [1] }
  const wrong = thrown(() => createTemplateEngine({ templates }).render('page', context))
  expect(wrong).toBeInstanceOf(TemplateSyntaxError)
  expect(wrong.message).toMatch(/^row:1:6: Invalid filter: 'uper'\n[^]*\n\nincluded from list:1:20\nincluded from page:2:1$/)
  expect(wrong.stack).toContain('included from page:2:1\n    at ')
  expect(wrong.includes.map(({ template }) => template)).toEqual(['list', 'page'])
  const missing = thrown(() => createTemplateEngine({ templates: { ...templates, row: '{% include "lst" %}' } }).render('page', context))
  expect(missing.message).toMatch(
    /^row:1:1: Template not found: lst\n[^]*Did you mean "list"\? Looked for:\n[^]*included from list:1:20\nincluded from page:2:1$/,
  )
})

test.each([
  ['{% extends "bse.html" %}', 'Did you mean "base.html"?'],
  ['{% include "bas.html" %}', 'Did you mean "base.html"?'],
  ['{{ "a }}', 'The quote is not closed: "a"'],
  ['{{ a| }}', 'Write the name of a filter behind |.'],
  ['{{ a|date: "Y" }}', 'The argument follows the colon at once: date:"Y"'],
  ['{% if (a or b) and c %}{% endif %}', 'Conditions have no parentheses'],
  ['{% if !a %}{% endif %}', 'Write not a.'],
  ['{% if a b %}{% endif %}', 'An operator stands between two values'],
  ['{% block a %}{% endblock %}\n{% block a %}{% endblock %}', 'The other one is on line 1.'],
  ['{% if a %}{% elseif b %}{% endif %}', 'Did you mean "elif"?'],
  ['{% if a %}{% endfi %}', 'Did you mean "endif"?'],
])('what to write instead: %s', (source, hint) => {
  const pages = createTemplateEngine({ templates: { page: source, 'base.html': '' } })
  const error = thrown(() => pages.render('page'))
  expect(error.hint).toContain(hint)
  expect(error.hint).not.toContain('close it first')
})

function frameOf(source: string): string {
  return thrown(() => engine.fromString(source, 'page')).message.split('\n\n')[1] ?? ''
}

test('the marks stand under what they mark, whatever stands before it', () => {
  expect(frameOf('a\r\nb {{ x|uper }}\r\nc\r\n')).toBe('1 | a\n2 | b {{ x|uper }}\n  |        ^^^^\n3 | c')
  expect(frameOf('\t{{ x|uper }}')).toBe('1 |  {{ x|uper }}\n  |       ^^^^')
  expect(frameOf('日本 {{ x|uper }}')).toBe(`1 | 日本 {{ x|uper }}\n  | ${' '.repeat('日本'.length * 2 + 6)}^^^^`)
  expect(frameOf('👨‍👩‍👧 {{ x|uper }}')).toBe(`1 | 👨‍👩‍👧 {{ x|uper }}\n  | ${' '.repeat(8)}^^^^`)
  expect(frameOf('e\u0301 {{ x|uper }}')).toBe(`1 | e\u0301 {{ x|uper }}\n  | ${' '.repeat(7)}^^^^`)
  expect(frameOf('\x1b[2J\u202e {{ x|uper }}')).toBe(`1 | \ufffd[2J\ufffd {{ x|uper }}\n  | ${' '.repeat(11)}^^^^`)
})

test('of a long line the frame shows what stands around the place', () => {
  const frame = frameOf(`${'a'.repeat(5000)}{{ x|uper }}${'b'.repeat(5000)}`)
  const [line = '', marks = ''] = frame.split('\n')
  expect(line).toMatch(/^1 \| …a+\{\{ x\|uper \}\}b+…$/)
  expect(line.length).toBeLessThan(180)
  expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('uper')
})
