import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FileStore } from '../../src/cache/file-store.ts'
import { createDjust } from '../../src/engine/djust.ts'
import type { DjustOptions } from '../../src/engine/options.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { type Library, openLibrary, renderBooks } from './support/library.ts'

let library: Library
let folder: string
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'djust-cache-'))
  return () => rmSync(folder, { recursive: true })
})

const html = 'The Dispossessed of Ursula; The Female Man of Joanna; The Lathe of Heaven of Ursula;'
const templates = memoryLoader({
  'books.html': '{% for book in books %}{{ book.label }}; {% endfor %}',
  'first.html': '{{ books.0.title }}',
})
const render = (jitCacheDir = folder, more: DjustOptions = {}) =>
  renderBooks(library, 'books.html', { templates, jitCacheBackend: 'filesystem', jitCacheDir, ...more })
const entries = (in_ = folder) => readdirSync(in_).filter((file) => file.endsWith('.json'))

test('a second engine finds the plan of the first one', async () => {
  expect(await render()).toMatchObject({ html, warnings: [], stats: { filesystem: { hits: 0, misses: 1, writes: 1 } } })
  expect(entries()).toHaveLength(1)
  expect(await render()).toMatchObject({
    html,
    warnings: [],
    stats: { memory: { hits: 0, misses: 1, entries: 1 }, filesystem: { hits: 1, misses: 0, rejected: 0, errors: 0, writes: 0 } },
  })
})

test('plans of several variables and shapes are kept apart', async () => {
  const sources = memoryLoader({ 'both.html': '{{ one.title }} {% for book in many %}{{ book.title }} {% endfor %}{{ same.0.title }}' })
  const djust = () => library.djust({ templates: sources, jitCacheBackend: 'filesystem', jitCacheDir: folder })
  for (const isHit of [false, true]) {
    const engine = djust()
    const context = { one: library.books.first(), many: library.books, same: library.books.slice(0, 1) }
    expect(await engine.render('both.html', context)).toBe(
      'The Dispossessed The Dispossessed The Female Man The Lathe of Heaven The Dispossessed',
    )
    expect(await engine.render('both.html', { ...context, many: library.books.only('pages' as never) })).toContain('The Female Man')
    await engine.close()
    expect(engine.serializerCache.stats().filesystem).toMatchObject(isHit ? { hits: 4, misses: 0 } : { hits: 0, misses: 4, writes: 4 })
  }
  expect(entries()).toHaveLength(4)
})

describe('what is not believed is made anew and written again', () => {
  const spoilt: Record<string, (path: string, text: string) => void> = {
    empty: (path) => writeFileSync(path, ''),
    truncated: (path, text) => writeFileSync(path, text.slice(0, text.length / 2)),
    'without its last byte': (path, text) => writeFileSync(path, text.slice(0, -1)),
    'not text': (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0x9f])),
    'too long': (path, text) => writeFileSync(path, text + ' '.repeat(2 << 20)),
    'changed in one name': (path, text) => writeFileSync(path, text.replace('"title"', '"pages"')),
    'plain JSON': (path, text) => writeFileSync(path, text.split('\n')[0]!),
    'of another form': (path) => writeFileSync(path, '{"root":{}}'),
    'a link': (path, text) => {
      writeFileSync(join(folder, 'elsewhere'), text)
      rmSync(path)
      symlinkSync(join(folder, 'elsewhere'), path)
    },
    'a pipe': (path) => {
      rmSync(path)
      execFileSync('mkfifo', [path])
    },
    'a folder': (path) => {
      rmSync(path)
      mkdirSync(path)
    },
    'a folder with something in it': (path, text) => {
      rmSync(path)
      mkdirSync(path)
      writeFileSync(join(path, 'plan'), text)
    },
    'a file of 3 GB': (path) => truncateSync(path, 3 * 2 ** 30),
  }
  test.each(Object.entries(spoilt))('%s', async (_, spoil) => {
    await render()
    const path = join(folder, entries()[0]!)
    const good = readFileSync(path, 'utf8')
    spoil(path, good)
    expect(await render()).toMatchObject({
      html,
      warnings: [],
      stats: { filesystem: { hits: 0, misses: 0, rejected: 1, errors: 0, writes: 1 } },
    })
    expect(readFileSync(path, 'utf8')).toBe(good)
    expect(await render()).toMatchObject({ html, stats: { filesystem: { hits: 1, rejected: 0 } } })
  })
})

