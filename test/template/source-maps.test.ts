import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { SourceMap, type SourceMapping } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTemplateEngine, RenderError } from '../../src/template.ts'
import { root } from '../support/source-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'djust-source-maps-'))
const page = `{% extends "base.html" %}
{% block body %}
  {% for lease in leases %}
  <p title="p=1,x">{{ lease.name }} {{ lease.total }}</p>
  {% include "row.html" %}
  {% endfor %}
{% endblock %}`

beforeAll(() => {
  writeFileSync(join(folder, 'base.html'), '<html>\n{% block body %}{% endblock %}\n</html>')
  writeFileSync(join(folder, 'page.html'), page)
  writeFileSync(join(folder, 'row.html'), '<b>\n  {{ lease.name }}{{ lease.rate|money:2 }}</b>')
  writeFileSync(
    join(folder, 'main.ts'),
    `import { createTemplateEngine } from 'djust/template'
const money = () => { throw new Error('no rate') }
const engine = createTemplateEngine({
  folders: ${JSON.stringify(folder)},
  templates: { 'in memory.html': '\\n{{ lease.rate|money }}' },
  builtins: [{ name: 'money', tags: [], filters: [{ name: 'money', argument: 'optional', apply: money }] }],
})
if (process.argv.includes('later')) process.setSourceMapsEnabled(true)
const lease = { name: 'a', get total() { console.log(new Error('a getter').stack); return 1 } }
for (const [name, context] of [['page.html', { leases: [lease] }], ['in memory.html', { lease }]]) {
  try { engine.render(name, context) } catch (error) { console.log(error.cause.stack) }
}`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(...words: readonly string[]): string {
  const node = ['-C', 'djust-source', ...words.filter((word) => word.startsWith('-')), join(folder, 'main.ts')]
  // The package is found from where it is, not from the folder of the templates.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  const source = `file://${root}src/template.ts`
  const register = `data:text/javascript,${encodeURIComponent(
    `import { registerHooks } from 'node:module'; registerHooks({ resolve: (name, at, next) => next(name === 'djust/template' ? '${source}' : name, at) })`,
  )}`
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', register, ...node, ...words], { encoding: 'utf8' })
  return stdout + stderr
}

test.each([['--enable-source-maps'], ['later']])('with %s a stack names the line of the template', (word) => {
  const output = run(word)
  const [getter = '', filter = '', inMemory = ''] = output.split(/^Error: /m).slice(1)
  expect(getter).toMatch(/^a getter\n.*at get total.*\n.*at html_lease_total.*\n +at template \(\/.*\/page\.html:4:40\)\n/)
  expect(filter).toMatch(/at template \(\/.*\/row\.html:2:22\)\n +at template \(\/.*\/page\.html:5:3\)\n/)
  expect(inMemory).toMatch(/at template \(djust:\/\/\/in%20memory\.html:2:4\)\n/)
})

test('without it a stack names the code of the template', () => {
  expect(run()).toMatch(/at template \(djust:\/\/\/page\.html\.js:\d+:\d+\)/)
})

test('the stack of an error names the places in templates without any setting', () => {
  const templates = { main: '\n{% include "row" %}', row: '{{ b }}\n {{ a.fails }}' }
  const a = {
    get fails(): never {
      throw new Error('no rate')
    },
  }
  const error = errorOf(() => createTemplateEngine({ templates }).render('main', { a, b: 1 }))
  expect(error.stack).toMatch(
    /^RenderError: row:2:5: a\.fails failed: no rate\n[^]*\n\nincluded from main:2:1\n {4}at row:2:5\n {4}at main:2:1\n {4}at /,
  )
  expect(error.stack).not.toMatch(/Runtime\.failed|at template/)
  expect(Object.keys(error)).not.toContain('span')
})

test('a debugger can stop in a line of a template', async () => {
  const session = new Session()
  session.connect()
  const scripts: { scriptId: string; url: string; sourceMapURL?: string | undefined }[] = []
  session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params))
  await session.post('Debugger.enable')
  const engine = createTemplateEngine({ folders: folder, sourceMaps: true })
  engine.render('page.html', { leases: [] })
  const script = scripts.find(({ url }) => url.startsWith('djust:///page.html.js?'))
  const map = new SourceMap(JSON.parse(Buffer.from(script?.sourceMapURL?.split(',')[1] ?? '', 'base64').toString()))
  expect(map.payload.sources).toEqual([`file://${join(folder, 'page.html')}`])
  const scriptSource = (await session.post('Debugger.getScriptSource', { scriptId: script?.scriptId ?? '' })).scriptSource
  const lines = scriptSource.split('\n')
  const total = lines.findIndex((line) => line.includes('html_lease_total') && !line.startsWith('const'))
  const entry = map.findEntry(total, (lines[total] ?? '').indexOf('html_lease_total')) as SourceMapping
  expect([entry.originalLine, entry.originalColumn]).toEqual([3, 39])
  const { actualLocation } = await session.post('Debugger.setBreakpoint', {
    location: { scriptId: script?.scriptId ?? '', lineNumber: total },
  })
  expect(actualLocation.lineNumber).toBe(total)
  session.disconnect()
})

test('names of templates end no comment', () => {
  const name = '\u2028\n*/ globalThis.hit = 1 //\uD800 %'
  const engine = createTemplateEngine({ templates: { [name]: '{{ a }}' }, sourceMaps: true })
  expect(engine.render(name, { a: 'b' })).toBe('b')
  expect('hit' in globalThis).toBe(false)
})

function errorOf(body: () => unknown): RenderError {
  try {
    body()
  } catch (error) {
    if (error instanceof RenderError) return error
  }
  throw new Error('no RenderError')
}
