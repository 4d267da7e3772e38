import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createDjust, type DjustOptions } from 'djust'
import { afterAll, describe, expect, test } from 'vitest'
import { cacheReachable, databaseReachable, templatesFound } from '../../src/cli/doctor/app-checks.ts'
import { installedPackages, nodeVersion } from '../../src/cli/doctor/packages.ts'
import type { App } from '../../src/cli/load-app.ts'
import { progressBar } from '../../src/cli/progress-bar.ts'
import { missingRelations, repeatedGroups } from '../../src/cli/repeated-statements.ts'
import type { Model, Relation } from '../../src/schema/schema.ts'
import { root } from '../support/source-files.ts'
import { run } from './support/run.ts'

const mistakes = `${root}test/cli/mistakes/djust.config.ts`
const folder = mkdtempSync(join(root, 'test/cli/.tmp-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const names = ['check', 'explain', 'analyze', 'compare', 'warmup', 'cache', 'doctor', 'types', 'render']

test.each(names)('djust %s --help has examples, and djust help shows it too', async (name) => {
  const { code, out } = await run([name, '--help'])
  expect(code).toBe(0)
  expect(out.split('\n', 1)[0]).toContain(`djust ${name}`)
  expect(out).toMatch(/\nExamples:\n {2}(?:\S+=\S+ )*\S*djust /)
  expect(await run(['help', name])).toEqual({ code: 0, out, err: '' })
  expect((await run(['--help'])).out).toContain(`\n  djust ${name} `)
})

test('a misspelt command, view or option says what was meant', async () => {
  expect((await run(['chek'])).err).toMatch(/^There is no command "chek"\. Did you mean "check"\?\n/)
  expect((await run(['explain', 'GodView', '--config', mistakes])).err).toMatch(
    /^There is no view or template "GodView"\. Did you mean "GoodView"\?\n/,
  )
  expect((await run(['explain', 'GoodView', '--stage', 'sequel', '--config', mistakes])).err).toContain('--stage is template, access,')
  expect((await run(['warmup', '--jobs', 'all', '--config', mistakes])).err).toContain('--jobs is a whole number from 1, not "all"')
  expect((await run(['cache', 'flush'])).err).toContain('stats or clear')
})

describe('a config that can not be used says why', () => {
  const engine = "import { createDjust } from 'djust'\nconst djust = createDjust({ templates: 'nowhere' })\n"

  test.each([
    ['nothing.ts', 'export const x = 1', 'has to export an object with "djust"'],
    ['key.ts', `${engine}export default { djust, vews: [] }`, '"vews" is not known. Did you mean "views"?'],
    ['engine.ts', 'export default { djust: 3 }', 'djust is no engine'],
    ['view.ts', `${engine}export default { djust, views: ['Home'] }`, 'views are classes'],
    ['class.ts', `${engine}class Home {}\nexport default { djust, views: [Home] }`, 'Home is no view: write class Home extends LiveView'],
    [
      'sample.ts',
      `import { LiveView } from 'djust'\n${engine}class Home extends LiveView {}\nexport default { djust, views: [{ view: Home, reqest: {} }] }`,
      '"reqest" of Home is not known. Did you mean "request"?',
    ],
    [
      'awaits.ts',
      `import { LiveView } from 'djust'\n${engine}class Home extends LiveView {}\nexport default { djust, views: [{ view: Home, awaits: 3 }] }`,
      'awaits of Home is a list',
    ],
    ['folder.ts', `${engine}export default { djust }`, 'names no views, and its engine finds no templates'],
    ['throws.ts', 'const x: number = 1\nthrow new Error("no settings")', "can't be loaded: no settings"],
  ])('%s', async (name, text, problem) => {
    const { code, out, err } = await run(['check', '--config', write(name, text)])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(problem)
  })

  test('and shows the line', async () => {
    const { err } = await run(['check', '--config', write('line.ts', 'const a = 1\n\nnull.b\n')])
    expect(err).toContain('3 | null.b\n  |      ^')
  })

  test.each([
    ['unended.ts', 'const a = 1\nexport default {', '2 | export default {\n  | ^^^'],
    ['enum.ts', 'const a = 1\nenum Kind { one }', '2 | enum Kind { one }\n  | ^^^'],
    ['name.ts', "\nimport { createDjst } from 'djust'\n", "2 | import { createDjst } from 'djust'\n  |          ^^^^^^^^^^"],
  ])('and the line of an error in its text: %s', async (name, text, frame) => {
    const { code, err } = await run(['check', '--config', write(name, text)])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(frame) as string })
    expect(err).toContain(`${name}:2\n`)
  })

  test('and the line in a module that it imports', async () => {
    write('broken.ts', 'export const a = 1\nexport const b = (')
    const { err } = await run(['check', '--config', write('imports.ts', "import './broken.ts'\nexport default {}\n")])
    expect(err).toContain('broken.ts:2\n')
  })

  test('or that there is none', async () => {
    expect((await run(['warmup'])).err).toContain('there is no djust.config.ts here or in a folder above')
    expect((await run(['warmup', '-c', 'nowhere.ts'])).err).toContain('there is no file nowhere.ts')
  })
})

