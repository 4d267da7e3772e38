import { readFileSync } from 'node:fs'
import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { createDjust } from 'djust'
import { mikroOrm, nodeSqlite } from 'djust/mikro-orm'
import { expectStatements, planOf, renderView } from 'djust/testing'
import { expect, test } from 'vitest'
import { root } from '../support/source-files.ts'
import { Lease, Property, Tenant, User } from './app/models.ts'
import { DashboardView, LeasesView } from './app/views.ts'
import { AsyncFunction } from './support/async-function.ts'

test('the lines about plans in tests run as docs/command-line.md shows them', async () => {
  const written = readFileSync(`${root}docs/command-line.md`, 'utf8')
  const code = written.match(/## Plans in tests[^]*?```ts\nimport [^\n]* from 'djust\/testing'\n\n([^]*?)\n```/)![1]!
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [Lease, Property, Tenant, User],
  })
  await orm.schema.create()
  const djust = createDjust({ orm: mikroOrm(orm), templates: `${root}test/docs/app/templates` })
  const plans: string[] = []
  const keep = (plan: string): void => void plans.push(plan)
  const scope = {
    djust,
    DashboardView,
    LeasesView,
    planOf,
    renderView,
    expectStatements,
    expect: (plan: string) => ({ toMatchSnapshot: () => keep(plan) }),
    t: { assert: { snapshot: keep } },
  }
  await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope))
  expect(plans).toEqual([expect.stringContaining('expiringSoon'), expect.stringContaining('leases')])
  await orm.close()
})
