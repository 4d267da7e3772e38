import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPieces } from './support/check-page.ts'
import { RandomCases } from './support/random-case.ts'

const pagesEach = 12
const pages = Number(process.env['DJUST_PIECES_RUNS'] ?? 120)
const seed = Number(process.env['DJUST_PIECES_SEED'] ?? 41)

test(`the pieces of ${pages} random pages are the pages`, { timeout: 3_600_000 }, async () => {
  let streamed = 0
  const property = fc.asyncProperty(new RandomCases(pagesEach, true), async (one) => {
    streamed += await checkPieces(one)
  })
  const result = await fc.check(property, { seed, numRuns: Math.ceil(pages / pagesEach) })
  const { message = '' } = (result.errorInstance ?? {}) as { message?: string }
  expect.soft(result.failed, `DJUST_PIECES_SEED=${result.seed}, shrunk ${result.numShrinks} times\n${message}`).toBe(false)
  // Pages whose rows are all loaded first would prove nothing.
  expect(streamed).toBeGreaterThan(pages / 3)
})
