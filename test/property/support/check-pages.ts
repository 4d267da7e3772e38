import { expect, test } from 'vitest'
import { fc } from '../../support/properties.ts'
import { whyNot } from '../../support/services.ts'
import type { DatabaseName } from '../../../conformance/databases.ts'
import { checkCase } from './check-page.ts'
import { foundFile } from './found-case.ts'
import type { PropertyCase } from './page-case.ts'
import { runsOn, tell } from './property-runs.ts'
import { RandomCases } from './random-case.ts'

/** Pages of one database: opening one costs as much as rendering several. */
const pagesEach = 12

export function testPages(database: DatabaseName): void {
  const pages = runsOn(database, 300)
  const reason = whyNot(database)

  test(`${pages} random pages on ${database} are what they are with everything loaded`, { timeout: 7_200_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const started = performance.now()
    let checked = 0
    let first: string | undefined
    let last: PropertyCase | undefined
    const check = async (one: PropertyCase): Promise<void> => {
      try {
        await checkCase(one, database)
        checked += one.pages.length
      } catch (error) {
        if (error instanceof fc.PreconditionFailure) throw error
        const kind = error instanceof Error ? error.message.slice(0, 24) : ''
        first ??= kind
        // While the case is made smaller, it must stay the same mistake.
        if (kind !== first) return
        last = one
        throw error
      }
    }
    const result = await fc.check(fc.asyncProperty(new RandomCases(pagesEach), check), { numRuns: Math.ceil(pages / pagesEach) })
    const { message = '' } = (result.errorInstance ?? {}) as { message?: string }
    tell(`${database}: ${checked} random pages checked in ${Math.round((performance.now() - started) / 1000)} s`)
    const told = `DJUST_PROPERTY_SEED=${result.seed} on ${database}, shrunk ${result.numShrinks} times\n${message}\n\n${last ? foundFile(last) : ''}`
    expect.soft(result.failed, told).toBe(false)
    expect(checked).toBeGreaterThanOrEqual(pages)
  })
}