test('analyze needs no application', async () => {
  const file = write('page.html', '{% for lease in leases %}{{ lease.tenant.name }}{% endfor %}')
  expect((await run(['analyze', file])).out).toBe(
    "Template variables:\n  leases:\n  lease:\n    └─ tenant.name\n      ⚠️  HINT: Consider selectRelated('tenant')\n",
  )
  expect((await run(['analyze', file, '--context'])).out).toBe(
    "Template variables:\n  leases:\n    └─ tenant.name\n      ⚠️  HINT: Consider selectRelated('tenant')\n",
  )
  expect(JSON.parse((await run(['analyze', file, '--json'])).out)).toEqual([
    { template: file, variables: { leases: [], lease: ['tenant.name'] }, selectRelated: ['tenant'], prefetchRelated: [] },
  ])
})

describe('warmup', () => {
  test('names views that it could not warm up, and does the others', async () => {
    const { code, out } = await run(['warmup', 'GoodView', 'AwaitingView', 'misspelt-column', '--config', mistakes])
    expect(code).toBe(1)
    expect(out).toMatch(/^GoodView +good\.html +1 plan$/m)
    expect(out).toMatch(/^AwaitingView +good\.html +not warmed up$/m)
    expect(out).toContain('mount of AwaitingView awaits a count of Lease')
    expect(out).toContain('unknown name "endDat" on Lease')
    expect(out).toContain('2 views could not be warmed up. 3 views, 1 plan in the memory cache')
  })

  test('prints JSON', async () => {
    const { out } = await run(['warmup', 'GoodView', '--config', mistakes, '--json'])
    expect(JSON.parse(out)).toMatchObject({
      backend: 'memory',
      plans: 1,
      views: [{ view: 'GoodView', template: 'good.html', problem: null }],
    })
  })

  test('draws a bar on a terminal alone', () => {
    let drawn = ''
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        drawn += chunk.toString()
        done()
      },
    })
    expect(progressBar(stream, 2)).toBeNull()
    const bar = progressBar(Object.assign(stream, { isTTY: true }), 2)!
    bar.step('HomeView')
    bar.step('ListView')
    bar.end()
    expect(drawn).toBe(`\r\u001B[K${'█'.repeat(12)}${'░'.repeat(12)} 1/2 HomeView\r\u001B[K${'█'.repeat(24)} 2/2 ListView\r\u001B[K`)
  })
})

test('explain shows all stages of a view, and of a template without one what needs no data', async () => {
  const { out } = await run(['explain', 'GoodView', '--config', mistakes])
  for (const title of [
    'Template good.html of GoodView',
    'What it reads',
    'Load plan of leases',
    'Statement of leases, 1 of 2: Lease',
    'Statement of leases, 2 of 2: Payment',
    'Serializer of leases, 1 of 2: Lease',
    'Render function of good.html',
  ]) {
    expect(out).toContain(`${title}\n${'-'.repeat(title.length)}\n`)
  }
  const base = await run(['explain', 'base.html', '--config', mistakes, '--json'])
  expect(JSON.parse(base.out)).toMatchObject({ view: null, template: 'base.html', statementCount: 0, queries: [] })
  expect(await run(['explain', 'misspelt-column', '--config', mistakes])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('Did you mean "endDate"?') as string,
  })
})

test('relative folders of a config are meant from its own folder, words of the command from where it is called', () => {
  const app = join(folder, 'nested')
  mkdirSync(join(app, 'pages'), { recursive: true })
  mkdirSync(join(app, 'src/deep'), { recursive: true })
  writeFileSync(join(app, 'pages/home.html'), '{{ name }}')
  writeFileSync(
    join(app, 'src/views.ts'),
    "import { LiveView } from 'djust'\nexport class Home extends LiveView {\n  templateName = 'hme.html'\n}\n",
  )
  writeFileSync(
    join(app, 'djust.config.ts'),
    "import { createDjust } from 'djust'\nimport { Home } from './src/views.ts'\nexport default { djust: createDjust({ templates: 'pages' }), views: [Home] }\n",
  )
  const call = (cwd: string, ...words: string[]) =>
    spawnSync(process.execPath, ['-C', 'djust-source', join(root, 'src/cli/main.ts'), ...words], { cwd, encoding: 'utf8' })
  expect(call(join(app, 'src/deep'), 'check', '../../pages/home.html')).toMatchObject({ status: 0, stderr: '1 template, 0 problems\n' })
  const found = call(join(app, 'src/deep'), 'check', 'Home')
  expect(found.stdout).toContain(`src/views.ts:3:18: Template not found: hme.html [template/not-found]`)
  expect(found.stdout).toContain(join(app, 'pages/hme.html'))
  // Annotations name files from the folder of the pipeline.
  expect(call(folder, 'check', '--config', 'nested/djust.config.ts', '--format', 'github').stdout).toContain(
    '::error file=nested/src/views.ts,line=3,',
  )
})

