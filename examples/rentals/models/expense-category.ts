import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager, sum } from 'djust'
import { Expense } from './expense.ts'

const ExpenseCategorySchema = defineEntity({
  name: 'ExpenseCategory',
  tableName: 'expense_categories',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    expenses: () => p.oneToMany(Expense).mappedBy('category'),
  },
})

export class ExpenseCategoryQuerySet extends QuerySet<ExpenseCategory> {
  /** Each category with what was spent on it from a day on, the dearest first. */
  withSpentSince(day: string) {
    return this.annotate({ spent: sum('expenses.amount', { filter: { date: { gte: day } } }) }).orderBy('-spent', 'name')
  }
}

export class ExpenseCategory extends ExpenseCategorySchema.class {
  static objects = manager(ExpenseCategory, ExpenseCategoryQuerySet)
}

ExpenseCategorySchema.setClass(ExpenseCategory)
