import { fc } from '../support/properties.ts'
import { expect, test } from 'vitest'
import { DjustError, createTemplateEngine } from '../../src/template.ts'

/** Text that would do harm if it reached generated code, or a prototype, as it is. */
const poison = [
  '"',
  "'",
  '`',
  '\\',
  '\\"',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '${globalThis.hit=1}',
  '"+(globalThis.hit=1)+"',
  "');globalThis.hit=1;//",
  '*/globalThis.hit=1/*',
  '</script>',
  '\0',
  '\ud800',
  '];globalThis.hit=1;[',
  'constructor',
  '__proto__',
  'prototype',
]
const names = [
  'a',
  'b',
  'list',
  'o',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'c',
  'p',
  'R',
  'K',
  'x',
  'E',
  'T',
  'this',
  'arguments',
  'eval',
  'class',
  'await',
  'forloop',
  'block',
  'True',
  'None',
  'size',
  'length',
  'items',
  'naïve',
  'Ω',
  '0',
  '1',
  '00',
]
const filters = [
  'upper',
  'default:"x"',
  'default:a',
  'length',
  'add:1',
  'safe',
  'escape',
  'join:", "',
  'first',
  'last',
  'slice:":2"',
  'date:"Y\\"m"',
  'cut:a',
  'dictsort:"constructor"',
  'truncatewords:2',
  'yesno:"a,b"',
  'pluralize',
  'floatformat',
  'stringformat:"s"',
  'unordered_list',
  'linebreaks',
  'urlize',
  'json_script:"x"',
  'nope',
]

