import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { simpleTag, type Library as TagLibrary } from '../../src/template.ts'
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

/** A tag that reads one name of a book and says so. No text of a template tells which. */
const showing = (name: string): TagLibrary => ({
  name: 'shop',
  filters: [],
  tags: [
    simpleTag({
      name: 'show',
      parameters: ['book'],
      flow: ({ positional }, flow) => flow.output(flow.member(flow.evaluate(positional[0]!), name)),
      run: ({ book }) => (book as Readonly<Record<string, unknown>>)[name],
    }),
  ],
})

const loop = '{% for book in books %}{% show book %};{% endfor %}'
const pages: Record<string, string> = {
  'a small page': loop,
  'a page that reads thousands of things': `${Array.from({ length: 2100 }, (_, n) => `{{ books.${n}.title }}`).join('')}|${loop}`,
}

test.each(Object.entries(pages))('a tag that reads something else has another plan: %s', async (_, page) => {
  const render = (name: string) =>
    renderBooks(library, 'page.html', {
      templates: memoryLoader({ 'page.html': page }),
      builtins: [showing(name)],
      jitCacheBackend: 'filesystem',
      jitCacheDir: folder,
    })
  expect((await render('subtitle')).html).toMatch(/An Ambiguous Utopia;Four Worlds;Dreams;$/)
  const after = await render('pages')
  expect(after.html).toMatch(/341;214;184;$/)
  expect(after.statements).toHaveLength(1)
  expect(after.warnings).toEqual([])
  expect(after.stats.filesystem).toMatchObject({ hits: 0, misses: 1, writes: 1 })
  expect((await render('pages')).stats.filesystem).toMatchObject({ hits: 1 })
})