describe('a folder that does not work: the page renders, and one warning says so', () => {
  const renderTwo = async (jitCacheDir: string) => {
    const warnings: string[] = []
    const warn = (message: string): void => void warnings.push(message)
    const djust = library.djust({ templates, jitCacheBackend: 'filesystem', jitCacheDir, logger: { warn, error: warn } })
    expect((await djust.render('books.html', { books: library.books })).trim()).toBe(html)
    expect(await djust.render('first.html', { books: library.books })).toBe('The Dispossessed')
    await djust.close()
    return { warnings, stats: djust.serializerCache.stats().filesystem! }
  }

  test('a file in its place', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const { warnings, stats } = await renderTwo(file)
    expect(warnings).toEqual([
      `djust: the cache of plans in ${file} can't be read: ENOTDIR: not a directory. Pages are planned without it.`,
    ])
    expect(stats).toMatchObject({ hits: 0, misses: 2, writes: 0 })
  })

  test.skipIf(process.platform !== 'linux')('a place where no folder can be made (only Linux has one everywhere)', async () => {
    const { warnings, stats } = await renderTwo('/proc/djust/plans')
    expect(warnings).toEqual([
      "djust: the cache of plans in /proc/djust/plans can't be written: ENOENT: no such file or directory. Pages are planned without it.",
    ])
    expect(stats).toMatchObject({ hits: 0, misses: 2, writes: 0 })
  })

  test('a folder in a folder that is not there yet', async () => {
    const { warnings, stats } = await renderTwo(join(folder, 'not', 'yet'))
    expect(warnings).toEqual([])
    expect(stats).toMatchObject({ misses: 2, errors: 0, writes: 2 })
    expect(entries(join(folder, 'not', 'yet'))).toHaveLength(2)
  })

  const canMount = (() => {
    const place = mkdtempSync(join(tmpdir(), 'djust-mount-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', place], { stdio: 'ignore' })
      execFileSync('umount', [place])
      return true
    } catch {
      return false
    } finally {
      rmSync(place, { recursive: true })
    }
  })()
  const withDisk = async (flags: string, use: (place: string) => Promise<void>): Promise<void> => {
    const place = join(folder, 'disk')
    mkdirSync(place)
    execFileSync('mount', ['-t', 'tmpfs', '-o', flags, 'tmpfs', place])
    try {
      await use(place)
    } finally {
      execFileSync('umount', [place])
    }
  }
  const title = canMount ? '' : ' (left out: only root can mount a disk)'

  test.skipIf(!canMount)(`a full disk${title}`, async () => {
    await withDisk('size=8k', async (place) => {
      try {
        writeFileSync(join(place, 'filler'), Buffer.alloc(1 << 16))
      } catch {
        // It is full now.
      }
      const { warnings, stats } = await renderTwo(place)
      expect(warnings).toEqual([
        `djust: the cache of plans in ${place} can't be written: ENOSPC: no space left on device. Pages are planned without it.`,
      ])
      expect(stats.writes).toBe(0)
      expect(readdirSync(place)).toEqual(['filler'])
    })
  })

  test.skipIf(!canMount)(`a disk that can only be read, with the plan on it${title}`, async () => {
    await withDisk('size=1m', async (place) => {
      await render(place)
      execFileSync('mount', ['-o', 'remount,ro', place])
      expect(await render(place)).toMatchObject({ html, warnings: [], stats: { filesystem: { hits: 1, errors: 0 } } })
      const { warnings } = await renderTwo(place)
      expect(warnings).toEqual([
        `djust: the cache of plans in ${place} can't be written: EROFS: read-only file system. Pages are planned without it.`,
      ])
    })
  })
})

test('several stores of one folder write one text at the same time', async () => {
  const place = join(folder, 'shared')
  const stores = Array.from({ length: 8 }, () => new FileStore(place, 10))
  const id = 'a'.repeat(64)
  for (let n = 0; n < 20; n++) await Promise.all(stores.map((store) => store.write(id, `text ${n}`)))
  expect(readdirSync(place)).toEqual([`${id}.json`])
  expect(await stores[0]!.read(id)).toBe('text 19')
})

test('a folder that others can write to: what they may have signed is compared with what is planned here', async () => {
  await render()
  chmodSync(folder, 0o777)
  expect(await render()).toMatchObject({ html, stats: { filesystem: { hits: 1, rejected: 0 } } })
  expect(await new FileStore(folder, 10).isPrivate()).toBe(false)
  chmodSync(folder, 0o755)
  expect(await new FileStore(folder, 10).isPrivate()).toBe(true)
})

test('a folder that a link leads to: the folders above both count', async () => {
  const [open, own] = [join(folder, 'open'), join(folder, 'own')]
  for (const each of [open, own]) mkdirSync(join(each, 'plans'), { recursive: true })
  const isPrivate = (path: string) => new FileStore(path, 10).isPrivate()
  symlinkSync(join('..', 'own', 'plans'), join(own, 'near'))
  expect(await isPrivate(join(own, 'near'))).toBe(true)
  chmodSync(open, 0o777)
  symlinkSync(join('..', 'open', 'plans'), join(own, 'far'))
  expect(await isPrivate(join(own, 'far'))).toBe(false)
  // In a folder where others can put another link in its place.
  symlinkSync(join(own, 'plans'), join(open, 'home'))
  symlinkSync(join(open, 'home'), join(own, 'twice'))
  expect(await isPrivate(join(own, 'twice'))).toBe(false)
  chmodSync(open, 0o1777)
  expect(await isPrivate(join(own, 'twice'))).toBe(true)
  symlinkSync('round', join(own, 'round'))
  expect(await isPrivate(join(own, 'round'))).toBe(false)
})

