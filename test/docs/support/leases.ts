import { defineEntity, p } from '@mikro-orm/core'
import type { DatabaseName } from '../../../conformance/databases.ts'
import { openOrm } from '../../../conformance/open-orm.ts'
import { createDjust } from '../../../src/engine/djust.ts'
import { mikroOrm } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

/* The models and rows that docs/queries.md speaks of. */

const PropertySchema = defineEntity({
  name: 'Property',
  properties: { id: p.integer().primary(), name: p.string(), city: p.string(), leases: () => p.oneToMany(Lease).mappedBy('property') },
})
export class Property extends PropertySchema.class {
  static objects = manager(Property)
}
PropertySchema.setClass(Property)

const TenantSchema = defineEntity({
  name: 'Tenant',
  properties: {
    id: p.integer().primary(),
    firstName: p.string(),
    lastName: p.string(),
    nickname: p.string().nullable(),
    leases: () => p.oneToMany(Lease).mappedBy('tenant'),
  },
})
export class Tenant extends TenantSchema.class {
  static objects = manager(Tenant)
}
TenantSchema.setClass(Tenant)

const LeaseSchema = defineEntity({
  name: 'Lease',
  properties: {
    id: p.integer().primary(),
    property: () => p.manyToOne(Property),
    tenant: () => p.manyToOne(Tenant),
    status: p.enum(['active', 'ended'] as const),
    startDate: p.date(),
    endDate: p.date(),
    signedAt: p.datetime(),
    monthlyRent: p.decimal().precision(10).scale(2),
    payments: () => p.oneToMany(Payment).mappedBy('lease').orderBy({ paidOn: 'desc' }),
  },
})
export class Lease extends LeaseSchema.class {
  static objects = manager(Lease)
}
LeaseSchema.setClass(Lease)

const PaymentSchema = defineEntity({
  name: 'Payment',
  properties: {
    id: p.integer().primary(),
    lease: () => p.manyToOne(Lease),
    amount: p.decimal().precision(10).scale(2),
    status: p.enum(['paid', 'late'] as const),
    paidOn: p.date(),
  },
})
export class Payment extends PaymentSchema.class {
  static objects = manager(Payment)
}
PaymentSchema.setClass(Payment)

export async function openLeases(name: DatabaseName = 'sqlite') {
  const { orm, createTables, close } = await openOrm(name, { entities: [Property, Tenant, Lease, Payment], timezone: 'UTC' })
  await createTables()
  const em = orm.em.fork()
  em.create(Property, { id: 1, name: 'Maple Cottage', city: 'Lisbon' } as never)
  em.create(Property, { id: 2, name: 'Harbor Loft', city: 'Porto' } as never)
  em.create(Tenant, { id: 1, firstName: 'Nora', lastName: 'Falk', nickname: null } as never)
  em.create(Tenant, { id: 2, firstName: 'Ines', lastName: 'Jansen', nickname: 'Nes' } as never)
  const lease = (id: number, data: object) => em.create(Lease, { id, signedAt: new Date(Date.UTC(2025, id, 10, 9)), ...data } as never)
  lease(1, { property: 1, tenant: 1, status: 'active', startDate: '2025-03-01', endDate: '2026-02-28', monthlyRent: '800.00' })
  lease(2, { property: 2, tenant: 2, status: 'active', startDate: '2025-06-01', endDate: '2026-05-31', monthlyRent: '1200.00' })
  lease(3, { property: 1, tenant: 2, status: 'ended', startDate: '2024-01-01', endDate: '2024-12-31', monthlyRent: '750.00' })
  const payment = (id: number, data: object) => em.create(Payment, { id, ...data } as never)
  payment(1, { lease: 1, amount: '800.00', status: 'paid', paidOn: '2025-03-03' })
  payment(2, { lease: 1, amount: '800.00', status: 'late', paidOn: '2025-04-09' })
  payment(3, { lease: 2, amount: '1200.00', status: 'paid', paidOn: '2025-06-01' })
  payment(4, { lease: 3, amount: '750.50', status: 'paid', paidOn: '2024-01-02' })
  await em.flush()
  const sources: Record<string, string> = {}
  const database = mikroOrm(orm as never)
  const djust = createDjust({ orm: database, templates: memoryLoader(sources), timeZone: 'UTC' })
  let pages = 0
  return {
    em: orm.em,
    render: async (template: string, context: Readonly<Record<string, unknown>>): Promise<string> => {
      const name = `page${++pages}.html`
      sources[name] = template
      return djust.render(name, context)
    },
    async close(): Promise<void> {
      database.release()
      await close()
    },
  }
}
