import { Writable } from 'node:stream'
import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import type { DjustOptions } from '../../src/engine/options.ts'
import { lazy, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

// Named as in the document that promises the log: Django's way.
const UserSchema = defineEntity({ name: 'User', properties: { id: p.integer().primary(), email: p.string() } })
class User extends UserSchema.class {}
UserSchema.setClass(User)
const TenantSchema = defineEntity({ name: 'Tenant', properties: { id: p.integer().primary(), user: () => p.manyToOne(User) } })
class Tenant extends TenantSchema.class {}
TenantSchema.setClass(Tenant)
const PropertySchema = defineEntity({ name: 'Property', properties: { id: p.integer().primary(), name: p.string() } })
class Property extends PropertySchema.class {}
PropertySchema.setClass(Property)
const PaymentSchema = defineEntity({
  name: 'Payment',
  properties: { id: p.integer().primary(), amount: p.integer(), lease: () => p.manyToOne(Lease), by: () => p.manyToOne(User) },
})
class Payment extends PaymentSchema.class {}
PaymentSchema.setClass(Payment)
const LeaseSchema = defineEntity({
  name: 'Lease',
  properties: {
    id: p.integer().primary(),
    end_date: p.date(),
    property: () => p.manyToOne(Property),
    tenant: () => p.manyToOne(Tenant),
    payments: () => p.oneToMany(Payment).mappedBy('lease'),
  },
})
class Lease extends LeaseSchema.class {
  static objects = manager(Lease)
}
LeaseSchema.setClass(Lease)

const templates = {
  'rentals/dashboard.html': `
{% for lease in expiring_soon %}
  <td>{{ lease.property.name }}</td>
  <td>{{ lease.tenant.user.email }}</td>
  <td>{{ lease.end_date|date:"M d, Y" }}</td>
{% endfor %}`,
  'lists.html':
    '{% for lease in leases %}{{ lease.payments|length }}{% for payment in lease.payments %}{{ payment.amount }}{{ payment.by.email }}{% endfor %}{% endfor %}',
  'counted.html': '{% for lease in page.leases %}{{ lease.payments|length }}{% endfor %}',
  'single.html': '{{ lease.end_date }} {{ lease.tenant.user.email }}',
  'count.html': '{{ total }}',
}

let orm: MikroORM<SqliteDriver>
let database: ReturnType<typeof mikroOrm>
const lines: string[] = []

beforeAll(async () => {
  orm = await MikroORM.init<SqliteDriver>({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [User, Tenant, Property, Payment, Lease],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  await em.insert(User, { id: 1, email: 'ada@example.com' })
  await em.insert(Tenant, { id: 1, user: 1 })
  await em.insert(Property, { id: 1, name: 'Alder Court' })
  for (let id = 1; id <= 7; id++) await em.insert(Lease, { id, end_date: '2026-01-05', property: 1, tenant: 1 })
  await em.insert(Payment, { id: 1, amount: 10, lease: 1, by: 1 })
  database = mikroOrm(orm as never)
})
afterAll(async () => {
  database.release()
  await orm.close()
})
beforeEach(() => {
  lines.length = 0
})

function open(options: DjustOptions = {}): Djust {
  const logger = { warn() {}, error() {}, info: (line: string) => void lines.push(line) }
  return createDjust({
    orm: database,
    templates: memoryLoader(templates),
    jitDebug: true,
    jitCacheBackend: 'memory',
    logger,
    ...options,
  })
}
const expiringSoon = () => Lease.objects.orderBy('end_date').slice(0, 5)

/** Without what differs from run to run. */
function logged(): string {
  return lines.map((line) => line.replaceAll(/\d+(?:\.\d)?ms/g, 'Nms').replaceAll(/[0-9a-f]{16}/g, 'KEY')).join('\n')
}

test("the first and the second request are logged line for line as in djust's own documentation", async () => {
  const djust = open()
  await djust.render('rentals/dashboard.html', { expiring_soon: expiringSoon() })
  expect(logged()).toBe(`\
[djust:jit] Template: rentals/dashboard.html
[djust:jit] Variable: expiring_soon
[djust:jit] Extracted paths: ['property.name', 'tenant.user.email', 'end_date']
[djust:jit] Cache: MISS (generating serializer)
[djust:jit] Optimization: select_related(['property', 'tenant__user'])
[djust:jit] Generated serializer (Nms)
[djust:jit] Cached: KEY
[djust:jit] Serialized 5 objects (Nms)
[djust:jit] Total time: Nms`)
  const [, key] = /Cached: (\w+)/.exec(lines.join('\n'))!
  expect(djust.serializerCache.getCacheKey(templates['rentals/dashboard.html'], 'expiring_soon').slice(0, 16)).toBe(key)
  lines.length = 0
  await djust.render('rentals/dashboard.html', { expiring_soon: expiringSoon() })
  expect(logged()).toBe(`\
[djust:jit] Template: rentals/dashboard.html
[djust:jit] Variable: expiring_soon
[djust:jit] Extracted paths: ['property.name', 'tenant.user.email', 'end_date']
[djust:jit] Cache: HIT (KEY)
[djust:jit] Serialized 5 objects (Nms)
[djust:jit] Total time: Nms`)
  expect(lines[3]).toContain(key)
})

test('lists are prefetched, with what they join', async () => {
  await open().render('lists.html', { leases: expiringSoon() })
  expect(logged()).toContain(`\
[djust:jit] Extracted paths: ['payments.amount', 'payments.by.email']
[djust:jit] Cache: MISS (generating serializer)
[djust:jit] Optimization: prefetch_related([Prefetch('payments', queryset=Payment.objects.select_related('by'))])
`)
})

test('one row, a row of a native call, counts, and a query inside an object', async () => {
  const em = orm.em.fork()
  await open().render('single.html', { lease: Lease.objects.get({ id: 1 }) })
  expect(logged()).toContain("Variable: lease\n[djust:jit] Extracted paths: ['end_date', 'tenant.user.email']")
  expect(logged()).toContain('Serialized 1 object (Nms)')
  lines.length = 0
  await open().render('single.html', { lease: lazy(em).findOne(Lease, { id: 1 }) })
  expect(logged()).toContain("Optimization: select_related(['tenant__user'])")
  expect(logged()).toContain('Serialized 1 object (Nms)')
  lines.length = 0
  await open().render('counted.html', { page: { leases: expiringSoon() } })
  expect(logged()).toContain("Variable: page.leases\n[djust:jit] Extracted paths: ['payments']")
  expect(logged()).toContain("Optimization: count(['payments'])")
  lines.length = 0
  await open().render('count.html', { total: Lease.objects.count() })
  expect(logged()).toBe(`\
[djust:jit] Template: count.html
[djust:jit] Variable: total
[djust:jit] Extracted paths: []
[djust:jit] Loaded a value (Nms)
[djust:jit] Total time: Nms`)
})

test('entities in one place are one variable', async () => {
  const em = orm.em.fork()
  const leases = await em.find(Lease, {}, { limit: 3 })
  await open().render('rentals/dashboard.html', { expiring_soon: leases })
  expect(lines.filter((line) => line.includes('Variable:'))).toEqual(['[djust:jit] Variable: expiring_soon[]'])
  expect(logged()).toContain('Serialized 3 objects (Nms)')
})

test('what came before a query that fails is logged', async () => {
  const failing = Lease.objects.get({ id: 99 })
  await expect(open().render('single.html', { lease: failing })).rejects.toThrow('Lease')
  expect(logged()).toContain('Cached: KEY\n[djust:jit] Failed after Nms')
})

test('nothing is logged without the option, and the environment turns it on', async () => {
  await open({ jitDebug: false }).render('count.html', { total: 3 })
  await open({ jitDebug: false }).render('single.html', { lease: Lease.objects.get({ id: 1 }) })
  expect(lines).toEqual([])
  vi.stubEnv('DJUST_JIT_DEBUG', '1')
  const logger = { warn() {}, error() {}, info: (line: string) => void lines.push(line) }
  const djust = createDjust({ orm: database, templates: memoryLoader(templates), jitCacheBackend: 'memory', logger })
  await djust.render('single.html', { lease: Lease.objects.get({ id: 1 }) })
  vi.unstubAllEnvs()
  expect(lines[0]).toBe('[djust:jit] Template: single.html')
})

test("pino's loggers take the lines as they are", async () => {
  const written: { msg: string; level: number }[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(JSON.parse(chunk.toString()) as { msg: string; level: number })
      done()
    },
  })
  await open({ logger: pino(stream) }).render('rentals/dashboard.html', { expiring_soon: expiringSoon() })
  expect(written.map(({ msg }) => msg)[2]).toBe("[djust:jit] Extracted paths: ['property.name', 'tenant.user.email', 'end_date']")
  expect(written[0]!.level).toBe(30)
})
