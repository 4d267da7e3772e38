import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager, sum } from 'djust'
import { addDays, daysBetween, monthsBetween, today } from '../calendar.ts'
import { keysOf, leaseStatuses } from './choices.ts'
import { Payment } from './payment.ts'
import { Property } from './property.ts'
import { Tenant } from './tenant.ts'

const LeaseSchema = defineEntity({
  name: 'Lease',
  tableName: 'leases',
  properties: {
    id: p.integer().primary(),
    property: () => p.manyToOne(Property),
    tenant: () => p.manyToOne(Tenant),
    startDate: p.date(),
    endDate: p.date().index(),
    monthlyRent: p.decimal().precision(10).scale(2),
    securityDeposit: p.decimal().precision(10).scale(2),
    rentDueDay: p.integer(),
    lateFee: p.decimal().precision(8).scale(2),
    status: p.enum(keysOf(leaseStatuses)).index(),
    terms: p.text(),
    payments: () => p.oneToMany(Payment).mappedBy('lease').orderBy({ paymentDate: 'desc' }),
  },
})

export class LeaseQuerySet extends QuerySet<Lease> {
  active() {
    return this.filter({ status: 'active' })
  }

  expiringSoon(days = 60) {
    return this.active()
      .filter({ endDate: { lte: addDays(today(), days) } })
      .orderBy('endDate')
  }

  search(term: string) {
    return this.filter({
      or: [
        { property: { name: { icontains: term } } },
        { tenant: { user: { firstName: { icontains: term } } } },
        { tenant: { user: { lastName: { icontains: term } } } },
      ],
    })
  }

  withTotalPaid() {
    return this.annotate({ totalPaid: sum('payments.amount', { filter: { status: 'completed' } }) })
  }
}

export class Lease extends LeaseSchema.class {
  static objects = manager(Lease, LeaseQuerySet)

  get url(): string {
    return `/rentals/leases/${this.id}/`
  }

  get propertyName(): string {
    return this.property.name
  }

  get tenantName(): string {
    return this.tenant.user.getFullName()
  }

  get statusDisplay(): string {
    return leaseStatuses[this.status]
  }

  /** Days that are left of an active lease, never less than 0; null for any other. */
  daysUntilExpiration(): number | null {
    return this.status === 'active' ? Math.max(0, daysBetween(today(), this.endDate)) : null
  }

  /** `urgent` in the last 30 days of an active lease, `soon` in the last 60. */
  get warning(): 'urgent' | 'soon' | '' {
    const days = this.daysUntilExpiration()
    if (days === null || days > 60) return ''
    return days <= 30 ? 'urgent' : 'soon'
  }

  get termMonths(): number {
    return monthsBetween(this.startDate, addDays(this.endDate, 1))
  }

  /** How much of the term is over, 0 to 100. */
  get elapsedPercent(): number {
    const whole = daysBetween(this.startDate, this.endDate)
    return Math.min(100, Math.max(0, Math.round((daysBetween(this.startDate, today()) / whole) * 100)))
  }

  /** How many rents have fallen due by now. */
  get rentsDue(): number {
    const until = today() < this.endDate ? today() : this.endDate
    return until < this.startDate ? 0 : monthsBetween(this.startDate, until) + 1
  }

  get expectedTotal(): number {
    return this.rentsDue * Number(this.monthlyRent)
  }

  get paidTotal(): number {
    let total = 0
    for (const payment of this.payments) if (payment.status === 'completed') total += Number(payment.amount)
    return total
  }

  /** What the tenant owes; negative where more was paid than due. */
  get balance(): number {
    return this.expectedTotal - this.paidTotal
  }
}

LeaseSchema.setClass(Lease)
