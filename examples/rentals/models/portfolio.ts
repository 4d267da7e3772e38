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
      occupiedCount: count('properties', { status: 'occupied' }),
      vacantCount: count('properties', { status: 'available' }),
      turnaroundCount: count('properties', { status: 'maintenance' }),
      activeLeaseCount: count('properties.leases', { status: 'active' }),
      expiringCount: count('properties.leases', { status: 'active', endDate: { lte: addDays(today(), 60) } }),
      rentRoll: sum('properties.leases.monthlyRent', { status: 'active' }),
      pendingCount: count('properties.maintenanceRequests', { status: { in: ['open', 'in_progress'] } }),
      urgentCount: count('properties.maintenanceRequests', { status: { in: ['open', 'in_progress'] }, priority: 'urgent' }),
      monthIncome: sum('properties.leases.payments.amount', { status: 'completed', paymentDate: thisMonth }),
      monthExpenses: sum('properties.expenses.amount', { date: thisMonth }),
    })
  }
}

export class Portfolio extends PortfolioSchema.class {
  static objects = manager(Portfolio, PortfolioQuerySet)
}

PortfolioSchema.setClass(Portfolio)
