import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc } from '../support/properties.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { type Library, openLibrary, renderBooks } from './support/library.ts'

/** 10000 take a minute: `DJUST_POISON_RUNS=10000 npx vitest run test/cache/poisoned`. */
const runs = Number(process.env['DJUST_POISON_RUNS'] ?? 250)

let library: Library
let folder: string
let file: string
let good: string
beforeAll(async () => {
  library = await openLibrary()
  folder = mkdtempSync(join(tmpdir(), 'djust-cache-'))
  await render()
  file = join(folder, readdirSync(folder)[0]!)
  good = readFileSync(file, 'utf8')
})
afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true })
})

const templates = memoryLoader({ 'books.html': '{% for book in books %}{{ book.label }}; {% endfor %}' })
const render = () => renderBooks(library, 'books.html', { templates, jitCacheBackend: 'filesystem', jitCacheDir: folder })

const names = [
  'id',
  'title',
  'pages',
  'subtitle',
  'email',
  'password',
  'books',
  'author',
  'Author',
  'Book',
  'users',
  'constructor',
  '__proto__',
]

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Something of the plan becomes something else; what is signed stays as it was, or is signed by somebody else. */
const poisoned = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(good)
    bytes[at % bytes.length] = byte
    return bytes.toString('latin1')
  }),
  fc.nat().map((at) => good.slice(0, at % good.length)),
  fc
    .tuple(fc.nat(), fc.constantFrom(...names), fc.constantFrom('replace', 'add', 'remove'), fc.boolean())
    .map(([at, name, how, resigned]) => {
      const [text, signature] = good.split('\n') as [string, string]
      const plan = JSON.parse(text) as Json
      change(plan, at, name, how)
      return `${JSON.stringify(plan)}\n${resigned ? `"${'0123456789abcdef'.repeat(4)}"` : signature}\n`
    }),
  fc.json().map((json) => `${json}\n${good.split('\n')[1]}\n`),
)

function change(plan: Json, at: number, name: string, how: string): void {
  const places: [Json[] | { [name: string]: Json }, string][] = []
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    const container = value as { [name: string]: Json }
    for (const key of Object.keys(container)) {
      places.push([container, key])
      visit(container[key]!)
    }
  }
  visit(plan)
  const [container, key] = places[at % places.length]!
  if (how === 'remove') delete (container as { [name: string]: Json })[key]
  else if (how === 'add' && Array.isArray(container)) container.push(name)
  else (container as { [name: string]: Json })[key] = name
}

test('no changed entry changes what a page runs or shows', async () => {
  const { statements, html } = await render()
  let refused = 0
  await fc.assert(
    fc.asyncProperty(poisoned, async (text) => {
      writeFileSync(file, text, 'latin1')
      const page = await render()
      expect(page.statements).toEqual(statements)
      expect(page.html).toBe(html)
      expect(page.warnings).toEqual([])
      const { rejected, hits, writes } = page.stats.filesystem!
      expect([rejected, hits]).toEqual(text === good ? [0, 1] : [1, 0])
      expect(writes).toBe(rejected)
      refused += rejected
    }),
    { numRuns: runs },
  )
  expect(refused).toBeGreaterThan(runs * 0.9)
  expect(readFileSync(file, 'utf8')).toBe(good)
})
