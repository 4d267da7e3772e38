import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCase } from './support/check-page.ts'
import { RandomCases } from './support/random-case.ts'

/** Pages of one database: opening one costs as much as rendering several. */
const pagesEach = 12
const pages = Number(process.env['DJUST_PROPERTY_RUNS'] ?? 300)
const seed = Number(process.env['DJUST_PROPERTY_SEED'] ?? 20251)

test(`${pages} random pages are what they are with everything loaded`, { timeout: 3_600_000 }, async () => {
  const result = await fc.check(fc.asyncProperty(new RandomCases(pagesEach), checkCase), { seed, numRuns: Math.ceil(pages / pagesEach) })
  const { message = '' } = (result.errorInstance ?? {}) as { message?: string }
  expect.soft(result.failed, `DJUST_PROPERTY_SEED=${result.seed}, shrunk ${result.numShrinks} times\n${message}`).toBe(false)
  expect(result.numRuns).toBeGreaterThan(0)
})
