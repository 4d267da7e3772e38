import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager } from 'djust'
import { Lease } from './lease.ts'
import { MaintenanceRequest } from './maintenance-request.ts'
import { User } from './user.ts'

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: {
    id: p.integer().primary(),
    user: () => p.oneToOne(User).inversedBy('tenant').owner(),
    phone: p.string(),
    emergencyContactName: p.string(),
    emergencyContactPhone: p.string(),
    moveInDate: p.date().nullable(),
    employer: p.string(),
    monthlyIncome: p.decimal().precision(10).scale(2).nullable(),
    notes: p.text(),
    leases: () => p.oneToMany(Lease).mappedBy('tenant').orderBy({ startDate: 'desc' }),
    maintenanceRequests: () => p.oneToMany(MaintenanceRequest).mappedBy('tenant').orderBy({ createdAt: 'desc' }),
  },
})

export class TenantQuerySet extends QuerySet<Tenant> {
  search(term: string) {
    return this.filter({
      or: [
        { user: { firstName: { icontains: term } } },
        { user: { lastName: { icontains: term } } },
        { user: { email: { icontains: term } } },
        { phone: { icontains: term } },
      ],
    })
  }

  /** Those who live in one of our properties now. */
  current() {
    return this.filter({ leases: { status: 'active' } })
  }

  former() {
    return this.exclude({ leases: { status: 'active' } })
  }
}

export class Tenant extends TenantSchema.class {
  static objects = manager(Tenant, TenantQuerySet)

  get url(): string {
    return `/rentals/tenants/${this.id}/`
  }

  get name(): string {
    return this.user.getFullName()
  }

  get currentLease(): Lease | null {
    for (const lease of this.leases) if (lease.status === 'active') return lease
    return null
  }

  /** The monthly income in rents of the current lease, as landlords reckon: three or more is comfortable. */
  get incomeRatio(): number | null {
    const lease = this.currentLease
    return lease && this.monthlyIncome ? Number(this.monthlyIncome) / Number(lease.monthlyRent) : null
  }
}

TenantSchema.setClass(Tenant)
