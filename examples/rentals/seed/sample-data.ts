import { type Day, firstOfMonth } from '../calendar.ts'
import { expensesOf, repairsOf } from './costs.ts'
import { leasesOf } from './leases.ts'
import { paymentsOf } from './payments.ts'
import { peopleOf, propertiesOf } from './portfolio.ts'
import { Random } from './random.ts'

/** All rows of the sample data as plain objects, foreign keys as numbers. */
export function sampleData(day: Day) {
  const random = new Random(20_251_116)
  const properties = propertiesOf(random, day)
  const { users, tenants, manager } = peopleOf(random, 60)
  const leases = leasesOf(random, day, properties, tenants)
  const payments = paymentsOf(random, day, leases)
  const maintenanceRequests = repairsOf(random, day, properties, leases, 150)
  const expenses = expensesOf(random, day, properties, 200)
  const firstDays = [...new Set([...payments.map((p) => p.paymentDate), ...expenses.map((e) => e.date), day].map(firstOfMonth))].sort()
  const monthOf = new Map(firstDays.map((firstDay, index) => [firstDay, index + 1]))
  return {
    users,
    portfolios: [{ id: 1, name: 'Northgate Residential', manager }],
    properties,
    tenants,
    leases,
    months: firstDays.map((firstDay, index) => ({ id: index + 1, firstDay })),
    payments: payments.map((payment, index) => ({
      id: index + 1,
      ...payment,
      month: monthOf.get(firstOfMonth(payment.paymentDate)) as number,
    })),
    maintenanceRequests,
    expenses: expenses.map((expense, index) => ({ id: index + 1, ...expense, month: monthOf.get(firstOfMonth(expense.date)) as number })),
  }
}

export type SampleData = ReturnType<typeof sampleData>
