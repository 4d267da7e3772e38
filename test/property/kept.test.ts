import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fc } from '../support/properties.ts'
import { checkKept } from './support/check-page.ts'
import { isNightly } from './support/property-runs.ts'
import { RandomCases } from './support/random-case.ts'

const cases = isNightly ? 200 : 8

test(
  `the plans of ${cases * 12} random pages are what they were when another engine finds them in files`,
  { timeout: 7_200_000 },
  async () => {
    let found = 0
    const check = async (one: Parameters<typeof checkKept>[0]): Promise<void> => {
      const folder = mkdtempSync(join(tmpdir(), 'djust-kept-'))
      try {
        found += await checkKept(one, folder)
      } finally {
        rmSync(folder, { recursive: true })
      }
    }
    await fc.assert(fc.asyncProperty(new RandomCases(12), check), { numRuns: cases })
    expect(found).toBeGreaterThan(cases * 12)
  },
)
