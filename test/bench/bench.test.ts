import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from '../support/source-files.ts'

function bench(...args: string[]): string {
  return execFileSync(process.execPath, ['-C', 'djust-source', 'bench/run.ts', ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' })
}

// All groups run once in `npm run check:bench`.
test('a quick run prints nothing but JSON, with a floor in each case', () => {
  const results = JSON.parse(bench('overhead', 'templates', '--quick', '--json')) as Record<string, unknown>[]
  expect(results.length).toBeGreaterThan(10)
  for (const result of results) {
    expect(result).toEqual({
      group: expect.stringMatching(/^[a-z-]+$/),
      case: expect.any(String),
      subject: expect.any(String),
      medianMs: expect.any(Number),
      ratio: expect.any(Number),
    })
    expect(result['medianMs']).toBeGreaterThan(0)
    const floor = results.find((one) => one['group'] === result['group'] && one['case'] === result['case'] && one['subject'] === 'floor')
    expect(result['ratio']).toBeCloseTo((result['medianMs'] as number) / (floor?.['medianMs'] as number), 6)
  }
  expect(new Set(results.map((result) => result['group']))).toEqual(new Set(['overhead', 'templates']))
})

test('a group that does not exist is named, with those that do', () => {
  expect(() => bench('pagse')).toThrow(/no group pagse, but pages, million/)
})

test('--help says what can be given', () => {
  expect(bench('--help')).toMatch(/pages, million, million-postgres, million-mariadb, cold, idle, overhead[\s\S]*--json[\s\S]*--quick/)
})
