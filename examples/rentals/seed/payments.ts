import { type Day, addDays, addMonths } from '../calendar.ts'
import type { LeaseRow } from './leases.ts'
import type { Random } from './random.ts'

type Method = 'bank_transfer' | 'online' | 'credit_card' | 'check' | 'cash'
type Status = 'completed' | 'pending' | 'failed' | 'refunded'

export interface PaymentRow {
  lease: number
  amount: string
  paymentDate: Day
  paymentMethod: Method
  status: Status
  notes: string
  transactionId: string
}

/** A payment for each rent that has fallen due: nearly all on time, a few failed and repeated, the newest sometimes still open. */
export function paymentsOf(random: Random, day: Day, leases: readonly LeaseRow[]): PaymentRow[] {
  const payments: PaymentRow[] = []
  for (const lease of leases) {
    if (lease.status === 'upcoming') continue
    const method = random.weighted<Method>([
      ['bank_transfer', 5],
      ['online', 5],
      ['credit_card', 2],
      ['check', 2],
      ['cash', 1],
    ])
    const add = (paymentDate: Day, status: Status, notes: string) => {
      payments.push({
        lease: lease.id,
        amount: lease.monthlyRent,
        paymentDate,
        paymentMethod: method,
        status,
        notes,
        transactionId: `NG-${String(random.int(100_000, 999_999))}`,
      })
    }
    for (let n = 0; ; n++) {
      const due = addMonths(lease.startDate, n)
      if (due > lease.endDate || due > day) break
      const paid = addDays(
        due,
        random.weighted([
          [0, 6],
          [1, 4],
          [2, 2],
          [4, 1],
          [8, 0.4],
        ]),
      )
      if (paid > day || (lease.status === 'active' && addDays(due, 20) > day && random.chance(0.08))) {
        if (random.chance(0.5)) add(day < paid ? day : paid, 'pending', 'Announced by the bank')
        continue
      }
      if (random.chance(0.012)) {
        add(paid, 'failed', 'Returned: insufficient funds')
        const again = addDays(paid, 3)
        if (again <= day) add(again, 'completed', 'Second attempt after a returned payment')
        continue
      }
      add(paid, 'completed', paid > addDays(due, 5) ? 'Paid late, fee waived once' : '')
    }
  }
  return payments.sort((a, b) => (a.paymentDate < b.paymentDate ? -1 : a.paymentDate > b.paymentDate ? 1 : a.lease - b.lease))
}
