import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DjustOptions } from '../../src/engine/options.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { servicesAreRequired } from '../support/probe-services.ts'
import { type Library, openLibrary, renderBooks } from './support/library.ts'
import { listen, RedisServer } from './support/redis-server.ts'
import { renderElsewhere } from './support/run-program.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

const template = '{% for book in books %}{{ book.label }}; {% endfor %}'
const html = 'The Dispossessed of Ursula; The Female Man of Joanna; The Lathe of Heaven of Ursula;'

const options = (url: string, more: DjustOptions = {}): DjustOptions => ({
  templates: memoryLoader({ 'books.html': template }),
  jitCacheBackend: 'redis',
  jitRedisUrl: url,
  ...more,
})

const hasServer = (() => {
  try {
    execFileSync('redis-server', ['--version'])
    return true
  } catch (error) {
    if (servicesAreRequired()) throw error
    return false
  }
})()

describe.skipIf(!hasServer)(`on a server of its own${hasServer ? '' : ' (left out: there is no redis-server)'}`, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await RedisServer.start()
  })
  afterAll(() => server.kill())
  const clear = async () => {
    const djust = library.djust(options(server.url))
    await djust.serializerCache.clear()
    await djust.close()
  }

  test('the first pages of a second process find the plans of the first one, with a secret and without one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'djust-cache-'))
    await clear()
    const wanted = [{ jitCacheSecret: 'a secret of both servers' }, {}].map((more, n) => {
      writeFileSync(join(folder, `${n}.html`), `${template}{# ${n} #}`)
      return { template: `${n}.html`, options: options(server.url, { templates: folder, ...more }) }
    })
    const firsts = []
    for (const each of wanted) firsts.push(await renderBooks(library, each.template, each.options))
    const seconds = await renderElsewhere(wanted)
    rmSync(folder, { recursive: true })
    for (const first of firsts) expect(first).toMatchObject({ html, warnings: [], stats: { redis: { hits: 0, misses: 1, writes: 1 } } })
    const isHit = { hits: 1, misses: 0, rejected: 0, errors: 0, writes: 0 }
    for (const second of seconds) expect(second).toMatchObject({ html, warnings: [], stats: { redis: isHit } })
    expect(seconds.map(({ statements }) => statements)).toEqual(firsts.map(({ statements }) => statements))
  })

  test('keeps as many plans as it may, the ones used last', async () => {
    const templates = memoryLoader(Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.html`, `{{ books.${n}.title }}`])))
    const djust = library.djust(options(server.url, { templates, jitCacheMaxEntries: 5 }))
    await djust.serializerCache.clear()
    for (let n = 0; n < 8; n++) {
      await djust.render(`${n}.html`, { books: library.books })
      await djust.serializerCache.settled()
    }
    expect(await djust.serializerCache.size()).toBe(5)
    await djust.close()
    const used = async (n: number) =>
      (await renderBooks(library, `${n}.html`, options(server.url, { templates, jitCacheMaxEntries: 5 }))).stats.redis
    expect(await used(3)).toMatchObject({ hits: 1 })
    expect(await used(0)).toMatchObject({ hits: 0, misses: 1 })
    const client = await createClient({ url: server.url }).connect()
    expect(await client.dbSize()).toBe(6)
    await client.close()
  })

  test('clear leaves what is not its own', async () => {
    const client = await createClient({ url: server.url }).connect()
    await client.set('other', 'value')
    const djust = library.djust(options(server.url))
    await djust.render('books.html', { books: library.books })
    await djust.serializerCache.clear()
    expect(await djust.serializerCache.size()).toBe(0)
    expect(await client.keys('*')).toEqual(['other'])
    await djust.close()
    await client.close()
  })

  test('a wrong password: one warning says so, without it', async () => {
    const client = await createClient({ url: server.url }).connect()
    await client.configSet('requirepass', 'right-password')
    const { html: page, warnings } = await renderBooks(library, 'books.html', options(server.url.replace('//', '//:wrong-password@')))
    await client.configSet('requirepass', '')
    await client.close()
    expect(page).toBe(html)
    expect(warnings).toEqual([expect.stringContaining("can't be read: there is no connection: WRONGPASS ")])
    expect(warnings[0]).not.toContain('wrong-password')
  })

  test('a server that can only be read: its plans are used, one warning says so', async () => {
    await clear()
    const client = await createClient({ url: server.url }).connect()
    await renderBooks(library, 'books.html', options(server.url))
    await client.replicaOf('127.0.0.1', 1)
    const templates = memoryLoader({ 'books.html': template, 'other.html': '{{ books.0.pages }}' })
    const known = await renderBooks(library, 'books.html', options(server.url, { templates }))
    const other = await renderBooks(library, 'other.html', options(server.url, { templates }))
    await client.sendCommand(['REPLICAOF', 'NO', 'ONE'])
    await client.close()
    expect(known).toMatchObject({ html, warnings: [], stats: { redis: { hits: 1, errors: 0 } } })
    expect(other).toMatchObject({ html: '341', stats: { redis: { hits: 0, misses: 1, writes: 0 } } })
    expect(other.warnings).toEqual([expect.stringContaining("can't be written: READONLY You can't write against a read only replica")])
  })

  test('what is of another type, under the name of a plan or of the index, is rejected and written again', async () => {
    await clear()
    const client = await createClient({ url: server.url }).connect()
    await renderBooks(library, 'books.html', options(server.url))
    const key = (await client.keys('*')).find((each) => each.includes(':plan:'))!
    const good = await client.get(key)
    await client.del([key, '{djust}:plans-used'])
    await client.lPush(key, 'a plan')
    await client.set('{djust}:plans-used', 'an index')
    const page = await renderBooks(library, 'books.html', options(server.url))
    expect(page).toMatchObject({ html, warnings: [], stats: { redis: { hits: 0, misses: 0, rejected: 1, errors: 0, writes: 1 } } })
    expect(await client.get(key)).toBe(good)
    expect(await client.zCard('{djust}:plans-used')).toBe(1)
    await client.del('{djust}:plans-used')
    await client.set('{djust}:plans-used', 'an index')
    await clear()
    expect(await client.exists('{djust}:plans-used')).toBe(0)
    await client.close()
  })

  test('one that hangs with hundreds of pages under way: none fails, one warning, and later pages wait once a second at most', async () => {
    const { warnings, page, djust } = many()
    await page()
    await djust.serializerCache.settled()
    server.stop()
    await Promise.all(Array.from({ length: 300 }, page))
    expect(warnings).toEqual([expect.stringContaining("can't be read: no answer within 250 ms")])
    const { errors } = djust.serializerCache.stats().redis!
    const start = performance.now()
    for (let n = 0; n < 40; n++) await page()
    const asked = djust.serializerCache.stats().redis!.errors - errors
    expect(asked).toBeLessThanOrEqual(1 + (performance.now() - start) / 1000)
    expect(warnings).toHaveLength(1)
    server.resume()
    await djust.close()
  })

  test('killed with hundreds of pages under way: none fails, and one warning', async () => {
    const { warnings, page, djust } = many()
    await page()
    await djust.serializerCache.settled()
    const during = Array.from({ length: 200 }, page)
    const killed = server.kill()
    await Promise.all([...during, ...Array.from({ length: 200 }, page)])
    await killed
    expect(warnings).toEqual([expect.stringContaining(`djust: the cache of plans in redis://127.0.0.1:${server.port}/0 can't be `)])
    expect(djust.serializerCache.stats().redis!.errors).toBeGreaterThan(100)
    await djust.close()
    await server.start()
  })

  /** An engine each page of which is another template, so that each asks the cache. */
  function many() {
    const warnings: string[] = []
    const warn = (message: string): void => void warnings.push(message)
    let rendered = 0
    const templates = { load: (name: string) => `${name} ${template}` }
    const djust = library.djust(options(server.url, { templates, logger: { warn, error: warn } }))
    const page = async (): Promise<void> => {
      const name = `${rendered++}.html`
      expect((await djust.render(name, { books: library.books })).trim()).toBe(`${name} ${html}`)
    }
    return { warnings, djust, page }
  }

  test('killed between pages: no page fails, one warning, and it is used again when it is back', async () => {
    const warnings: string[] = []
    const warn = (message: string): void => void warnings.push(message)
    // A template for each page, so that each asks the cache.
    const sources = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}.html`, `${n}: ${template}`]))
    const djust = library.djust(options(server.url, { templates: memoryLoader(sources), logger: { warn, error: warn } }))
    const names = Array.from({ length: 200 }, (_, n) => n)
    const load = async (pages: number): Promise<void> => {
      await Promise.all(
        names.splice(0, pages).map(async (n) => {
          expect((await djust.render(`${n}.html`, { books: library.books })).trim()).toBe(`${n}: ${html}`)
        }),
      )
    }
    await load(20)
    await djust.serializerCache.settled()
    expect(djust.serializerCache.stats().redis).toMatchObject({ errors: 0, writes: 20 })
    const during = Promise.all([load(30), server.kill(), load(30)])
    await during
    for (let n = 0; n < 10; n++) await load(5)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(`djust: the cache of plans in redis://127.0.0.1:${server.port}/0 can't be `)
    await server.start()
    const before = djust.serializerCache.stats().redis!.writes
    for (let tries = 0; djust.serializerCache.stats().redis!.writes === before && tries < 60 && names.length > 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 150))
      await load(1)
      await djust.serializerCache.settled()
    }
    expect(djust.serializerCache.stats().redis!.writes).toBeGreaterThan(before)
    await djust.close()
  })
})

