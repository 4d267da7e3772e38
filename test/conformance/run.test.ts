import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

const schemas = {
  library: {
    models: {
      Writer: {
        table: 'writers',
        ordering: ['id'],
        fields: {
          id: { type: 'integer', primary: true, column: 'id' },
          name: { type: 'string', column: 'full_name' },
          born: { type: 'date', nullable: true, column: 'born' },
          fee: { type: 'decimal', column: 'fee' },
          seenAt: { type: 'datetime', column: 'seen_at' },
        },
        relations: {},
        members: {
          shelf: { kind: 'getter', js: "return [...this.volumes].map((v) => v.title).join('+')" },
          hello: { kind: 'method', js: 'return `Hi ${this.name}`' },
        },
      },
      Volume: {
        table: 'volumes',
        ordering: ['-title'],
        fields: { id: { type: 'integer', primary: true, column: 'id' }, title: { type: 'string', column: 'title' } },
        relations: {
          writer: { kind: 'manyToOne', model: 'Writer', nullable: true, inverse: 'volumes', column: 'writer_id' },
          topics: {
            kind: 'manyToMany',
            model: 'Topic',
            nullable: false,
            inverse: 'volumes',
            pivot: { table: 'volume_topics', column: 'volume_id', inverseColumn: 'topic_id' },
          },
        },
        members: {},
      },
      Topic: {
        table: 'topics',
        ordering: ['id'],
        fields: { id: { type: 'integer', primary: true, column: 'id' }, label: { type: 'string', column: 'label' } },
        relations: {},
        members: {},
      },
    },
    rows: {
      Writer: [
        { id: 1, name: 'Ann & co', born: '1970-02-03', fee: '832.00', seenAt: '2025-01-02T03:04:05Z' },
        { id: 2, name: 'Bob', born: null, fee: '7.50', seenAt: '2025-06-07T08:09:10Z' },
      ],
      Volume: [
        { id: 1, title: 'First', writer: 1 },
        { id: 2, title: 'Second', writer: 1 },
        { id: 3, title: 'Lost', writer: null },
      ],
      Topic: [{ id: 1, label: 'sea' }],
    },
    links: { 'Volume.topics': [[2, 1]] },
  },
}

const page = (id: string, queries: object, template: string, output: string, maxStatements: number) => ({
  id,
  schema: 'library',
  queries,
  templates: { main: template },
  render: 'main',
  output,
  maxStatements,
})

const writers = { w: { model: 'Writer', orderBy: ['born nullsLast', 'id'] } }
const pages = [
  page('rows', writers, '{% for x in w %}{{ x.hello }} {{ x.shelf }};{% endfor %}', 'Hi Ann &amp; co Second+First;Hi Bob ;', 2),
  page(
    'values',
    { w: { model: 'Writer', get: { id: 1 } } },
    '{{ w.fee }}|{{ w.seenAt|date:"c" }}|{{ w.born }}',
    '832.00|2025-01-02T03:04:05+00:00|Feb. 3, 1970',
    1,
  ),
  page(
    'query',
    {
      v: {
        model: 'Volume',
        filter: { topics: { label: { icontains: 'SEA' } } },
        exclude: { writer: { id: 2 } },
        annotate: { extra: { count: 'topics' } },
        limit: 5,
        offset: 0,
      },
    },
    '{% for x in v %}{{ x.title }}{{ x.extra }}{% endfor %}',
    'Second1',
    1,
  ),
]
const wrong = [
  page('other text', writers, '{% for x in w %}{{ x.name }}{% endfor %}', 'Ann &amp; co, Bob', 1),
  page('too many', writers, '{% for x in w %}{{ x.name }}{% endfor %}', 'Ann &amp; coBob', 0),
]

let folder: string
const file = (name: string, cases: readonly object[]): string => {
  const path = join(folder, name)
  const text = cases.map((one) => JSON.stringify(one)).join('\n')
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : `${text}\n`)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  writeFileSync(join(folder, 'page-schemas.json'), JSON.stringify(schemas))
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-C', 'djust-source', 'conformance/run.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

describe('npm run conformance', () => {
  test('passes pages that print what was recorded', () => {
    const { code, out, err } = run(file('pages.jsonl.gz', pages))
    expect(err).toBe('')
    expect(out).toMatch(/^.*pages\.jsonl\.gz: 3 passed, 0 failed, 0 skipped\n3 passed, 0 failed, 0 skipped\n$/)
    expect(code).toBe(0)
  })

  test('shows where texts part and which statements were too many', () => {
    const { code, out } = run(file('wrong.jsonl', wrong))
    expect(out).toContain('FAILED other text\n  at 12 of 17:\n    expected "Ann &amp; co, Bob"\n    actual   "Ann &amp; coBob"')
    expect(out).toMatch(/FAILED too many\n  1 statements ran, 0 are enough:\n    select /)
    expect(out).toMatch(/0 passed, 2 failed, 0 skipped\n$/)
    expect(code).toBe(1)
  })

  test('runs chosen cases only', () => {
    const { code, out } = run(file('both.jsonl', [...wrong, ...pages]), '--only', 'values')
    expect(out).toMatch(/1 passed, 0 failed, 0 skipped\n$/)
    expect(code).toBe(0)
    expect(run(file('both.jsonl', pages), '--only', 'nope')).toMatchObject({ code: 2, err: 'Error: no case has the id nope\n' })
  })

  test.each([
    [['--help'], 0, '', /^npm run conformance -- FILE…/],
    [[], 2, /no file was named/, /^$/],
    [['x.jsonl', '--database', 'oracle'], 2, /unknown database "oracle"; known: sqlite/, /^$/],
    [['x.csv'], 2, /x\.csv: not a \.jsonl or \.jsonl\.gz file/, /^$/],
  ] as const)('%j ends with %i', (args, code, err, out) => {
    const result = run(...args)
    expect(result.code).toBe(code)
    expect(result.err).toMatch(err)
    expect(result.out).toMatch(out)
  })

  test('a case of an unknown kind ends the run', () => {
    expect(run(file('unknown.jsonl', [{ id: 'odd', question: 1 }]))).toMatchObject({
      code: 2,
      err: 'Error: odd: a case of an unknown kind, with the keys id, question\n',
    })
  })

  test('pages without their schemas say what is missing', () => {
    const path = join(mkdtempSync(join(folder, 'bare-')), 'pages.jsonl')
    writeFileSync(path, JSON.stringify(pages[0]))
    expect(run(path).out).toContain('there is no page-schemas.json(.gz) beside it')
  })
})
