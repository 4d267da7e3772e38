import type { EntityClass } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import type { Day } from '../calendar.ts'
import { Expense } from '../models/expense.ts'
import { Lease } from '../models/lease.ts'
import { LedgerMonth } from '../models/ledger-month.ts'
import { MaintenanceRequest } from '../models/maintenance-request.ts'
import { Payment } from '../models/payment.ts'
import { Portfolio } from '../models/portfolio.ts'
import { Property } from '../models/property.ts'
import { Tenant } from '../models/tenant.ts'
import { User } from '../models/user.ts'
import { sampleData } from './sample-data.ts'

/** Fills an empty database with the sample data of a day; the same day gives the same rows. */
export async function seed(em: SqlEntityManager, day: Day): Promise<void> {
  const data = sampleData(day)
  await em.transactional(async (tx) => {
    const insert = (entity: EntityClass<object>, rows: object[]) => tx.insertMany(entity, rows)
    await insert(User, data.users)
    await insert(Portfolio, data.portfolios)
    await insert(Property, data.properties)
    await insert(Tenant, data.tenants)
    await insert(Lease, data.leases)
    await insert(LedgerMonth, data.months)
    await insert(Payment, data.payments)
    await insert(MaintenanceRequest, data.maintenanceRequests)
    await insert(Expense, data.expenses)
  })
}
