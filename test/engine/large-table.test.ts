import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

async function pagesOf(rows: number): Promise<{ mostKb: number; characters: number }> {
  const script = new URL('support/page-memory.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'djust-source', '--expose-gc', script, String(rows)])
  return JSON.parse(stdout) as { mostKb: number; characters: number }
}

test('20 rows of 50,000 need no more memory than 20 of 1,000', { timeout: 120_000 }, async () => {
  const [few, many] = [await pagesOf(1_000), await pagesOf(50_000)]
  expect(few.characters).toBeGreaterThan(700)
  expect(many.characters).toBeGreaterThanOrEqual(few.characters)
  expect(many.mostKb).toBeLessThan(few.mostKb * 1.5 + 500)
})