const text = fc.oneof(
  fc.constantFrom(...poison),
  fc.constantFrom('<b>', ' ', 'plain', '{', '%}', '}}'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((bits) => bits.join('.'))
const literal = fc
  .tuple(fc.constantFrom('"', "'"), text)
  .map(([quote, inner]) => quote + inner.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote)
const operand = fc.oneof(path, literal, fc.constantFrom('1', '-2', '1.5', '99999999999999999999', '_("x")', '1e400'))
const expression = fc
  .tuple(operand, fc.array(fc.constantFrom(...filters), { maxLength: 3 }))
  .map(([value, calls]) => [value, ...calls].join('|'))
const condition = fc
  .array(expression, { minLength: 1, maxLength: 3 })
  .chain((parts) =>
    fc.constantFrom(' and ', ' or ', ' == ', ' in ', ' not in ', ' < ', ' is ', ' and not ').map((operator) => parts.join(operator)),
  )
const name = fc.constantFrom(...names)

const { template } = fc.letrec<{ template: string; node: string }>((tie) => ({
  template: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    expression.map((value) => `{{ ${value} }}`),
    expression.map((value) => `{{${value}`),
    fc.tuple(condition, tie('template'), tie('template')).map(([test_, yes, no]) => `{% if ${test_} %}${yes}{% else %}${no}{% endif %}`),
    fc.tuple(name, expression, tie('template')).map(([variable, list, body]) => `{% for ${variable} in ${list} %}${body}{% endfor %}`),
    fc
      .tuple(name, name, path, tie('template'))
      .map(([a, b, list, body]) => `{% for ${a}, ${b} in ${list}.items %}${body}{% empty %}-{% endfor %}`),
    fc.tuple(name, expression, tie('template')).map(([variable, value, body]) => `{% with ${variable}=${value} %}${body}{% endwith %}`),
    fc.tuple(expression, name, expression).map(([target, variable, value]) => `{% include ${target} with ${variable}=${value} %}`),
    fc.tuple(name, tie('template')).map(([block, body]) => `{% block ${block} %}${body}{{ block.super }}{% endblock %}`),
    fc
      .tuple(expression, expression, name)
      .map(([a, b, variable]) => `{% firstof ${a} ${b} as ${variable} %}{% cycle ${a} ${b} as ${variable} %}`),
    fc.tuple(path, name).map(([list, variable]) => `{% regroup ${list} by ${variable} as ${variable} %}`),
    fc
      .tuple(expression, tie('template'))
      .map(([value, body]) => `{% ifchanged ${value} %}${body}{% endifchanged %}{% ifchanged %}${body}{% endifchanged %}`),
    fc
      .tuple(fc.constantFrom(...filters), tie('template'))
      .map(([filter, body]) => `{% filter ${filter} %}${body}{% endfilter %}{% spaceless %}${body}{% endspaceless %}`),
    fc
      .tuple(text, tie('template'))
      .map(([word, body]) => `{% verbatim ${word} %}${body}{% endverbatim ${word} %}{% comment ${word} %}${body}{% endcomment %}`),
    fc.tuple(name, text).map(([tag, rest]) => `{% ${tag} ${rest} %}{# ${rest} #}`),
  ),
}))

const context = (): Record<string, unknown> => ({
  a: '<a & "b">',
  b: [1, 'two', null, { c: 3 }],
  list: [
    ['k', 1],
    ['l', 2],
  ],
  o: { list: ['x'], items: 1, toString: 'own', nested: new Map([['size', 1]]) },
  x: () => 'called',
  c: new Date(0),
  part: 'part',
})

const hit = globalThis as { hit?: number }

function check(templates: Record<string, string>): void {
  const engine = createTemplateEngine({ templates })
  try {
    const page = engine.render('main', context())
    expect([...engine.renderPieces('main', context())].join('')).toBe(page)
  } catch (error) {
    if (!(error instanceof DjustError)) throw error
    // What filters and values throw is wrapped; generated code that does not compile is a SyntaxError.
    expect(error.cause).not.toBeInstanceOf(SyntaxError)
    expect(error.cause).not.toBeInstanceOf(ReferenceError)
  }
  expect(hit.hit).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
}

test('whatever a template says, its code compiles, stays in its place and fails with an error of ours', () => {
  const property = fc.property(template, template, (main, part) => check({ main, part, parent: part }))
  expect(() => fc.assert(property, { numRuns: 1500 })).not.toThrow()
})

test('the same for children of templates', () => {
  const property = fc.property(template, template, (main, parent) => check({ main: `{% extends "parent" %}${main}`, parent }))
  expect(() => fc.assert(property, { numRuns: 500 })).not.toThrow()
})

test('an include by a fixed name is one by a variable', () => {
  const same = fc.property(template, template, (main, part) => {
    const templates = {
      part,
      fixed: `{% for list in b %}${main}{% include "part" with o=list %}{% endfor %}`,
      free: `{% for list in b %}${main}{% include part with o=list %}{% endfor %}`,
    }
    const render = (name: string): string => {
      try {
        return createTemplateEngine({ templates }).render(name, context())
      } catch (error) {
        return error instanceof DjustError ? error.code : String(error)
      }
    }
    expect(render('free')).toBe(render('fixed'))
  })
  expect(() => fc.assert(same, { numRuns: 500 })).not.toThrow()
})

test('text that is poison for code is printed as it is', () => {
  for (const word of poison) {
    const engine = createTemplateEngine({
      templates: { main: `${word}{{ a }}{{ "${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}" }}` },
    })
    if (/[\n\r]/.test(word)) continue
    expect(engine.render('main', { a: 1 })).toBe(`${word}1${word}`)
  }
  expect(hit.hit).toBeUndefined()
})

test.each(['pprint', 'stringformat:"r"', 'addslashes', 'escapejs', 'urlize', 'json_script', 'make_list', 'join:x'])(
  'a text that x|%s makes longer in a template that includes itself ends with an error',
  (filter) => {
    const engine = createTemplateEngine({ templates: { main: `{% with x=x|${filter} %}{% include "main" %}{% endwith %}` } })
    // Without a limit some of these end the whole process.
    const code = expect.stringMatching(/^(?:value\/too-large|filter\/input|render\/too-deep)$/) as string
    expect(() => engine.render('main', { x: `'"<&\\\n\x01 www.a.bc` })).toThrow(expect.objectContaining({ code }))
  },
)
