import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, count, manager, sum } from 'djust'
import { keysOf, propertyStatuses, propertyTypes } from './choices.ts'
import { Expense } from './expense.ts'
import { Lease } from './lease.ts'
import { MaintenanceRequest } from './maintenance-request.ts'
import { Portfolio } from './portfolio.ts'

const PropertySchema = defineEntity({
  name: 'Property',
  tableName: 'properties',
  properties: {
    id: p.integer().primary(),
    portfolio: () => p.manyToOne(Portfolio),
    name: p.string(),
    address: p.string(),
    city: p.string(),
    state: p.string().length(2),
    zipCode: p.string(),
    propertyType: p.enum(keysOf(propertyTypes)).index(),
    bedrooms: p.integer(),
    bathrooms: p.decimal().precision(3).scale(1),
    squareFeet: p.integer(),
    monthlyRent: p.decimal().precision(10).scale(2),
    securityDeposit: p.decimal().precision(10).scale(2),
    status: p.enum(keysOf(propertyStatuses)).index(),
    description: p.text(),
    amenities: p.text(),
    parkingSpaces: p.integer(),
    petFriendly: p.boolean(),
    furnished: p.boolean(),
    createdAt: p.datetime(),
    leases: () => p.oneToMany(Lease).mappedBy('property').orderBy({ startDate: 'desc' }),
    maintenanceRequests: () => p.oneToMany(MaintenanceRequest).mappedBy('property').orderBy({ createdAt: 'desc' }),
    expenses: () => p.oneToMany(Expense).mappedBy('property').orderBy({ date: 'desc' }),
  },
})

export class PropertyQuerySet extends QuerySet<Property> {
  search(term: string) {
    return this.filter({ or: [{ name: { icontains: term } }, { address: { icontains: term } }, { city: { icontains: term } }] })
  }

  /** Not let, and ready to be or soon to be. */
  vacant() {
    return this.filter({ status: ['available', 'maintenance'] }).orderBy('status', 'name')
  }

  /** What each property brought in and cost from a day on. */
  withLedgerSince(day: string) {
    return this.annotate({
      income: sum('leases.payments.amount', { filter: { status: 'completed', paymentDate: { gte: day } } }),
      costs: sum('expenses.amount', { filter: { date: { gte: day } } }),
    })
  }

  withPendingCount() {
    return this.annotate({ pendingCount: count('maintenanceRequests', { filter: { status: ['open', 'in_progress'] } }) })
  }
}

export class Property extends PropertySchema.class {
  static objects = manager(Property, PropertyQuerySet)

  get url(): string {
    return `/rentals/properties/${this.id}/`
  }

  get statusDisplay(): string {
    return propertyStatuses[this.status]
  }

  get typeDisplay(): string {
    return propertyTypes[this.propertyType]
  }

  get cityLine(): string {
    return `${this.city}, ${this.state} ${this.zipCode}`
  }

  get amenityList(): string[] {
    return this.amenities
      .split(',')
      .map((amenity) => amenity.trim())
      .filter(Boolean)
  }

  get currentLease(): Lease | null {
    for (const lease of this.leases) if (lease.status === 'active') return lease
    return null
  }
}

PropertySchema.setClass(Property)
