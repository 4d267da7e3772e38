import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as templates from '../../src/template.ts'
import { root } from '../support/source-files.ts'
import { fencesOf } from './support/guide.ts'

const fences = fencesOf('templates.md')
const files = {
  'page.html': '<h1>{{ title }}</h1>{% for row in rows %}{{ row }};{% endfor %}',
  'data.json': '{ "title": "From data" }',
  'home.html': 'home',
  'cart.html': '{{ user }} has a cart',
  'templates/page.html': '<h1>{{ title }}</h1>{% for row in rows %}{{ row }};{% endfor %}',
  'templates/deep/page.html': '{{ title }}',
  'templates/home.html': 'home',
  'templates/leases/list.html': '{% for lease in leases %}\n\n\n\n  {% include "leases/row.html" %}\n{% endfor %}',
  'templates/leases/row.html': 'a\n<td class="tot">{{ lease.total }}</td>',
}
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(root, 'test/docs/.tmp-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs an example with these names, and gives what `result` is then. */
function run(code: string, names: Readonly<Record<string, unknown>>, result: string): unknown {
  const source = stripTypeScriptTypes(code.replaceAll(/^import .*$/gm, '').replaceAll(/^export /gm, ''))
  return new Function(...Object.keys(names), `${source}\nreturn ${result}`)(...Object.values(names))
}

const examples = fences.filter(({ language }) => language === 'ts').map(({ text }) => text)
const inFolder = (options: templates.TemplateEngineOptions) =>
  templates.createTemplateEngine({ ...options, folders: join(folder, 'templates') })

test('the engine renders a template of its folder', () => {
  expect(run(examples[0]!, { createTemplateEngine: inFolder, rows: [1, 2] }, 'html')).toBe('<h1>Hello</h1>1;2;')
})

test('the library has the filters and tags that its comments show', () => {
  const shop = run(examples[1]!, { ...templates }, 'shop') as templates.Library
  const engine = templates.createTemplateEngine({ folders: folder, libraries: [shop] })
  const source =
    '{% load shop %}{{ 1250|price }} {{ 1250|price:"NOK" }} {% stars 4 of=5 as rating %}{{ rating }} {% card title %}<b>{% endcard %} {% cart %}'
  expect(engine.renderString(source, { title: 'x', user: 'Nora' })).toBe('12.50 EUR 12.50 NOK ★★★★☆ <section><b></section> Nora has a cart')
})

test('arithmetic is computed', () => {
  const source = fences.find(({ language }) => language === 'django')!.text
  const values = { lease: { monthlyRent: templates.DecimalValue.from('800.00') }, rent: 100, fees: null }
  expect(templates.createTemplateEngine({}).renderString(source, values)).toBe('9600.00\n25.00\n')
})

test('a bundle is written and used', () => {
  const engine = () => inFolder({})
  const names = { engine: engine(), writeFileSync: (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes) }
  const used = { readFileSync: (name: string) => readFileSync(join(folder, name)) }
  run(examples[2]!.replace(/^engine\.useBundle.*$/m, ''), names, 'null')
  const taken = run(
    examples[2]!.replace(/^writeFileSync.*$/m, '').replace('engine.useBundle', 'const taken = engine.useBundle'),
    { ...used, engine: engine() },
    'taken',
  )
  expect(taken).toBe(true)
})

test('an error shows the templates that led to it', () => {
  const lease = {
    get total(): number {
      throw new Error('no rate')
    },
  }
  const shown = fences.find(({ language, text }) => language === 'text' && text.startsWith('RenderError'))!.text
  try {
    inFolder({}).render('leases/list.html', { leases: [lease] })
    expect.fail('it renders')
  } catch (error) {
    const { stack = '' } = error as Error
    const [first, ...rest] = shown.split('\n').filter((line) => line !== '' && line !== '…' && !line.includes('app.ts'))
    expect(stack.startsWith(first!)).toBe(true)
    expect(stack.split('\n')).toEqual(expect.arrayContaining(rest))
  }
})

test('the commands do what they say', async () => {
  const commands = fences
    .find(({ language }) => language === 'sh')!
    .text.trim()
    .split('\n')
  const printed: string[] = []
  for (const command of commands) {
    const words = command.replace(/#.*$/, '').trim().split(/\s+/).slice(2)
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['-C', 'djust-source', join(root, 'src/cli/main.ts'), ...words],
      {
        cwd: folder,
      },
    )
    printed.push(stdout + stderr)
  }
  expect(printed).toEqual(['<h1>From data</h1>', '', '5 templates, 0 problems\n'])
  expect(readFileSync(join(folder, 'page-as-sent.html'), 'utf8')).toBe('')
}, 60_000)
