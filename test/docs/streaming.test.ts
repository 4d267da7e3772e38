import { afterAll, expect, test } from 'vitest'
import { fencesOf, openGuide, type Guide } from './support/guide.ts'

let guide: Guide | undefined
afterAll(() => guide?.close())

test('the code of docs/streaming.md gives what the page says', { timeout: 60_000 }, async () => {
  // Its claims are compared while its code runs.
  expect(fencesOf('streaming.md').filter(({ text }) => text.includes('// →'))).toHaveLength(2)
  guide = await openGuide('streaming.md')
  expect(Object.keys(guide.views)).toContain('LeasesView')
})
