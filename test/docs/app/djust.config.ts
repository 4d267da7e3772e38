import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, defineConfig } from 'djust'
import { mikroOrm, nodeSqlite } from 'djust/mikro-orm'
import { Lease, Property, Tenant, User } from './models.ts'
import { DashboardView, LeasesView } from './views.ts'

const file = 'rentals.sqlite'
// `new MikroORM`, not `MikroORM.init`: nothing is opened before the first statement.
const orm = new MikroORM({ driver: SqliteDriver, dbName: file, driverOptions: nodeSqlite(file), entities: [Lease, Property, Tenant, User] })

export default defineConfig({
  djust: createDjust({ orm: mikroOrm(orm), templates: 'templates' }),
  views: [DashboardView, { view: LeasesView, awaits: [57] }],
  close: () => orm.close(),
})
