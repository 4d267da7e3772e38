import { expect, test } from 'vitest'
import { hammer } from './support/hammer.ts'
import { mistakeIn, pageNames, type TextState } from './support/hammered-pages.ts'

test('two processes over one folder, while templates and entities change: no wrong page, no torn file, nothing left over', async () => {
  const result = await hammer({ processes: 2, seconds: 0.5, maxEntries: 20 })
  expect(result).toMatchObject({ mistakes: [], rejected: 0, torn: 0, leftovers: [] })
  expect(result.mostFiles).toBeLessThanOrEqual(20 + 2 * pageNames.length)
  for (const name of ['pages', 'changes', 'hits', 'writes', 'filesRead'] as const) expect(result[name], name).toBeGreaterThan(0)
})

test('what is wrong with a page is seen', () => {
  const page = '1|The Dispossessed,;The Female Man,;The Lathe of Heaven,;0|;;;'
  const part: TextState = { version: 0, written: 'once' }
  const [old, now]: [TextState, TextState] = [
    { version: 1, written: 'before' },
    { version: 2, written: 'after' },
  ]
  expect(mistakeIn(page, 'usual', [old, part], [old, part])).toBeNull()
  expect(mistakeIn(page, 'usual', [old, part], [now, part])).toBeNull()
  expect(mistakeIn(page, 'usual', [now, part], [now, part])).toContain('an old text')
  expect(mistakeIn(page.replace('Man', ''), 'usual', [old, part], [old, part])).toContain('where it must be')
  expect(mistakeIn('an error', 'usual', [old, part], [old, part])).toContain('no page')
})
