import { MikroORM } from '@mikro-orm/sql'
import { defineConfig } from 'djust'
import { createDemo } from './app.ts'
import { options } from './database.ts'
import { DashboardView } from './views/dashboard.ts'
import { NotFoundView } from './views/error.ts'
import { FinancialsView } from './views/financials.ts'
import { LeaseView, LeasesView } from './views/leases.ts'
import { MaintenanceRequestView, MaintenanceView } from './views/maintenance.ts'
import { PropertiesView, PropertyView } from './views/properties.ts'
import { TenantView, TenantsView } from './views/tenants.ts'

// Not MikroORM.init(), which connects: the file is opened by the first statement, and `djust check` runs none.
const orm = new MikroORM(options(new URL('rentals.sqlite', import.meta.url)))

const one = { params: { id: '1' } }
/** What the lists count before they know which page to show. */
const rows = [25]

export default defineConfig({
  djust: createDemo(orm),
  views: [
    DashboardView,
    { view: PropertiesView, awaits: rows },
    { view: PropertyView, request: one },
    { view: TenantsView, awaits: rows },
    { view: TenantView, request: one },
    { view: LeasesView, awaits: rows },
    { view: LeaseView, request: one },
    { view: MaintenanceView, awaits: rows },
    { view: MaintenanceRequestView, request: one },
    { view: FinancialsView, awaits: rows },
    NotFoundView,
  ],
  close: () => orm.close(),
})
