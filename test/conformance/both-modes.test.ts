import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInBothModes, whyDifferent } from '../../conformance/both-modes.ts'
import { modeDifferences } from '../../conformance/mode-differences.ts'
import { outputOf, type RenderCase } from '../../conformance/render-case.ts'
import { builtinFilters } from '../../src/language/filters/builtin-filters.ts'
import { humanizeFilters } from '../../src/language/filters/humanize.ts'
import { tzFilters } from '../../src/language/filters/tz.ts'
import { root } from '../support/source-files.ts'

const file = { name: 'both-modes' }
const now = '2025-09-20T13:05:00Z'
const passed = { kind: 'passed' }

function render(template: string, context: Record<string, unknown>): RenderCase {
  return { id: template, templates: { t: `{% load humanize tz %}${template}` }, render: 't', context, now, timezone: 'UTC' }
}

const values = {
  true: true,
  false: false,
  null: null,
  'a number': 1,
  text: 'None of these',
  'a list': [true, null, 'a', ['b', false]],
  'an empty list': [],
  'a dictionary': { a: null, b: true },
  'an ISO date': '2025-09-19',
  'an ISO time': '13:05:09',
  'an ISO instant': '2025-09-19T11:00:00+02:00',
  'an ISO date-time': '2025-09-19 11:00',
}
const filters = [...builtinFilters, ...humanizeFilters, ...tzFilters].filter(({ name }) => name !== 'random')

test.each(Object.entries(values))('every filter of %s differs only as docs/values.md lists', (_, value) => {
  const uses = filters.flatMap(({ name, argument }) => [
    ...(argument === 'required' ? [] : [name]),
    ...(argument === 'none' ? [] : [`${name}:2`, `${name}:"Y"`, `${name}:other`]),
  ])
  const cases = uses.flatMap((use) => [
    ...[true, null].map((other) => render(`{{ value|${use} }}`, { value, other })),
    render(`{% if value|${use} %}yes{% endif %}{% filter upper %}{{ value|${use} }}{% endfilter %}`, { value, other: 'a' }),
  ])
  const wrong = cases.flatMap((each) => {
    const outcome = runInBothModes(each, file)
    return outcome.kind === 'passed' ? [] : [`${each.id} with ${JSON.stringify(each.context)}: ${JSON.stringify(outcome)}`]
  })
  expect(wrong).toEqual([])
  expect(cases.length).toBeGreaterThan(200)
})

test.each([
  '{{ value }}{{ missing }}{{ value|default:None }}',
  '{% if value == None %}a{% elif value %}b{% else %}c{% endif %}{% if value in list %}d{% endif %}{% if value < 1 %}e{% endif %}',
  '{% firstof value list %}{% cycle value 1 %}{% with x=value %}{{ x }}{% endwith %}{% spaceless %}<p> {{ value }} </p>{% endspaceless %}',
  '{% for x in list %}{% ifchanged x %}{{ x }}{% endifchanged %}{{ forloop.first }}{% endfor %}{% widthratio 1 2 100 as w %}{{ w }}',
  '{% regroup list by a as groups %}{{ groups }}',
  '{% timezone "Asia/Tokyo" %}{{ value|date:"Y" }}{{ value|upper }}{{ missing|default:"2025-09-20"|date:"Y" }}{% endtimezone %}',
])('%s', (template) => {
  for (const value of Object.values(values))
    expect(runInBothModes(render(template, { value, list: [value, null, true] }), file)).toEqual(passed)
})

const golden = join(root, 'test/golden')
test.each(readdirSync(golden, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])))(
  'test/golden/%s',
  (name) => {
    const sources = readdirSync(join(golden, name)).filter((each) => each.endsWith('.html') && each !== 'output.html')
    const templates = Object.fromEntries(sources.map((each) => [each, readFileSync(join(golden, name, each), 'utf8')]))
    const context = JSON.parse(readFileSync(join(golden, name, 'context.json'), 'utf8')) as Record<string, unknown>
    expect(runInBothModes({ id: name, templates, render: 'main.html', context, now }, file)).toEqual(passed)
  },
)

test('the differences are those of docs/values.md', () => {
  const section = /## The two modes[^]*?\n## /.exec(readFileSync(join(root, 'docs/values.md'), 'utf8'))?.[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| |'))
  for (const { documented } of modeDifferences) expect(rows.filter((row) => row.startsWith(`| ${documented}`))).toHaveLength(1)
  expect(rows.filter((row) => !modeDifferences.some(({ documented }) => row.startsWith(`| ${documented}`)))).toEqual([])
})

test('each difference is seen, and an undocumented one too', () => {
  const why = (template: string, value: unknown): string | null => {
    const test = render(template, { value })
    return whyDifferent(test, file, outputOf(test, file, { values: 'python' }), outputOf(test, file, { values: 'javascript' }))
  }
  expect(why('{{ value }}', null)).toBe('words that print by themselves or in lists')
  expect(why('{{ value|cut:"T" }}', true)).toBe(modeDifferences[0]?.name)
  expect(why('{{ value|wordcount }}', null)).toBe(modeDifferences[1]?.name)
  expect(why('{{ value|date:"Y" }}', '2025-09-20')).toBe(modeDifferences.at(-1)?.name)
  expect(why('{% filter upper %}{{ value }}{% endfilter %}', null)).toBe('words that a tag worked on')
  const test = render('{{ value }}', { value: 1 })
  expect(whyDifferent(test, file, '1', '1.0')).toBeNull()
})
