import { type Day, addDays } from '../calendar.ts'
import type { LeaseRow } from './leases.ts'
import type { PropertyRow } from './portfolio.ts'
import type { Random } from './random.ts'
import * as wording from './wording.ts'

type Priority = 'urgent' | 'high' | 'medium' | 'low'
type Status = 'open' | 'in_progress' | 'completed' | 'cancelled'

const RANKS: Record<Priority, number> = { urgent: 1, high: 2, medium: 3, low: 4 }

/** Repair requests of the last fifteen months, denser towards today; the old ones are done, some of the new ones wait. */
export function repairsOf(random: Random, day: Day, properties: readonly PropertyRow[], leases: readonly LeaseRow[], count: number) {
  const rows = []
  for (let n = 0; n < count; n++) {
    const property = random.pick(properties)
    const [title, description, usual, low, high, who] = random.pick(wording.repairs)
    const ago = Math.floor(450 * random.next() ** 1.7)
    const createdOn = addDays(day, -ago)
    const tenant = leases.find(
      (lease) =>
        lease.property === property.id && lease.startDate <= createdOn && createdOn <= lease.endDate && lease.status !== 'upcoming',
    )
    const status: Status =
      ago > 45
        ? random.weighted([
            ['completed', 20],
            ['cancelled', 1],
          ])
        : ago < 2
          ? 'open'
          : random.weighted([
              ['completed', 5],
              ['in_progress', 3],
              ['open', 3],
            ])
    const priority: Priority = random.chance(0.75) ? usual : random.pick(['high', 'medium', 'low'])
    const took = Math.min(ago, random.int(1, priority === 'urgent' ? 2 : 9))
    const estimate = random.int(low / 10, high / 10) * 10
    const done = status === 'completed'
    rows.push({
      property: property.id,
      tenant: tenant?.tenant ?? null,
      title,
      description,
      priority,
      priorityRank: RANKS[priority],
      status,
      assignedTo: status === 'open' ? null : (wording.contractors[who] as string),
      notes: done ? 'Work checked and closed.' : status === 'in_progress' ? 'Contractor has been on site, waiting for a part.' : '',
      estimatedCost: status === 'open' && random.chance(0.5) ? null : estimate.toFixed(2),
      actualCost: done ? (Math.round(estimate * (80 + random.int(0, 40))) / 100).toFixed(2) : null,
      createdAt: new Date(`${createdOn}T${String(random.int(7, 19)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}:00Z`),
      completedAt: done ? new Date(`${addDays(createdOn, took)}T20:${String(random.int(10, 59))}:00Z`) : null,
    })
  }
  return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((row, index) => ({ id: index + 1, ...row }))
}

/** What was spent in the last two years. */
export function expensesOf(random: Random, day: Day, properties: readonly PropertyRow[], count: number) {
  const rows = []
  const kinds = wording.expenseKinds.map((kind) => [kind, kind[5]] as const)
  for (let n = 0; n < count; n++) {
    const [category, vendors, description, low, high] = random.weighted(kinds)
    rows.push({
      property: random.pick(properties).id,
      category,
      amount: (random.int(low * 100, high * 100) / 100).toFixed(2),
      date: addDays(day, -random.int(0, 720)),
      description,
      vendor: random.pick<string>(vendors),
      receiptNumber: `R-${String(random.int(10_000, 99_999))}`,
    })
  }
  return rows.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.property - b.property))
}
