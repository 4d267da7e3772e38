import { MikroORM, SqliteDriver, defineEntity, p } from '@mikro-orm/sql'
import { createDjust, type Djust } from 'djust'
import { lazy, mikroOrm, nodeSqlite } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const filters = { tenant: { name: 'tenant', cond: ({ tenant }: { tenant: number }) => ({ tenant }), default: true } } as never
const own = { id: p.integer().primary(), name: p.string(), tenant: p.integer() }

const CompanySchema = defineEntity({ name: 'Company', filters, properties: { ...own } })
class Company extends CompanySchema.class {}
CompanySchema.setClass(Company)

const CustomerSchema = defineEntity({
  name: 'Customer',
  filters,
  properties: {
    ...own,
    company: () => p.manyToOne(Company).nullable(),
    orders: () => p.oneToMany(Order).mappedBy('customer'),
    friends: () => p.manyToMany(Customer),
  },
})
class Customer extends CustomerSchema.class {}
CustomerSchema.setClass(Customer)

const OrderSchema = defineEntity({
  name: 'Order',
  filters,
  properties: { ...own, note: p.string().lazy(), customer: () => p.manyToOne(Customer).nullable() },
})
class Order extends OrderSchema.class {}
OrderSchema.setClass(Order)

const connect = () =>
  MikroORM.init({ driver: SqliteDriver, driverOptions: nodeSqlite(':memory:'), dbName: ':memory:', entities: [Company, Customer, Order] })
let orm: Awaited<ReturnType<typeof connect>>
let djust: Djust

const templates = {
  'customers.html': '{% for o in rows %}{{ o.id }}:{{ o.customer.name }}/{{ o.customer.company.name }} {% endfor %}',
  'orders.html': '{% for c in rows %}{{ c.name }}:{% for o in c.orders %}{{ o.id }}{{ o.customer.company.name }}{% endfor %} {% endfor %}',
  'notes.html': '{% for o in rows %}{{ o.note }}/{{ o.customer.name }} {% endfor %}',
  'friends.html': '{% for o in rows %}{% for f in o.customer.friends %}{{ f.name }}{% endfor %} {% endfor %}',
}

beforeAll(async () => {
  orm = await connect()
  await orm.schema.create()
  const em = orm.em.fork()
  em.create(Company, { id: 1, name: 'Acme', tenant: 1 })
  em.create(Company, { id: 2, name: 'Theirs', tenant: 2 })
  // One without a company, one with it, one whose company is another tenant's, one that is another tenant's.
  const ann = em.create(Customer, { id: 1, name: 'Ann', tenant: 1 })
  const bob = em.create(Customer, { id: 2, name: 'Bob', tenant: 1, company: 1 })
  const cid = em.create(Customer, { id: 3, name: 'Cid', tenant: 1, company: 2 })
  const eve = em.create(Customer, { id: 4, name: 'Eve', tenant: 2, company: 1 })
  for (const id of [1, 2, 3, 4]) em.create(Order, { id, name: `o${id}`, note: `n${id}`, tenant: 1, customer: id })
  bob.friends.add(ann, bob, cid, eve)
  await em.flush()
  djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates), jitCacheBackend: 'memory' })
})
afterAll(() => orm.close())

const fork = () => {
  const em = orm.em.fork()
  em.setFilterParams('tenant', { tenant: 1 })
  return em
}
const orders = (options: object) => lazy(fork()).find(Order, {}, { orderBy: { id: 'asc' }, ...options } as never)

/** Options that say nothing of what the pages show. */
const options: readonly object[] = [
  {},
  { filters: { tenant: { tenant: 1 } } },
  { filters: ['tenant'] },
  { cache: 50 },
  { exclude: ['name'] },
  { exclude: ['note', 'customer.tenant'] },
  { populateWhere: {} },
  { populateFilter: {} },
  { populate: ['customer', 'customer.company'] },
  { populateHints: {} },
  { populate: ['customer', 'customer.company'], cache: 50 },
]

describe.each(options.map((one) => [JSON.stringify(one), one] as const))('a native call with %s', (_, one) => {
  const strategies = [undefined, 'balanced', 'select-in', 'joined']
  test.each(strategies)('shows targets that have no row of a filtered relation, strategy %s', async (strategy) => {
    const rows = orders({ ...one, ...(strategy && { strategy }) })
    expect(await djust.render('customers.html', { rows })).toBe('1:Ann/ 2:Bob/Acme 3:Cid/ 4:/ ')
  })
})

