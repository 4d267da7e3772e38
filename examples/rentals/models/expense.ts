import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager } from 'djust'
import { ExpenseCategory } from './expense-category.ts'
import { LedgerMonth } from './ledger-month.ts'
import { Property } from './property.ts'

const ExpenseSchema = defineEntity({
  name: 'Expense',
  tableName: 'expenses',
  properties: {
    id: p.integer().primary(),
    property: () => p.manyToOne(Property),
    category: () => p.manyToOne(ExpenseCategory),
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
}

export class Expense extends ExpenseSchema.class {
  static objects = manager(Expense, ExpenseQuerySet)
}

ExpenseSchema.setClass(Expense)
