import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager, sum } from 'djust'
import { LedgerMonth } from './ledger-month.ts'
import { Property } from './property.ts'

const ExpenseSchema = defineEntity({
  name: 'Expense',
  tableName: 'expenses',
  properties: {
    id: p.integer().primary(),
    property: () => p.manyToOne(Property),
    category: p.string(),
    month: () => p.manyToOne(LedgerMonth),
    amount: p.decimal().precision(10).scale(2),
    date: p.date().index(),
    description: p.string(),
    vendor: p.string(),
    receiptNumber: p.string(),
  },
})

export class ExpenseQuerySet extends QuerySet<Expense> {
  latest() {
    return this.orderBy('-date', '-id')
  }

  /** What was spent on each category from a day on, the dearest first. */
  byCategorySince(day: string) {
    return this.filter({ date: { gte: day } })
      .values('category')
      .annotate({ spent: sum('amount') })
      .orderBy('-spent', 'category')
  }
}

export class Expense extends ExpenseSchema.class {
  static objects = manager(Expense, ExpenseQuerySet)
}

ExpenseSchema.setClass(Expense)
