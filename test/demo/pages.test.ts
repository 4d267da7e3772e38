import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoServer, startDemo } from './support/demo-server.ts'

let demo: DemoServer
beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo.close())

/** What each page shows, and how many statements that takes; docs/demo-statements.md says what each loads. */
const pages: readonly { readonly path: string; readonly statements: number; readonly shows: readonly string[] }[] = [
  {
    path: '/rentals/',
    statements: 6,
    shows: [
      'Overview',
      'Maya Okonkwo',
      'Occupancy',
      '85 %',
      'Maple Cottage',
      'Nora Falk',
      'Nov 27, 2026',
      '4 days',
      'Needs attention',
      'Latest payments',
    ],
  },
  { path: '/rentals/properties/', statements: 4, shows: ['Properties', '1–12 of 40 properties', 'Alder Court 101', 'Umar Jansen', 'Next'] },
  { path: '/rentals/properties/1/', statements: 3, shows: ['Leases', 'Repairs', 'Current tenant', 'Last 12 months', 'Managed since'] },
  { path: '/rentals/tenants/', statements: 4, shows: ['Tenants', '1–20 of 60 tenants', '@example.com'] },
  { path: '/rentals/tenants/1/', statements: 4, shows: ['Payments', 'Lease history', 'Employer', 'In an emergency'] },
  { path: '/rentals/leases/', statements: 3, shows: ['Leases', '1–20 of 34 leases', 'Maple Cottage', 'Nora Falk', '4 days'] },
  { path: '/rentals/leases/100/', statements: 3, shows: ['Term', 'Payments', 'Conditions', 'Balance'] },
  { path: '/rentals/maintenance/', statements: 3, shows: ['Repairs', 'requests', 'Urgent', 'Estimate'] },
  { path: '/rentals/maintenance/20/', statements: 3, shows: ['Report', 'Other repairs here', 'Priority'] },
  {
    path: '/rentals/financials/',
    statements: 6,
    shows: ['Finances', 'Cash flow', 'By property', 'Where the money goes', 'Property tax', 'Payments'],
  },
]

describe.each(pages)('$path', ({ path, statements, shows }) => {
  test('shows what it should', async () => {
    const page = await demo.get(path)
    expect(page.status).toBe(200)
    for (const text of shows) expect(page.text).toContain(text)
    expect(page.html).not.toMatch(/undefined|NaN|\[object |null</)
    expect(page.html.match(/<h1\b/g)).toHaveLength(1)
    expect(page.html.match(/aria-current="page"/g)?.length).toBeGreaterThanOrEqual(1)
  })

  test(`runs ${statements} statements, as the documentation explains`, async () => {
    const page = await demo.get(path)
    expect(page.statements, page.statements.join('\n')).toHaveLength(statements)
    expect(page.headers.get('server-timing')).toContain('SQL statement')
    const documented = new RegExp(
      `^## \`${path.replaceAll('/1/', '/:id/').replaceAll(/\/(20|100)\//g, '/:id/')}\`: (\\d+) statements$`,
      'm',
    ).exec(readFileSync('docs/demo-statements.md', 'utf8'))
    expect(Number(documented?.[1])).toBe(statements)
  })

  test('loads no column that the page does not need', async () => {
    const sql = (await demo.get(path)).statements.join('\n')
    expect(sql).not.toMatch(/password_hash|emergency_contact_name(?![\s\S]*emergency_contact_phone)|transaction_id|receipt_number/)
    expect(sql).not.toMatch(/select\s+(\w+\.)?\*/i)
  })
})

test('a component shared by two pages loads for each only what it shows there', async () => {
  const dashboard = (await demo.get('/rentals/')).statements.join('\n')
  expect(dashboard).not.toContain('"notes"')
  expect((await demo.get('/rentals/leases/100/')).statements.join('\n')).toContain('"notes"')
  const history = (await demo.get('/rentals/properties/1/')).statements.find(
    (sql) => sql.includes('from "main"."leases"') || sql.includes('from "leases" as "t0"'),
  )
  expect(history).toContain('"users"')
  expect(history).not.toContain('"properties"')
})

test('a page about nothing in the list says so', async () => {
  for (const path of ['/rentals/properties/?q=zzz', '/rentals/tenants/?q=zzz', '/rentals/leases/?q=zzz', '/rentals/maintenance/?q=zzz']) {
    const page = await demo.get(path)
    expect(page.status).toBe(200)
    expect(page.text).toMatch(/No \w+ matching “zzz”/)
    expect(page.text).toMatch(/No (property|tenant|lease|request) matches/)
  }
})

test.each([
  '/rentals/properties/4000/',
  '/rentals/tenants/0/',
  '/rentals/leases/abc/',
  '/rentals/maintenance/1e3/',
  '/rentals/leases/-1/',
  '/rentals/nothing/here',
  '/nowhere',
])('%s is answered with 404 inside the frame', async (path) => {
  const page = await demo.get(path)
  expect(page.status).toBe(404)
  expect(page.text).toContain('There is nothing here')
  expect(page.text).toContain('Maya Okonkwo')
})

test('the root leads to the demo, and its style sheet is served', async () => {
  const root = await demo.get('/')
  expect(root.text).toContain('Overview')
  const css = await demo.get('/rentals/assets/rentals.css')
  expect(css.headers.get('content-type')).toContain('text/css')
  expect((await demo.get('/rentals/')).headers.get('content-security-policy')).toContain("default-src 'none'")
})