test('a plan that is too long to be read again is not written', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `f${n}${'x'.repeat(30_000)}`)
  const RowSchema = defineEntity({
    name: 'Row',
    properties: { id: p.integer().primary(), ...Object.fromEntries(names.map((name) => [name, p.integer()])) },
  })
  class Row extends RowSchema.class {}
  RowSchema.setClass(Row)
  const orm = await MikroORM.init({ driver: SqliteDriver, driverOptions: nodeSqlite(':memory:'), dbName: ':memory:', entities: [Row] })
  await orm.schema.create()
  const page = `{% for row in rows %}${names.map((name) => `{{ row.${name} }}`).join('')}{% endfor %}`
  const database = mikroOrm(orm)
  for (const _ of ['first', 'second']) {
    const djust = createDjust({ orm: database, templates: memoryLoader({ page }), jitCacheBackend: 'filesystem', jitCacheDir: folder })
    expect(await djust.render('page', { rows: manager(Row).all() })).toBe('')
    await djust.close()
    expect(djust.serializerCache.stats().filesystem).toMatchObject({ misses: 1, rejected: 0, errors: 0, writes: 0 })
  }
  database.release()
  await orm.close()
})

describe('the folder', () => {
  const id = (n: number) => n.toString(16).padStart(64, '0')

  test('keeps the files that were used last', async () => {
    const store = new FileStore(folder, 20)
    const old = Date.now() / 1000 - 3600
    for (let n = 0; n < 20; n++) {
      await store.write(id(n), String(n))
      utimesSync(join(folder, `${id(n)}.json`), old + n, old + n)
    }
    expect(await store.read(id(0))).toBe('0')
    await store.write(id(20), '20')
    expect(await store.size()).toBe(18)
    expect(await store.read(id(0))).toBe('0')
    expect(await store.read(id(1))).toBeNull()
    expect(await store.read(id(3))).toBeNull()
    expect(await store.read(id(4))).toBe('4')
  })

  test('what dead processes left half written goes; what is not its own stays', async () => {
    const store = new FileStore(folder, 1)
    const abandoned = join(folder, `${id(1)}.0123456789abcdef.tmp`)
    const fresh = join(folder, `${id(2)}.0123456789abcde0.tmp`)
    for (const file of [abandoned, fresh, join(folder, 'notes.json')]) writeFileSync(file, '')
    utimesSync(abandoned, 1, 1)
    await store.write(id(3), '3')
    await store.write(id(4), '4')
    expect([abandoned, fresh, join(folder, 'notes.json')].map(existsSync)).toEqual([false, true, true])
    await store.clear()
    expect(readdirSync(folder)).toEqual(['notes.json'])
  })

  const isRoot = process.getuid?.() === 0
  test.skipIf(!isRoot)(
    `with files of another user, which only he can remove${isRoot ? '' : ' (left out: only root can be two users)'}`,
    () => {
      chmodSync(folder, 0o1777)
      for (let n = 0; n < 3; n++) {
        writeFileSync(join(folder, `${id(n)}.json`), 'of root')
        utimesSync(join(folder, `${id(n)}.json`), 1, 1)
      }
      const program = `
      const { FileStore } = await import(${JSON.stringify(new URL('../../src/cache/file-store.ts', import.meta.url).href)})
      const store = new FileStore(${JSON.stringify(folder)}, 5)
      const id = (n) => n.toString(16).padStart(64, '0')
      process.setuid(65534)
      const said = []
      const say = (error) => said.push(error.message.replace(/'.*'/, '…'))
      await store.write(id(0), 'own').catch(say)
      for (let n = 3; n < 20; n++) await store.write(id(n), 'own')
      said.push(await store.size(), await store.read(id(19)))
      await store.clear().catch(say)
      said.push(await store.size())
      console.log(JSON.stringify(said))`
      const told = execFileSync(process.execPath, ['-C', 'djust-source', '--input-type=module', '-e', program], { encoding: 'utf8' })
      expect(JSON.parse(told)).toEqual([
        'EPERM: operation not permitted, unlink …',
        expect.toBeOneOf([4, 5]),
        'own',
        'EPERM: operation not permitted, unlink …',
        3,
      ])
    },
  )

  test('is emptied, and holds no more than it may, around folders that have the names of entries', async () => {
    const store = new FileStore(folder, 3)
    const full = join(folder, `${id(1)}.json`)
    mkdirSync(join(folder, `${id(0)}.json`))
    mkdirSync(full)
    writeFileSync(join(full, 'mine'), 'kept')
    for (const n of [0, 1]) utimesSync(join(folder, `${id(n)}.json`), 1, 1)
    for (let n = 2; n < 9; n++) await store.write(id(n), String(n))
    expect(await store.size()).toBeLessThanOrEqual(3)
    expect(await store.read(id(8))).toBe('8')
    mkdirSync(join(folder, `${id(9)}.json`))
    await store.clear()
    expect(await store.size()).toBe(0)
    const [left, ...more] = readdirSync(folder)
    expect(more).toEqual([])
    expect(readFileSync(join(folder, left!, 'mine'), 'utf8')).toBe('kept')
  })
})
