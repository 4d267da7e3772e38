import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import type { DjustOptions } from '../../../src/engine/options.ts'
import { mikroOrm, nodeSqlite } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

const HouseSchema = defineEntity({
  name: 'House',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    rent: p.decimal().precision(10).scale(2),
    furnished: p.boolean(),
    secret: p.string().nullable().hidden(),
    leases: () => p.oneToMany(Lease).mappedBy('house'),
  },
})
export class House extends HouseSchema.class {
  static objects = manager(House)
  get leaseCount(): number {
    return this.leases.length
  }
}
HouseSchema.setClass(House)

const TenantSchema = defineEntity({
  name: 'Tenant',
  properties: { id: p.integer().primary(), name: p.string(), email: p.string().nullable() },
})
export class Tenant extends TenantSchema.class {
  static objects = manager(Tenant)
}
TenantSchema.setClass(Tenant)

const LeaseSchema = defineEntity({
  name: 'Lease',
  properties: {
    id: p.integer().primary(),
    house: () => p.manyToOne(House),
    tenant: () => p.manyToOne(Tenant).nullable(),
    startDate: p.date(),
    signedAt: p.datetime().nullable(),
    active: p.boolean(),
    deposit: p.decimal().precision(10).scale(2).nullable(),
    payments: () => p.oneToMany(Payment).mappedBy('lease'),
  },
})
export class Lease extends LeaseSchema.class {
  static objects = manager(Lease)
  get tenantName(): string {
    return this.tenant?.name ?? 'nobody'
  }
  get broken(): string {
    throw new Error('no rate for 2024')
  }
  brokenText(): string {
    // What a mistake in an application's own code throws.
    return (this.tenant as unknown as { missing: { name: string } }).missing.name
  }
  byName(name: 'tenantName'): unknown {
    return this[name]
  }
  get reflected(): unknown {
    return Reflect.get(this, ['de', 'posit'].join(''))
  }
}
LeaseSchema.setClass(Lease)

const PaymentSchema = defineEntity({
  name: 'Payment',
  properties: { id: p.integer().primary(), lease: () => p.manyToOne(Lease), amount: p.decimal().precision(10).scale(2) },
})
export class Payment extends PaymentSchema.class {
  static objects = manager(Payment)
}
PaymentSchema.setClass(Payment)

export interface Rentals {
  readonly orm: MikroORM<SqliteDriver>
  readonly database: ReturnType<typeof mikroOrm>
  djust(templates: Readonly<Record<string, string>> | string, options?: DjustOptions): Djust
  close(): Promise<void>
}

/** Two houses, two tenants, three leases, two payments. */
export async function openRentals(): Promise<Rentals> {
  const orm = await MikroORM.init<SqliteDriver>({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [House, Tenant, Lease, Payment],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  await em.insertMany(House, [
    { id: 1, name: 'Alder Court', rent: '1200.50', furnished: true, secret: 'code 17' },
    { id: 2, name: 'Birch <Lane>', rent: '832', furnished: false, secret: null },
  ] as never)
  await em.insertMany(Tenant, [
    { id: 1, name: 'Ada', email: 'ada@example.com' },
    { id: 2, name: 'Bob', email: null },
  ] as never)
  await em.insertMany(Lease, [
    { id: 1, house: 1, tenant: 1, startDate: '2025-01-02', signedAt: new Date('2024-12-24T18:30:00Z'), active: true, deposit: '100' },
    { id: 2, house: 1, tenant: null, startDate: '2025-09-20', signedAt: null, active: false, deposit: null },
    { id: 3, house: 2, tenant: 2, startDate: '2024-02-29', signedAt: null, active: true, deposit: '0' },
  ] as never)
  await em.insertMany(Payment, [
    { id: 1, lease: 1, amount: '1200.50' },
    { id: 2, lease: 1, amount: '10' },
  ] as never)
  const database = mikroOrm(orm as never)
  return {
    orm,
    database,
    djust: (templates, options) =>
      createDjust({
        orm: database,
        templates: memoryLoader(typeof templates === 'string' ? { 'page.html': templates } : templates),
        development: true,
        timeZone: 'UTC',
        ...options,
      }),
    async close() {
      database.release()
      await orm.close()
    },
  }
}

export async function thrownBy(action: () => Promise<unknown>): Promise<any> {
  try {
    await action()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
