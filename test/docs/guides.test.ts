import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DjustError, emptyRequest } from '../../src/index.ts'
import { captureStatements, renderView } from '../../src/testing/index.ts'
import { mountView } from '../../src/view/render-view.ts'
import { fencesOf, openGuide, type Guide } from './support/guide.ts'

/** Guides: each is one program, whose files and code run, and whose pages, statements and errors are what the text shows. */
const guides = [
  'quick-start.md',
  'before-and-after.md',
  'advanced-use.md',
  'how-it-works.md',
  'migration.md',
  'django-users.md',
  'troubleshooting.md',
  'limits.md',
]

describe.each(guides)('docs/%s', (page) => {
  let guide: Guide
  beforeAll(async () => {
    guide = await openGuide(page)
  }, 60_000)
  afterAll(() => guide?.close())

  const claims = fencesOf(page).filter(({ directive }) => directive !== '')

  test('makes claims', () => {
    expect(claims.length).toBeGreaterThan(0)
  })

  test.each(claims.map(({ directive, text }) => [directive, text] as const))('%s', async (directive, text) => {
    const [, name, count, same] = /^renders (\w+) with (\d+) statements?(?:, as (\w+) does)?$/.exec(directive) ?? []
    if (name) {
      const { html, statements } = await rendered(name)
      expect(words(html)).toBe(words(text))
      expect(statements).toHaveLength(Number(count))
      if (same) expect(words((await rendered(same)).html)).toBe(words(text))
    }
    const [, position, of] = /^statement (\d+) of (\w+)$/.exec(directive) ?? []
    if (of) {
      const { statements } = await rendered(of)
      expect(words(statements[Number(position) - 1] ?? '')).toBe(words(text))
    }
    const [, failing, template] = /^(\w+) fails with ([\w.]+)$/.exec(directive) ?? []
    if (failing && template) {
      const view = await mountView(viewOf(failing), emptyRequest())
      const error = await guide.djust.render(template, view.getContextData()).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DjustError)
      expect((error as DjustError).message.trim()).toBe(text.trim())
    }
    const [, value] = /^value of (.*)$/.exec(directive) ?? []
    if (value) expect(String(guide.values[value]).trim()).toBe(text.trim())
    expect(value || name || of || failing, `nothing checks "${directive}"`).toBeTruthy()
  })

  async function rendered(name: string) {
    let html = ''
    const statements = await captureStatements(guide.djust, async () => {
      html = await renderView(guide.djust, viewOf(name))
    })
    return { html, statements: statements.map(({ sql }) => sql) }
  }

  function viewOf(name: string) {
    const View = guide.views[name]
    if (!View) throw new Error(`docs/${page} has no class ${name}`)
    return View
  }
})

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/> </g, '><').trim()
}
