import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { createTemplateEngine } from '../../src/template.ts'
import { root } from '../support/source-files.ts'

const engine = createTemplateEngine()

test('random templates and contexts: no hang, no untyped error, nothing reached that must not be', () => {
  const words = ['-C', 'djust-source', 'scripts/fuzz-templates.ts', '--runs', '400', '--seed', '5']
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
  expect(stdout).toMatch(/^seed 5, runs 0 to 399\n\d+ rendered, \d+ refused with a place, .*\n0 problems\n$/)
  expect(status).toBe(0)
  expect(Number(/(\d+) rendered/.exec(stdout)?.[1])).toBeGreaterThan(150)
}, 60_000)

test('a width that would fill the memory', () => {
  for (const filter of ['ljust', 'rjust', 'center']) {
    expect(() => engine.renderString(`{{ "x"|${filter}:99999999999999999999 }}`)).toThrow(
      `the filter "${filter}" fills up to 1000000 characters`,
    )
  }
})

test('a list that holds itself', () => {
  const list: unknown[] = ['a']
  list.push(list)
  expect(() => engine.renderString('{{ list|unordered_list }}', { list })).toThrow('nested more than 100 deep')
})

test('an expression made of a tag’s words has a place, also where it would begin before the source', () => {
  expect(() => engine.renderString('{% regroup a by _b as a_name_that_is_longer_than_the_tag_before_it %}')).toThrow('<string>:1:1: ')
})

test('an include of a list of anything', () => {
  const names = [Object.create(null), Symbol('s'), null]
  expect(() => engine.renderString('{% include names %}', { names })).toThrow('Template not found')
})

test('an include of a list with holes', () => {
  expect(() => engine.renderString('{% include names %}', { names: new Array(2) })).toThrow('Template not found')
})

test('half a character in a query string', () => {
  expect(engine.renderString('{% querystring q a=b %}', { q: {}, b: '\uD800' })).toBe('?a=%EF%BF%BD')
})

test('a name that is no time zone', () => {
  expect(() => engine.renderString('{% load tz %}{% timezone "Mars" %}{% endtimezone %}')).toThrow(
    expect.objectContaining({ code: 'render/time-zone' }),
  )
})

test('lists within one another print in time that grows with their length', () => {
  let list: unknown[] = []
  for (let depth = 0; depth < 400; depth++) list = [depth, list]
  const text = JSON.stringify(list).replaceAll(',', ', ')
  expect(engine.renderString('{{ list }}{{ list|json_script }}', { list })).toBe(`${text}<script type="application/json">${text}</script>`)
})

test.each(['json_script', 'addslashes|addslashes', 'urlencode', 'linenumbers|force_escape'])(
  'a text that doubles in each round of an include: %s',
  (filters) => {
    const templates = { main: `{% with text=text|${filters} %}{% include "main" %}{% endwith %}` }
    expect(() => createTemplateEngine({ templates }).render('main', { text: '\\"%&' })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(value\/too-large|render\/too-deep)$/) as unknown }),
    )
  },
)
