import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, count, manager, sum } from 'djust'
import { addDays, firstOfMonth, today } from '../calendar.ts'
import { Property } from './property.ts'
import { User } from './user.ts'

const PortfolioSchema = defineEntity({
  name: 'Portfolio',
  tableName: 'portfolios',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    manager: () => p.manyToOne(User),
    properties: () => p.oneToMany(Property).mappedBy('portfolio'),
  },
})

/** Everything that is let and looked after together. The demo has one; the frame of every page shows it. */
export class PortfolioQuerySet extends QuerySet<Portfolio> {
  /** The figures of the whole portfolio. A page pays only for those that its template shows. */
  withTotals() {
    const thisMonth = { gte: firstOfMonth(today()), lte: today() }
    return this.annotate({
      propertyCount: count('properties'),
      occupiedCount: count('properties', { filter: { status: 'occupied' } }),
      vacantCount: count('properties', { filter: { status: 'available' } }),
      turnaroundCount: count('properties', { filter: { status: 'maintenance' } }),
      activeLeaseCount: count('properties.leases', { filter: { status: 'active' } }),
      expiringCount: count('properties.leases', { filter: { status: 'active', endDate: { lte: addDays(today(), 60) } } }),
      rentRoll: sum('properties.leases.monthlyRent', { filter: { status: 'active' } }),
      pendingCount: count('properties.maintenanceRequests', { filter: { status: ['open', 'in_progress'] } }),
      urgentCount: count('properties.maintenanceRequests', { filter: { status: ['open', 'in_progress'], priority: 'urgent' } }),
      monthIncome: sum('properties.leases.payments.amount', { filter: { status: 'completed', paymentDate: thisMonth } }),
      monthExpenses: sum('properties.expenses.amount', { filter: { date: thisMonth } }),
    })
  }
}

export class Portfolio extends PortfolioSchema.class {
  static objects = manager(Portfolio, PortfolioQuerySet)
}

PortfolioSchema.setClass(Portfolio)
