import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addDays, addMonths, daysBetween, monthsBetween } from '../../examples/rentals/calendar.ts'
import { openDatabase } from '../../examples/rentals/database.ts'
import { sampleData } from '../../examples/rentals/seed/sample-data.ts'

const day = '2026-11-23'

test('the same day gives the same rows', () => {
  expect(sampleData(day)).toEqual(sampleData(day))
})

test('there are hundreds of rows of each kind', () => {
  const counts = Object.fromEntries(Object.entries(sampleData(day)).map(([name, rows]) => [name, rows.length]))
  expect(counts).toMatchObject({ properties: 40, tenants: 60, users: 61, leases: 120, maintenanceRequests: 150, expenses: 200 })
  expect(counts['payments']).toBeGreaterThan(850)
})

test.each([day, '2024-02-29', '2025-03-01', '2031-12-31'])('on %s leases end soon, and no tenant lives in two homes', (today) => {
  const { leases, payments, properties } = sampleData(today)
  const active = leases.filter((lease) => lease.status === 'active')
  expect(active.filter((lease) => lease.endDate >= today && lease.endDate <= addDays(today, 60))).toHaveLength(10)
  expect(new Set(active.map((lease) => lease.tenant)).size).toBe(active.length)
  expect(active.every((lease) => properties[lease.property - 1]?.status === 'occupied')).toBe(true)
  expect(payments.every((payment) => payment.paymentDate <= today)).toBe(true)
})

test('leases of one property follow each other', () => {
  const { leases } = sampleData(day)
  for (const property of new Set(leases.map((lease) => lease.property))) {
    const chain = leases.filter((lease) => lease.property === property)
    expect(chain).toHaveLength(3)
    for (const [index, lease] of chain.entries()) {
      expect(lease.startDate < lease.endDate).toBe(true)
      const next = chain[index + 1]
      if (next) expect(lease.endDate < next.startDate).toBe(true)
    }
  }
})

test('a database file is kept for its day, then written anew, and on demand', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rentals-'))
  const file = join(folder, 'rentals.sqlite')
  const open = async (options: { day: string; reset?: boolean }) => {
    const { orm, fresh } = await openDatabase({ file, ...options })
    const rows = await orm.em.fork().execute<{ n: number }[]>('select count(*) as n from leases')
    await orm.close(true)
    return { fresh, leases: rows[0]?.n }
  }
  try {
    expect(await open({ day })).toEqual({ fresh: true, leases: 120 })
    expect(await open({ day })).toEqual({ fresh: false, leases: 120 })
    expect(await open({ day, reset: true })).toEqual({ fresh: true, leases: 120 })
    expect(await open({ day: '2026-11-24' })).toEqual({ fresh: true, leases: 120 })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the calendar counts days and months', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect(addMonths('2025-01-31', 1)).toBe('2025-02-28')
  expect(addMonths('2025-03-15', -4)).toBe('2024-11-15')
  expect(daysBetween('2025-03-29', '2025-03-31')).toBe(2)
  expect(monthsBetween('2025-01-15', '2025-04-14')).toBe(2)
  expect(monthsBetween('2025-01-15', '2025-04-15')).toBe(3)
})
