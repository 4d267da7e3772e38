import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

interface Measured {
  readonly mostKb: number
  readonly bytes: number
  readonly pieces: number
  readonly statements: number
  readonly pulled: number
}

async function memoryOf(count: number): Promise<Measured> {
  const script = new URL('support/memory-of.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [
    '-C',
    'djust-source',
    '--expose-gc',
    '--max-old-space-size=64',
    script,
    String(count),
  ])
  return JSON.parse(stdout) as Measured
}

test('100,000 rows need no more memory than 10,000', { timeout: 120_000 }, async () => {
  const [few, many] = await Promise.all([memoryOf(10_000), memoryOf(100_000)])
  expect(many.bytes).toBeGreaterThan(9 * few.bytes)
  expect([few.pulled, many.pulled]).toEqual([10_600, 100_600])
  // A statement for the rows and one for the notes of each chunk: 500, 1,000, 2,000, then 4,000 at a time.
  expect([few.statements, many.statements]).toEqual([1 + 5, 1 + 28])
  expect(many.mostKb).toBeLessThan(few.mostKb * 1.5 + 2000)
  expect(many.pieces).toBeGreaterThan(9 * few.pieces)
})