describe('doctor', () => {
  const app = (options: DjustOptions): App => ({ config: '', from: '', djust: createDjust(options), views: [], files: [] })

  test('knows which Node and which packages djust needs', () => {
    expect(nodeVersion('22.17.9')).toMatchObject({ status: 'fail', fix: 'Install Node 22.18 or a later one.' })
    expect(nodeVersion('24.0.0')).toMatchObject({ status: 'ok' })
    const versions = {
      '@mikro-orm/core': '7.3.0',
      '@mikro-orm/sql': '7.2.9',
      '@mikro-orm/postgresql': '7.3.0',
      express: '4.19.0',
      redis: '6.0.0',
    }
    for (const [name, version] of Object.entries(versions)) {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true })
      write(`node_modules/${name}/package.json`, JSON.stringify({ version }))
    }
    const found = new Map(installedPackages(folder).map((each) => [each.name, each]))
    expect(found.get('@mikro-orm/core')).toMatchObject({ status: 'ok' })
    expect(found.get('@mikro-orm/postgresql')).toMatchObject({ status: 'ok' })
    expect(found.get('@mikro-orm/sql')).toMatchObject({ status: 'fail', fix: 'npm install @mikro-orm/sql@7.3.0' })
    expect(found.get('express')).toMatchObject({ status: 'fail', detail: '4.19.0, but djust needs ^5.1.0' })
  })

  test('tries the cache', async () => {
    const file = write('file', '')
    expect(await cacheReachable(app({ jitCacheBackend: 'filesystem', jitCacheDir: join(folder, 'cache') }))).toMatchObject({ status: 'ok' })
    expect(await cacheReachable(app({ jitCacheBackend: 'filesystem', jitCacheDir: join(file, 'cache') }))).toMatchObject({ status: 'fail' })
    const answers = { '-NOAUTH Authentication required.\r\n': 'ok', 'HTTP/1.1 400 Bad Request\r\n': 'fail' }
    for (const [answer, status] of Object.entries(answers)) {
      const server = createServer(
        (socket) =>
          void socket
            .on('error', () => {})
            .resume()
            .end(answer),
      ).listen(0)
      await new Promise((resolve) => server.once('listening', resolve))
      const { port } = server.address() as AddressInfo
      const redis = { jitCacheBackend: 'redis', jitRedisUrl: `redis://:secret@127.0.0.1:${port}/0` } as const
      const found = await cacheReachable(app(redis))
      expect(found).toMatchObject({ status })
      expect(JSON.stringify(found)).not.toContain('secret')
      await new Promise((resolve) => server.close(resolve))
      expect(await cacheReachable(app(redis))).toMatchObject({ status: 'fail', detail: expect.stringContaining('ECONNREFUSED') as string })
    }
  })

  test('says what an application lacks', async () => {
    expect(templatesFound(app({ templates: join(folder, 'none') }))).toMatchObject({ status: 'warn' })
    expect(await databaseReachable(app({}))).toMatchObject({ status: 'warn', detail: 'djust has no ORM' })
  })
})

test('repeated statements tell the relations that they follow', () => {
  const one = (name: string, model: string, foreign: string): Relation => relation(name, 'one', model, foreign)
  const models = [
    model('Lease', 'leases', [one('property', 'Property', 'id'), relation('payments', 'many', 'Payment', 'lease_id')]),
    model('Property', 'properties', [relation('leases', 'many', 'Lease', 'property_id')]),
    model('Payment', 'payments', [one('lease', 'Lease', 'id')]),
  ]
  const groups = repeatedGroups([
    'select * from "leases" limit 3',
    'select * from "properties" where "id" = 1',
    'select * from "properties" where "id" = 2',
    `select * from "payments" where "lease_id" = 1 and "kind" = 'it''s'`,
    `select * from "payments" where "lease_id" = 2 and "kind" = 'rent'`,
  ])
  expect(groups.map(({ count }) => count)).toEqual([1, 2, 2])
  const schema = { models: new Map(models.map((each) => [each.name, each])), modelOf: () => undefined }
  expect(missingRelations(groups, schema)).toEqual({ selectRelated: ['property'], prefetchRelated: ['payments'], joined: 1 })
})

function relation(name: string, kind: 'one' | 'many', target: string, foreign: string): Relation {
  return {
    name,
    kind,
    model: target,
    nullable: false,
    owner: kind === 'one',
    hidden: false,
    local: ['id'],
    foreign: [foreign],
    pivot: null,
    ordering: [],
    inverse: null,
  }
}

function model(name: string, table: string, relations: readonly Relation[]): Model {
  const none = new Map<never, never>()
  return {
    name,
    entity: class {},
    table,
    tableSchema: null,
    primaryKey: ['id'],
    fields: none,
    relations: new Map(relations.map((each) => [each.name, each])),
    members: none,
    ordering: [],
  }
}