test.each([{}, { filters: ['tenant'] }, { cache: 50 }, { exclude: ['tenant'] }, { populateWhere: {} }])(
  'lists of a native call with %j',
  async (one) => {
    const rows = lazy(fork()).find(Customer, {}, { ...one, orderBy: { id: 'asc' } } as never)
    expect(await djust.render('orders.html', { rows })).toBe('Ann:1 Bob:2Acme Cid:3 ')
  },
)

test('every method of the em', async () => {
  const templates = memoryLoader({
    'one.html': '{{ o.id }}:{{ o.customer.name }}/{{ o.customer.company.name }}',
    'counted.html': '{% for o in all.0 %}{{ o.customer.name }} {% endfor %}{{ all.1 }} {{ n }}',
  })
  const own = createDjust({ orm: mikroOrm(orm), templates, jitCacheBackend: 'memory' })
  for (const one of [{}, { cache: 50 }, { filters: { tenant: { tenant: 1 } } }, { populateWhere: {} }, { exclude: ['tenant'] }]) {
    const options = { orderBy: { id: 'asc' }, ...one } as never
    for (const o of [lazy(fork()).findOne(Order, { id: 1 }, options), lazy(fork()).findOneOrFail(Order, 1, options)])
      expect(await own.render('one.html', { o })).toBe('1:Ann/')
    const all = lazy(fork()).findAndCount(Order, {}, { limit: 2, offset: 1, ...(options as object) })
    const n = lazy(fork()).count(Order, {}, 'filters' in one ? { filters: one.filters } : {})
    expect(await own.render('counted.html', { all, n })).toBe('Bob Cid 4 4')
    const rows = lazy(fork()).findAll(Order, { where: { id: { $gt: 2 } }, ...(options as object) })
    expect(await djust.render('customers.html', { rows })).toBe('3:Cid/ 4:/ ')
  }
  const n = lazy(fork()).count(Order, {}, { filters: { tenant: { tenant: 2 } } })
  expect(await own.render('counted.html', { all: [], n })).toBe(' 0')
})

test('filters of the call hold for its rows, relations and lists', async () => {
  expect(await djust.render('customers.html', { rows: orders({ filters: false }) })).toBe('1:Ann/ 2:Bob/Acme 3:Cid/Theirs 4:Eve/Acme ')
  expect(await djust.render('customers.html', { rows: orders({ filters: { tenant: false } }) })).toContain('Theirs')
  expect(await djust.render('customers.html', { rows: orders({ filters: { tenant: { tenant: 2 } } }) })).toBe('')
  expect(await djust.render('friends.html', { rows: orders({ filters: { tenant: true } }) })).toBe(' AnnBobCid   ')
  expect(await djust.render('friends.html', { rows: orders({ filters: false }) })).toBe(' AnnBobCidEve   ')
})

test('what a call excludes stays unknown, what is lazy is loaded', async () => {
  expect(await djust.render('notes.html', { rows: orders({ exclude: ['name'] }) })).toBe('n1/Ann n2/Bob n3/Cid n4/ ')
  expect(await djust.render('notes.html', { rows: orders({ exclude: ['note'] }) })).toBe('/Ann /Bob /Cid / ')
  expect(await djust.render('notes.html', { rows: orders({ exclude: ['customer.name'] }) })).toBe('n1/ n2/ n3/ n4/ ')
  expect(await djust.render('notes.html', { rows: orders({ exclude: ['customer'] }) })).toBe('n1/ n2/ n3/ n4/ ')
})

test('conditions on relations hold, and nothing else is left out for them', async () => {
  const notBob = { customer: { name: { $ne: 'Bob' } } }
  expect(await djust.render('customers.html', { rows: orders({ populateWhere: notBob }) })).toBe('1:Ann/ 2:/ 3:Cid/ 4:/ ')
  expect(await djust.render('customers.html', { rows: orders({ populateFilter: notBob }) })).toBe('1:Ann/ 2:/ 3:Cid/ 4:/ ')
  const friends = { customer: { friends: { name: { $ne: 'Ann' } } } }
  expect(await djust.render('friends.html', { rows: orders({ populateFilter: friends }) })).toBe(' BobCid   ')
})

test('rows that MikroORM would leave out are an error', async () => {
  const rows = orders({ populateFilter: { customer: { name: { $ne: 'Bob' } } }, strategy: 'select-in' })
  await expect(djust.render('customers.html', { rows })).rejects.toThrow(
    'MikroORM would leave out a Customer of customer that has no company.\n',
  )
})
