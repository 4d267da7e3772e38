import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../support/source-files.ts'
import { type Edition, type Library, openLibrary, type Rendered, renderBooks } from './support/library.ts'
import { renderElsewhere } from './support/run-program.ts'

/** Pages of `pages/<name>.html` in a folder of their own for each name, so that one can change by itself. */
const layout = '{% block body %}{% endblock %}{% for book in books %}{{ book.title }} {% endfor %}'
const sources = (name: string): Record<string, string> => ({
  [`${name}/page.html`]: `{% extends "${name}/layout.html" %}{% block body %}{% for book in books %}{% include "${name}/row.html" %}{% endfor %}{% endblock %}`,
  [`${name}/layout.html`]: layout,
  [`${name}/row.html`]: '{{ book.label }}, {{ book.subtitle }}; ',
})

const before =
  'The Dispossessed of Ursula, An Ambiguous Utopia; The Female Man of Joanna, Four Worlds; The Lathe of Heaven of Ursula, Dreams; The Dispossessed The Female Man The Lathe of Heaven'

let folder: string
let library: Library
/** By the name of the case: what another process renders after the change, from the caches of this one. */
let after: Record<string, Rendered>
let otherVersion: Rendered

const cases: Record<string, { change?: Record<string, string>; edition?: Edition; html: string | RegExp; isHit: boolean }> = {
  unchanged: { html: before, isHit: true },
  'own text': {
    change: { 'page.html': '{% for book in books %}{{ book.pages }} {% endfor %}' },
    html: '341 214 184',
    isHit: false,
  },
  parent: {
    change: { 'layout.html': layout.replace('book.title', 'book.author.email') },
    html: before.replace(
      'Dreams; The Dispossessed The Female Man The Lathe of Heaven',
      'Dreams; ursula@example.com joanna@example.com ursula@example.com',
    ),
    isHit: false,
  },
  include: {
    change: { 'row.html': '{{ book.pages }}; ' },
    html: '341; 214; 184; The Dispossessed The Female Man The Lathe of Heaven',
    isHit: false,
  },
  member: { edition: 'other member', html: /^The Dispossessed, 341 pages, An Ambiguous Utopia; /, isHit: false },
  entity: { edition: 'hidden subtitle', html: /Book\.subtitle is hidden and never read for a page/, isHit: false },
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'djust-cache-'))
  library = await openLibrary()
  const options = (name: string) => ({
    templates: join(folder, 'templates'),
    jitCacheBackend: 'filesystem' as const,
    jitCacheDir: join(folder, name),
  })
  const write = (files: Record<string, string>): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(folder, 'templates', file, '..'), { recursive: true })
      writeFileSync(join(folder, 'templates', file), text)
    }
  }
  for (const name of Object.keys(cases)) {
    write(sources(name))
    const { html, stats } = await renderBooks(library, `${name}/page.html`, options(name))
    if (html !== before || stats.filesystem?.writes !== 1) throw new Error(`${name}: ${html} ${JSON.stringify(stats)}`)
  }
  // The package again, with another version and nothing else.
  const copy = join(folder, 'package')
  mkdirSync(copy)
  for (const part of ['src', 'test/cache/support']) cpSync(root + part, join(copy, part), { recursive: true })
  symlinkSync(`${root}node_modules`, join(copy, 'node_modules'))
  writeFileSync(join(copy, 'package.json'), readFileSync(`${root}package.json`, 'utf8').replace(/"version": ".*?"/, '"version": "99.0.0"'))
  const unchanged = { template: 'unchanged/page.html', options: options('unchanged') }
  const other = await renderElsewhere([{ ...unchanged, options: { ...unchanged.options, jitCacheDir: otherFolder(folder) } }], copy)
  otherVersion = other[0]!
  for (const [name, { change = {} }] of Object.entries(cases)) {
    write(Object.fromEntries(Object.entries(change).map(([file, text]) => [`${name}/${file}`, text])))
  }
  const rendered = await renderElsewhere(
    Object.entries(cases).map(([name, { edition = 'usual' }]) => ({ edition, template: `${name}/page.html`, options: options(name) })),
  )
  after = Object.fromEntries(Object.keys(cases).map((name, index) => [name, rendered[index]!]))
})

/** What another version finds is what this one wrote. */
function otherFolder(folder: string): string {
  cpSync(join(folder, 'unchanged'), join(folder, 'for other version'), { recursive: true })
  return join(folder, 'for other version')
}

afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true })
})

test.each(Object.entries(cases))('another process after a change: %s', (name, { html, isHit }) => {
  const page = after[name]!
  expect(page.html).toMatch(html)
  if (typeof html === 'string') expect(page.html).toBe(html)
  expect(page.stats.filesystem).toMatchObject(isHit ? { hits: 1, misses: 0, rejected: 0 } : { hits: 0, misses: 1, rejected: 0, errors: 0 })
})

test('another version of djust makes its own plans', () => {
  expect(otherVersion.html).toBe(before)
  expect(otherVersion.stats.filesystem).toMatchObject({ hits: 0, misses: 1, rejected: 0, errors: 0, writes: 1 })
})

test('a plan from the cache runs the statements that were planned', () => {
  expect(after['unchanged']!.statements).toEqual(otherVersion.statements)
  expect(after['unchanged']!.statements).toHaveLength(1)
})
