import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCase } from './support/check-page.ts'
import type { PropertyCase } from './support/page-case.ts'
import { RandomCases } from './support/random-case.ts'

/** Pages of one database: opening one costs as much as rendering several. */
const pagesEach = 12
const pages = Number(process.env['DJUST_PROPERTY_RUNS'] ?? 300)
const seed = Number(process.env['DJUST_PROPERTY_SEED'] ?? 20251)

test(`${pages} random pages are what they are with everything loaded`, { timeout: 3_600_000 }, async () => {
  let first: string | undefined
  const check = async (one: PropertyCase): Promise<void> => {
    try {
      await checkCase(one)
    } catch (error) {
      if (error instanceof fc.PreconditionFailure) throw error
      const kind = error instanceof Error ? error.message.slice(0, 24) : ''
      first ??= kind
      // While the case is made smaller, it must stay the same mistake.
      if (kind === first) throw error
    }
  }
  const result = await fc.check(fc.asyncProperty(new RandomCases(pagesEach), check), { seed, numRuns: Math.ceil(pages / pagesEach) })
  const { message = '' } = (result.errorInstance ?? {}) as { message?: string }
  expect.soft(result.failed, `DJUST_PROPERTY_SEED=${result.seed}, shrunk ${result.numShrinks} times\n${message}`).toBe(false)
  expect(result.numRuns).toBeGreaterThan(0)
})
