import { type Day, addDays, addMonths } from '../calendar.ts'
import type { PropertyRow, TenantRow } from './portfolio.ts'
import type { Random } from './random.ts'
import * as wording from './wording.ts'

export type LeaseStatus = 'active' | 'upcoming' | 'expired' | 'terminated'
export type LeaseRow = ReturnType<typeof leaseRow> & { id: number }

/** How many days each let property's lease has left: some urgent, some soon, the rest spread over the year. */
const DAYS_LEFT = [
  4, 11, 17, 23, 29, 34, 41, 48, 52, 58, 67, 75, 84, 93, 104, 118, 127, 139, 151, 160, 172, 185, 197, 204, 216, 229, 241, 255, 268, 280,
  297, 312, 330, 351,
]

/** How many let properties had another tenant before. */
const LET_BEFORE = 20

const WAITING = ['available', 'maintenance', 'unavailable'] as const

/**
 * Three leases for each property, one after the other: the first 34 of a shuffle are let, three more are let from next
 * month on, the others wait, each for another reason. Sets the properties' status and the tenants' day of moving in.
 */
export function leasesOf(random: Random, day: Day, properties: readonly PropertyRow[], tenants: readonly TenantRow[]): LeaseRow[] {
  const leases: Omit<LeaseRow, 'id'>[] = []
  const earlier = tenants.slice(DAYS_LEFT.length)
  random.shuffled(properties).forEach((property, index) => {
    const daysLeft = DAYS_LEFT[index]
    const isLet = daysLeft !== undefined
    const upcoming = !isLet && index < DAYS_LEFT.length + 3
    // Nobody lives in two homes: each earlier tenant belongs to one property, and where there is none the tenant of now renewed.
    const own = tenants[index] as TenantRow
    const former = isLet
      ? index < LET_BEFORE
        ? (earlier[index] as TenantRow)
        : own
      : (earlier[index - DAYS_LEFT.length + LET_BEFORE] as TenantRow)
    let tenant = isLet ? own : upcoming ? (earlier[index - DAYS_LEFT.length] as TenantRow) : former
    let end = addDays(day, daysLeft ?? (upcoming ? 365 + random.int(20, 45) : -random.int(12, 50)))
    let status: LeaseStatus = isLet ? 'active' : upcoming ? 'upcoming' : 'expired'
    if (!isLet) property.status = upcoming ? 'available' : (WAITING[index % WAITING.length] as (typeof WAITING)[number])
    for (let n = 0; n < 3; n++) {
      const months =
        n === 0 && status !== 'expired'
          ? 12
          : random.weighted([
              [12, 3],
              [6, 5],
              [9, 3],
            ])
      const start = addMonths(addDays(end, 1), -months)
      leases.push(leaseRow(random, property, tenant, start, end, status, n))
      const renewed = tenant === former || (n === 0 && status === 'active' && random.chance(0.45))
      if (!renewed) tenant = former
      end = addDays(start, renewed ? -1 : status === 'upcoming' ? -random.int(45, 80) : -random.int(3, 32))
      status = random.chance(0.06) ? 'terminated' : 'expired'
    }
  })
  const rows = leases
    .sort((a, b) => (a.startDate < b.startDate ? -1 : a.startDate > b.startDate ? 1 : a.property - b.property))
    .map((lease, index) => ({ id: index + 1, ...lease }))
  for (const lease of rows) {
    const tenant = tenants[lease.tenant - 1] as TenantRow
    if (lease.status !== 'upcoming' && (tenant.moveInDate === null || lease.startDate < tenant.moveInDate))
      tenant.moveInDate = lease.startDate
  }
  return rows
}

function leaseRow(
  random: Random,
  property: PropertyRow,
  tenant: TenantRow,
  startDate: Day,
  endDate: Day,
  status: LeaseStatus,
  ago: number,
) {
  const rent = Number(property.monthlyRent) - ago * random.int(1, 3) * 25
  return {
    property: property.id,
    tenant: tenant.id,
    startDate,
    endDate,
    monthlyRent: rent.toFixed(2),
    securityDeposit: rent.toFixed(2),
    rentDueDay: Number(startDate.slice(8)),
    lateFee: random.pick(['50.00', '75.00', '95.00']),
    status,
    terms: random.pick(wording.leaseTerms),
  }
}
