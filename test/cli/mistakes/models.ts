import { defineEntity, p } from '@mikro-orm/core'
import { manager } from 'djust'

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: { id: p.integer().primary(), name: p.string(), email: p.string(), taxNumber: p.string().hidden() },
})

export class Tenant extends TenantSchema.class {}

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: { id: p.integer().primary(), amount: p.integer(), lease: () => p.manyToOne(Lease) },
})

export class Payment extends PaymentSchema.class {
  static objects = manager(Payment)
}

const LeaseSchema = defineEntity({
  name: 'Lease',
  tableName: 'leases',
  properties: {
    id: p.integer().primary(),
    status: p.string(),
    endDate: p.date(),
    tenant: () => p.manyToOne(Tenant),
    payments: () => p.oneToMany(Payment).mappedBy('lease'),
  },
})

export class Lease extends LeaseSchema.class {
  static objects = manager(Lease)

  get tenantName(): string {
    return this.tenant.name
  }

  get open(): object {
    return Payment.objects.filter({ lease: { id: this.id } })
  }

  discount(percent: number): number {
    return this.id * percent
  }

  rounded(decimals = 0): string {
    return this.id.toFixed(decimals)
  }

  async label(): Promise<string> {
    return `${this.tenantName}!`
  }

  async paid(): Promise<number> {
    return Payment.objects.filter({ lease: { id: this.id } }).count()
  }
}

TenantSchema.setClass(Tenant)
PaymentSchema.setClass(Payment)
LeaseSchema.setClass(Lease)
