import { defineEntity, p } from '@mikro-orm/core'
import { manager } from 'djust'

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: { id: p.integer().primary(), firstName: p.string(), lastName: p.string(), email: p.string() },
})

export class User extends UserSchema.class {
  getFullName(): string {
    return `${this.firstName} ${this.lastName}`
  }
}

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: { id: p.integer().primary(), user: () => p.manyToOne(User) },
})

export class Tenant extends TenantSchema.class {}

const PropertySchema = defineEntity({
  name: 'Property',
  tableName: 'properties',
  properties: { id: p.integer().primary(), name: p.string(), address: p.string() },
})

export class Property extends PropertySchema.class {}

const LeaseSchema = defineEntity({
  name: 'Lease',
  tableName: 'leases',
  properties: {
    id: p.integer().primary(),
    status: p.string(),
    endDate: p.date(),
    property: () => p.manyToOne(Property),
    tenant: () => p.manyToOne(Tenant),
  },
})

export class Lease extends LeaseSchema.class {
  static objects = manager(Lease)
}

UserSchema.setClass(User)
TenantSchema.setClass(Tenant)
PropertySchema.setClass(Property)
LeaseSchema.setClass(Lease)
