import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleData } from '../../examples/rentals/seed/sample-data.ts'
import { day, type DemoServer, startDemo } from './support/demo-server.ts'

let demo: DemoServer
beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo.close())

const data = sampleData(day)

/** The names in the order of a properties page. */
async function namesOf(query: string): Promise<string[]> {
  const { html } = await demo.get(`/rentals/properties/${query}`)
  return [...html.matchAll(/<a class="tile-link"[^>]*>([^<]*)<\/a>/g)].map((match) => match[1] as string)
}

/** The leading cells of a table page. */
async function leadsOf(path: string): Promise<string[]> {
  const { html } = await demo.get(path)
  return [...html.matchAll(/<td class="lead[^"]*">[\s\S]*?<a href="[^"]*">([^<]*)<\/a>/g)].map((match) =>
    (match[1] as string).replaceAll('&#x27;', "'"),
  )
}

test('properties are searched by name, street and city, ignoring case', async () => {
  expect(await namesOf('?q=aLdEr')).toEqual(['Alder Court 101', 'Alder Court 204', 'Alder Court 305', 'Alder Court 402'])
  expect(await namesOf('?q=Fern+Hollow+Road')).toEqual(['Fern Hollow'])
  const inHillsboro = data.properties.filter((property) => property.city === 'Hillsboro').map((property) => property.name)
  expect(await namesOf('?q=hillsboro')).toEqual(inHillsboro.toSorted())
})

test('what is searched for is text, not a pattern and not markup', async () => {
  expect(await namesOf('?q=%25')).toEqual([])
  expect(await namesOf('?q=_')).toEqual([])
  const page = await demo.get(`/rentals/properties/?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
  expect(page.status).toBe(200)
  expect(page.html).not.toContain('<script')
})

test('filters and search hold together', async () => {
  const wanted = data.properties
    .filter((property) => property.status === 'occupied' && property.propertyType === 'studio')
    .map((property) => property.name)
  expect(wanted.length).toBeGreaterThan(0)
  expect(await namesOf('?status=occupied&type=studio')).toEqual(wanted.toSorted())
  expect(await namesOf('?status=occupied&type=studio&q=zzz')).toEqual([])
})

test('a value that no filter has is ignored', async () => {
  const page = await demo.get('/rentals/properties/?status=gone&sort=;drop&page=x')
  expect(page.status).toBe(200)
  expect(page.text).toContain('1–12 of 40 properties')
})

test('properties are sorted by rent', async () => {
  const byRent = data.properties
    .toSorted((a, b) => Number(b.monthlyRent) - Number(a.monthlyRent) || (a.name < b.name ? -1 : 1))
    .map((property) => property.name)
  expect(await namesOf('?sort=rent-high')).toEqual(byRent.slice(0, 12))
})

test('pages of a list show each row once and keep the filters in their links', async () => {
  const seen: string[] = []
  for (const page of [1, 2, 3, 4]) seen.push(...(await namesOf(`?sort=rent-low&page=${page}`)))
  expect(seen).toHaveLength(40)
  expect(new Set(seen).size).toBe(40)
  const { html } = await demo.get('/rentals/properties/?sort=rent-low&page=2')
  expect(html).toContain('href="/rentals/properties/?sort=rent-low&amp;page=3"')
  expect(html).toMatch(/aria-current="page" aria-label="Page 2"/)
})

test('a page number too high means the last page', async () => {
  const page = await demo.get('/rentals/properties/?page=99')
  expect(page.text).toContain('37–40 of 40 properties')
})

test('tenants are those of now or those of before', async () => {
  const living = new Set(data.leases.filter((lease) => lease.status === 'active').map((lease) => lease.tenant))
  expect((await demo.get('/rentals/tenants/?show=current')).text).toContain(`of ${living.size} tenants`)
  expect((await demo.get('/rentals/tenants/?show=former')).text).toContain(`of ${60 - living.size} tenants`)
})

test('leases are found by the name of their tenant', async () => {
  const user = data.users[0] as { lastName: string }
  const named = data.users.filter((one) => one.lastName === user.lastName).map((one) => one.id)
  const count = data.leases.filter((lease) => named.includes(lease.tenant)).length
  expect((await demo.get(`/rentals/leases/?status=all&q=${user.lastName}`)).text).toContain(`of ${count} leases`)
})

test('leases come in the order of their end', async () => {
  const names = data.leases
    .filter((lease) => lease.status === 'active')
    .toSorted((a, b) => (a.endDate < b.endDate ? -1 : 1))
    .map((lease) => data.properties[lease.property - 1]?.name)
  expect(await leadsOf('/rentals/leases/')).toEqual(names.slice(0, 20))
})

test('repairs: the pending first by urgency, or all of one priority', async () => {
  const pending = data.maintenanceRequests.filter((request) => request.status === 'open' || request.status === 'in_progress')
  const byUrgency = pending
    .toSorted((a, b) => a.priorityRank - b.priorityRank || b.createdAt.getTime() - a.createdAt.getTime())
    .map((request) => request.title)
  expect(await leadsOf('/rentals/maintenance/')).toEqual(byUrgency.slice(0, 20))
  const urgent = data.maintenanceRequests.filter((request) => request.priority === 'urgent')
  expect((await demo.get('/rentals/maintenance/?status=all&priority=urgent')).text).toContain(`of ${urgent.length} requests`)
})

test('the figures are the sums of the rows', async () => {
  const money = (value: number) => Math.round(value).toLocaleString('en-US')
  const rent = data.leases.filter((lease) => lease.status === 'active').reduce((sum, lease) => sum + Number(lease.monthlyRent), 0)
  const received = data.payments
    .filter((payment) => payment.status === 'completed' && payment.paymentDate.startsWith('2026-11'))
    .reduce((sum, payment) => sum + Number(payment.amount), 0)
  const { text } = await demo.get('/rentals/')
  expect(text).toContain(`Rent roll $ ${money(rent)}`)
  expect(text).toContain(`Received in November $ ${money(received)}`)
})

test("a lease's balance is what fell due less what was paid", async () => {
  const lease = data.leases.find((one) => one.status === 'active' && one.endDate === '2026-12-22')
  const paid = data.payments.filter((payment) => payment.lease === lease?.id && payment.status === 'completed').length
  const rent = Number(lease?.monthlyRent)
  const { text } = await demo.get(`/rentals/leases/${lease?.id}/`)
  expect(text).toContain('12 of 12 rents')
  expect(text).toContain(`Balance $ ${((12 - paid) * rent).toLocaleString('en-US')}`)
})
