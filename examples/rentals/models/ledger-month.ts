import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager, sum } from 'djust'
import { addMonths, firstOfMonth, today } from '../calendar.ts'
import { Expense } from './expense.ts'
import { Payment } from './payment.ts'

const LedgerMonthSchema = defineEntity({
  name: 'LedgerMonth',
  tableName: 'ledger_months',
  properties: {
    id: p.integer().primary(),
    firstDay: p.date().unique(),
    payments: () => p.oneToMany(Payment).mappedBy('month'),
    expenses: () => p.oneToMany(Expense).mappedBy('month'),
  },
})

export class LedgerMonthQuerySet extends QuerySet<LedgerMonth> {
  /** Those of the last months in which rent was received, oldest first. */
  recent(months: number) {
    const since = addMonths(firstOfMonth(today()), -months)
    return this.filter({ firstDay: { gt: since, lte: today() }, payments: { status: 'completed' } }).orderBy('firstDay')
  }

  withTotals() {
    return this.annotate({
      income: sum('payments.amount', { filter: { status: 'completed' } }),
      costs: sum('expenses.amount'),
    })
  }
}

/** A month of the books. Payments and expenses are posted to one, so that a month's sums are a relation away. */
export class LedgerMonth extends LedgerMonthSchema.class {
  static objects = manager(LedgerMonth, LedgerMonthQuerySet)
}

LedgerMonthSchema.setClass(LedgerMonth)
