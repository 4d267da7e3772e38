import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoServer, startDemo } from '../demo/support/demo-server.ts'
import { root } from '../support/source-files.ts'

const folder = `${root}examples/rentals/`
const pages: Readonly<Record<string, string>> = {
  DashboardView: '/rentals/',
  PropertiesView: '/rentals/properties/',
  PropertyView: '/rentals/properties/1/',
  TenantsView: '/rentals/tenants/',
  TenantView: '/rentals/tenants/1/',
  LeasesView: '/rentals/leases/',
  LeaseView: '/rentals/leases/1/',
  MaintenanceView: '/rentals/maintenance/',
  MaintenanceRequestView: '/rentals/maintenance/1/',
  FinancialsView: '/rentals/financials/',
  NotFoundView: '/rentals/nowhere/',
}

interface Checked {
  readonly views: readonly { readonly view: string; readonly statements: number }[]
  readonly problems: readonly unknown[]
}

let demo: DemoServer
let checked: Checked
const changed = (): number | null => (existsSync(`${folder}rentals.sqlite`) ? statSync(`${folder}rentals.sqlite`).mtimeMs : null)
const before = changed()

beforeAll(async () => {
  // In a process of its own: entities that belong to two ORM instances could not say which they mean.
  const words = ['-C', 'djust-source', `${root}src/cli/main.ts`, 'check', '--json']
  const { stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } })
  checked = JSON.parse(stdout) as Checked
  demo = await startDemo()
})
afterAll(() => demo.close())

test('the demo has no problems, and its database is left alone', () => {
  expect(checked.problems).toEqual([])
  expect(changed()).toBe(before)
  expect(checked.views.map(({ view }) => view)).toEqual(Object.keys(pages))
})

test.each(Object.entries(pages))('%s takes as many statements as the check says', async (view, path) => {
  const { statements } = await demo.get(path)
  expect(checked.views.find((each) => each.view === view)?.statements).toBe(statements.length)
})