const strangers: Record<string, (socket: Socket) => void> = {
  'says nothing': () => {},
  'hangs up': (socket) => socket.destroy(),
  'speaks HTTP': (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'answers rubbish': (socket) => void socket.on('data', () => socket.write(Buffer.from([0xff, 0x00, 0x2b, 0x24, 0x0d, 0x0a, 0x39]))),
  'answers numbers': (socket) => void socket.on('data', () => socket.write(':1\r\n')),
  'answers with plans of its own': (socket) => void socket.on('data', () => socket.write('+{"root":{"head":"all"}}\r\n'.repeat(3))),
  'answers too much': (socket) => void socket.on('data', () => socket.write(`$900000000\r\n${'x'.repeat(100_000)}`)),
}

test.each(Object.entries(strangers))('a server that %s', async (_, talk) => {
  const server = await listen(talk)
  const start = performance.now()
  const { html: page, warnings, stats } = await renderBooks(library, 'books.html', options(server.url))
  expect(page).toBe(html)
  expect(stats.redis!.hits).toBe(0)
  expect(warnings.length).toBeLessThanOrEqual(1)
  // Bounded, not measured: a connection that never comes would be waited for half a second.
  expect(performance.now() - start).toBeLessThan(15_000)
  await server.close()
})

test('no server at all', async () => {
  const { html: page, warnings, stats } = await renderBooks(library, 'books.html', options('redis://user:password@127.0.0.1:1/3'))
  expect(page).toBe(html)
  expect(stats.redis).toMatchObject({ hits: 0, misses: 1, writes: 0 })
  expect(warnings[0]).toBe(
    "djust: the cache of plans in redis://127.0.0.1:1/3 can't be read: there is no connection: connect ECONNREFUSED 127.0.0.1:1. Pages are planned without it.",
  )
})

test('a server that repeats the password in its error: no warning shows it', async () => {
  const server = await listen((socket) =>
    socket.on('data', () => socket.write("-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'app' 'pass-word'\r\n")),
  )
  const { html: page, warnings } = await renderBooks(library, 'books.html', options(server.url.replace('//', '//app:pass-word@')))
  expect(page).toBe(html)
  expect(warnings).toEqual([
    `djust: the cache of plans in ${server.url} can't be read: there is no connection: ERR unknown command 'HELLO'. Pages are planned without it.`,
  ])
  await server.close()
})
