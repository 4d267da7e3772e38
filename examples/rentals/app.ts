import { fileURLToPath } from 'node:url'
import { createDjust, type Djust } from 'djust'
import { djustExpress, errorPage, view } from 'djust/express'
import { mikroOrm } from 'djust/mikro-orm'
import express, { type Express } from 'express'
import { charts } from './charts.ts'
import type { Database } from './database.ts'
import { DashboardView } from './views/dashboard.ts'
import { NotFoundView } from './views/error.ts'
import { FinancialsView } from './views/financials.ts'
import { LeaseView, LeasesView } from './views/leases.ts'
import { MaintenanceRequestView, MaintenanceView } from './views/maintenance.ts'
import { PropertiesView, PropertyView } from './views/properties.ts'
import { TenantView, TenantsView } from './views/tenants.ts'

/** The demo's pages on a database, which need not be connected yet. */
export function createDemo(orm: Database['orm']): Djust {
  return createDjust({ orm: mikroOrm(orm), templates: path('templates'), libraries: [charts], timeZone: 'UTC' })
}

/** The demo as an Express application on an open database. */
export function createApp(orm: Database['orm']): Express {
  const djust = createDemo(orm)
  const app = express()
  app.disable('x-powered-by')
  // The pages have no scripts of their own; in development djust's reloads them when a template changes.
  const scripts = djust.development ? "script-src 'self'; connect-src 'self'; " : ''
  app.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy': `default-src 'none'; ${scripts}style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
    })
    next()
  })
  app.use('/rentals/assets', express.static(path('public'), { maxAge: '5m' }))
  app.use(djustExpress(djust))

  app.get('/', (_req, res) => res.redirect('/rentals/'))
  app.get('/rentals/', view(DashboardView))
  app.get('/rentals/properties/', view(PropertiesView))
  app.get('/rentals/properties/:id/', view(PropertyView))
  app.get('/rentals/tenants/', view(TenantsView))
  app.get('/rentals/tenants/:id/', view(TenantView))
  app.get('/rentals/leases/', view(LeasesView))
  app.get('/rentals/leases/:id/', view(LeaseView))
  app.get('/rentals/maintenance/', view(MaintenanceView))
  app.get('/rentals/maintenance/:id/', view(MaintenanceRequestView))
  app.get('/rentals/financials/', view(FinancialsView))

  app.use(view(NotFoundView, { status: 404 }))
  app.use(errorPage(djust, { notFound: NotFoundView }))
  return app
}

function path(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
