import { defineEntity, p } from '@mikro-orm/core'
import { manager } from 'djust'

/*
 * The rentals of the demo in short. The columns that no page here shows are there because real tables have such:
 * whoever loads whole rows pays for them.
 */

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.integer().primary(),
    firstName: p.string(),
    lastName: p.string(),
    email: p.string(),
    password: p.string().hidden(),
    isActive: p.boolean(),
    joinedAt: p.datetime(),
  },
})
class User extends UserSchema.class {
  static objects = manager(User)

  get fullName(): string {
    return `${this.firstName} ${this.lastName}`
  }
}
UserSchema.setClass(User)

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: {
    id: p.integer().primary(),
    user: () => p.manyToOne(User),
    phone: p.string(),
    employer: p.string(),
    monthlyIncome: p.integer(),
    notes: p.text(),
  },
})
class Tenant extends TenantSchema.class {
  static objects = manager(Tenant)
}
TenantSchema.setClass(Tenant)

const PropertySchema = defineEntity({
  name: 'Property',
  tableName: 'properties',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    address: p.string(),
    city: p.string().index(),
    zipCode: p.string(),
    bedrooms: p.integer(),
    squareFeet: p.integer(),
    furnished: p.boolean(),
    description: p.text(),
    createdAt: p.datetime(),
    leases: () => p.oneToMany(Lease).mappedBy('property').orderBy({ id: 'asc' }),
  },
})
export class Property extends PropertySchema.class {
  static objects = manager(Property)
}
PropertySchema.setClass(Property)

const LeaseSchema = defineEntity({
  name: 'Lease',
  tableName: 'leases',
  properties: {
    id: p.integer().primary(),
    property: () => p.manyToOne(Property),
    tenant: () => p.manyToOne(Tenant),
    startDate: p.date(),
    endDate: p.date(),
    monthlyRent: p.integer(),
    deposit: p.integer(),
    rentDueDay: p.integer(),
    status: p.enum(['active', 'ended']),
    terms: p.text(),
    payments: () => p.oneToMany(Payment).mappedBy('lease').orderBy({ id: 'asc' }),
  },
})
export class Lease extends LeaseSchema.class {
  static objects = manager(Lease)

  get tenantName(): string {
    return this.tenant.user.fullName
  }
}
LeaseSchema.setClass(Lease)

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: {
    id: p.integer().primary(),
    lease: () => p.manyToOne(Lease),
    amount: p.integer(),
    reference: p.string(),
    method: p.enum(['bank', 'card', 'cash']),
    paidOn: p.date(),
    recordedAt: p.datetime(),
  },
})
export class Payment extends PaymentSchema.class {
  static objects = manager(Payment)
}
PaymentSchema.setClass(Payment)

export const entities = [User, Tenant, Property, Lease, Payment]
