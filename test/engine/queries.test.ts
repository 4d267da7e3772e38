import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { mikroOrm } from '../../src/orm/mikro-orm.ts'
import { createDjust } from '../../src/engine/djust.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { House, Lease, openRentals, Payment, type Rentals, Tenant } from './support/rentals.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())
afterEach(() => {
  delete (rentals.database.adapter as Partial<typeof rentals.database.adapter>).execute
})

type Rows = ReturnType<Rentals['database']['adapter']['execute']>

/** Looks on while statements run, until the test is over. */
function watch(around: (run: () => Rows, handle: unknown) => Rows): void {
  const { adapter } = rentals.database
  const execute = adapter.execute.bind(adapter)
  adapter.execute = (query, handle) => around(() => execute(query, handle), handle)
}

test('queries of one page run at the same time', async () => {
  let running = 0
  let most = 0
  watch(async (run) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 20))
    running--
    return run()
  })
  const djust = rentals.djust('{{ a|length }}{{ b|length }}{% for x in c %}{{ x.name }}{% endfor %}{{ d }}')
  const context = { a: Lease.objects.all(), b: House.objects.all(), c: Tenant.objects.all(), d: Payment.objects.count() }
  expect(await djust.render('page.html', context)).toBe('32AdaBob2')
  expect(most).toBe(4)
})

test('lists of one level run at the same time', async () => {
  const spans: { from: number; to: number }[] = []
  watch(async (run) => {
    const from = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const rows = await run()
    spans.push({ from, to: performance.now() })
    return rows
  })
  const template =
    '{% for lease in leases %}{% for p in lease.payments %}{{ p.amount }} {% endfor %}{% for other in lease.house.leases %}{{ other.id }}{% endfor %};{% endfor %}'
  expect(await rentals.djust(template).render('page.html', { leases: Lease.objects.all() })).toBe('1200.50 10.00 12;12;3;')
  const [root, ...lists] = spans
  expect(lists).toHaveLength(2)
  expect(Math.max(...lists.map(({ from }) => from))).toBeLessThan(Math.min(...lists.map(({ to }) => to)))
  expect(root!.to).toBeLessThanOrEqual(Math.min(...lists.map(({ from }) => from)))
})

test('rendering on a transaction sees its rows before they are committed, and another connection of it does not once it is undone', async () => {
  const djust = rentals.djust('{% for tenant in tenants %}{{ tenant.name }} {% endfor %}{{ count }}')
  const context = () => ({ tenants: Tenant.objects.all(), count: Tenant.objects.count() })
  const em = rentals.orm.em.fork()
  await em.begin()
  await em.insert(Tenant, { id: 3, name: 'Cyd', email: null })
  expect(await djust.render('page.html', context(), { using: em })).toBe('Ada Bob Cyd 3')
  await em.rollback()
  expect(await djust.render('page.html', context())).toBe('Ada Bob 2')
})

test('a query that names its own connection keeps it', async () => {
  const asked: unknown[] = []
  watch((run, handle) => {
    asked.push(handle)
    return run()
  })
  const [own, page] = [rentals.orm.em.fork(), rentals.orm.em.fork()]
  const djust = rentals.djust('{% for x in own %}{{ x.name }}{% endfor %}{% for x in page %}{{ x.id }}{% endfor %}')
  expect(await djust.render('page.html', { own: Tenant.objects.all().using(own), page: House.objects.all() }, { using: page })).toBe(
    'AdaBob12',
  )
  expect(asked).toHaveLength(2)
  expect(asked.includes(own) && asked.includes(page)).toBe(true)
})

test('one ORM serves several engines, and an engine several renderings at once', async () => {
  const again = mikroOrm(rentals.orm as never)
  try {
    const one = rentals.djust('{% for lease in leases %}{{ lease.tenantName }},{% endfor %}')
    const two = createDjust({ orm: again, templates: memoryLoader({ 'page.html': '{{ leases|length }}' }) })
    const pages = await Promise.all(
      [1, 2, 3].flatMap(() => [
        one.render('page.html', { leases: Lease.objects.all() }),
        two.render('page.html', { leases: Lease.objects.all() }),
      ]),
    )
    expect(new Set(pages)).toEqual(new Set(['Ada,nobody,Bob,', '3']))
  } finally {
    again.release()
  }
})

test('serialize gives plain objects with just the paths', async () => {
  const djust = rentals.djust('')
  expect(
    await djust.serialize(Lease.objects.filter({ id: { lte: 2 } }), ['id', 'house.name', 'tenant.email', 'payments.amount', 'tenantName']),
  ).toEqual([
    {
      id: 1,
      house: { name: 'Alder Court' },
      tenant: { email: 'ada@example.com' },
      payments: [{ amount: '1200.50' }, { amount: '10.00' }],
      tenantName: 'Ada',
    },
    { id: 2, house: { name: 'Alder Court' }, tenant: null, payments: [], tenantName: 'nobody' },
  ])
  expect(await djust.serialize(House.objects.get({ id: 2 }), ['name', 'rent', 'furnished'])).toEqual({
    name: 'Birch <Lane>',
    rent: '832.00',
    furnished: false,
  })
  expect(await djust.serialize(House.objects.filter({ id: 99 }).first(), ['name'])).toBeNull()
  expect(JSON.stringify(await djust.serialize(House.objects.all(), []))).not.toContain('secret')
})

test('serialize refuses what is hidden', async () => {
  await expect(rentals.djust('').serialize(House.objects.all(), ['secret'])).rejects.toMatchObject({ code: 'plan/hidden-name' })
})

test('the report of a rendering names its statements', async () => {
  const reports: unknown[] = []
  await rentals
    .djust('{% for lease in leases %}{{ lease.house.name }}{{ lease.payments|length }}{% endfor %}')
    .render('page.html', { leases: Lease.objects.all() }, { onReport: (report) => reports.push(report) })
  expect(reports).toMatchObject([{ template: 'page.html', statements: [{ model: 'Lease', rows: 3, parameters: [] }] }])
})

test('explain shows each stage without running a statement', async () => {
  const template = '{% for lease in leases %}{{ lease.house.name }} {{ lease.tenantName }} {{ lease.payments|length }}{% endfor %}'
  const explanation = await rentals
    .djust(template)
    .explain('page.html', { leases: Lease.objects.filter({ active: true }).orderBy('-startDate') })
  expect(explanation.statementCount).toBe(1)
  expect(String(explanation)).toMatchSnapshot()
})
