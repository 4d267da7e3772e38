import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { getSerializerSource } from '../../src/engine/serializer-cache.ts'
import { readSettings, settings } from '../../src/engine/settings.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { type Library, openLibrary, renderBooks } from '../cache/support/library.ts'
import { root } from '../support/source-files.ts'
import { AsyncFunction } from './support/async-function.ts'

const text = readFileSync(`${root}docs/configuration.md`, 'utf8')

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

test('the table has every setting, its variable and its default', () => {
  const rows = Array.from(text.matchAll(/^\| `(jit\w+)` \| `(\w+)` \| .* \| `?(.*?)`? \|$/gm), ([, name, variable, fallback]) => [
    name,
    variable,
    fallback,
  ])
  const defaults: Readonly<Record<string, unknown>> = { ...readSettings({}, {}) }
  expect(rows).toEqual(
    Object.entries(settings).map(([name, { variable }]) => [
      name,
      variable,
      defaults[name] === '' ? 'none' : `${defaults[name] as string | number | boolean}`.replace(root, ''),
    ]),
  )
})

test('the error is the one that is shown', () => {
  const shown = text.match(/```text\n([^]*?)\n```/)![1]!
  expect(() => readSettings({}, { DJUST_JIT_CACHE_BACKEND: 'filesytem' })).toThrow(shown)
})

test('the caches can be looked into', async () => {
  const template = '{% for book in books %}{{ book.title }}{% endfor %}'
  const djust = library.djust({ templates: memoryLoader({ 'books.html': template }), jitCacheBackend: 'memory' })
  const key = djust.serializerCache.getCacheKey(template, 'books')
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(djust.serializerCache.get(key)).toBeUndefined()
  await djust.render('books.html', { books: library.books })
  const serializer = djust.serializerCache.get(key)!
  expect(djust.serializerCache.get(key.slice(0, 16))).toEqual(serializer)
  expect(getSerializerSource(serializer)).toContain(`// books: Book, generated for ${key.slice(0, 16)}\n`)
  expect(getSerializerSource(serializer)).toContain(`function serializeBook_${key.slice(0, 6)}(`)
  expect(djust.serializerCache.stats()).toEqual({ memory: { hits: 0, misses: 1, entries: 1 } })
  await djust.render('books.html', { books: library.books })
  expect(djust.serializerCache.stats().memory.hits).toBe(1)
  await djust.serializerCache.clear()
  expect(djust.serializerCache.get(key)).toBeUndefined()
  expect(djust.serializerCache.stats().memory.entries).toBe(0)
  expect(djust.serializerCache.getCacheKey(template, 'other')).not.toBe(key)
})

test('the lines that look into the caches run as they are shown', async () => {
  const code = text.match(/## Looking into the caches\n\n```ts\n([^]*?)\n```/)![1]!
  const source = '{% for lease in leases %}{{ lease.title }}{% endfor %}'
  const folder = mkdtempSync(join(tmpdir(), 'djust-looked-into-'))
  const djust = library.djust({
    templates: memoryLoader({ 'dashboard.html': source }),
    jitCacheBackend: 'filesystem',
    jitCacheDir: folder,
  })
  await djust.render('dashboard.html', { leases: library.books })
  const names = code.match(/stats\(\) \/\/ (.*)/)![1]!
  const stats = Object.entries(djust.serializerCache.stats()).map(([name, counts]) => `${name}: { ${Object.keys(counts).join(', ')} }`)
  expect(`{ ${stats.join(', ')} }`).toBe(names)
  const printed: string[] = []
  const scope = {
    djust,
    getSerializerSource,
    readFileSync: (name: string) => (name === 'templates/dashboard.html' ? source : ''),
    console: { log: (line: string) => printed.push(line) },
  }
  await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope))
  expect(printed).toEqual([expect.stringMatching(/^\/\/ leases: Book, generated for/)])
  expect(djust.serializerCache.stats().memory.entries).toBe(0)
  rmSync(folder, { recursive: true })
})

test('the generated function is the one that is shown', async () => {
  const AuthorSchema = defineEntity({ name: 'Author', properties: { id: p.integer().primary(), name: p.string() } })
  class Author extends AuthorSchema.class {}
  AuthorSchema.setClass(Author)
  const properties = { id: p.integer().primary(), title: p.string(), author: () => p.manyToOne(Author).nullable() }
  const BookSchema = defineEntity({ name: 'Book', properties })
  class Book extends BookSchema.class {}
  BookSchema.setClass(Book)
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [Author, Book],
  })
  await orm.schema.create()
  const database = mikroOrm(orm)
  const template = '{% for book in books %}{{ book.title }} by {{ book.author.name }}{% endfor %}'
  const djust = createDjust({ orm: database, templates: memoryLoader({ 'books.html': template }), jitCacheBackend: 'memory' })
  await djust.render('books.html', { books: manager(Book).all() })
  const key = djust.serializerCache.getCacheKey(template, 'books')
  const source = getSerializerSource(djust.serializerCache.get(key)!)
  const shown = text.match(/<!-- what getSerializerSource prints -->\n```js\n([^]*?)\n```/)![1]!
  const shownKey = shown.match(/generated for (\w+)/)![1]!
  expect(source.replaceAll(key.slice(0, 16), shownKey).replace(key.slice(0, 6), shownKey.slice(0, 6))).toBe(shown)
  database.release()
  await orm.close()
})

test('without jitSerialization the ORM loads whole entities, and the page is the same', async () => {
  const templates = memoryLoader({ 'books.html': '{% for book in books %}{{ book.label }}, {{ book.author.books|length }}; {% endfor %}' })
  const usual = await renderBooks(library, 'books.html', { templates })
  const statements: string[] = []
  const djust = library.djust({ templates, jitSerialization: false })
  const html = await djust.inRequestContext(() =>
    djust.render(
      'books.html',
      { books: library.books },
      { onReport: (report) => statements.push(...report.statements.map(({ sql }) => sql)) },
    ),
  )
  expect(html.trim()).toBe(usual.html)
  // The ORM's own statements are not among them.
  expect(usual.statements).toEqual([expect.stringContaining('join "author"')])
  expect(statements).toEqual(['select "t0"."id" as "c0" from "book" as "t0" order by "t0"."id" asc'])
})
