import { existsSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { nodeSqlite } from 'djust/mikro-orm'
import { type Day, today } from './calendar.ts'
import { Expense } from './models/expense.ts'
import { Lease } from './models/lease.ts'
import { LedgerMonth } from './models/ledger-month.ts'
import { MaintenanceRequest } from './models/maintenance-request.ts'
import { Payment } from './models/payment.ts'
import { Portfolio } from './models/portfolio.ts'
import { Property } from './models/property.ts'
import { Tenant } from './models/tenant.ts'
import { User } from './models/user.ts'
import { seed } from './seed/seed.ts'

export const entities = [Portfolio, User, Property, Tenant, Lease, Payment, MaintenanceRequest, Expense, LedgerMonth]

/** 0 to 9; another one where the tables change, so that a file of the same day is written anew. */
const tablesEdition = 1

export interface DatabaseOptions {
  /** A path, or `:memory:`. */
  readonly file: string
  /** The day that the sample data is relative to; today where none is given. */
  readonly day?: Day | undefined
  /** Starts over with fresh sample data even where today's is already there. */
  readonly reset?: boolean | undefined
}

export interface Database {
  readonly orm: Orm
  /** Whether the sample data was written just now. */
  readonly fresh: boolean
}

/**
 * Opens the demo's database and fills it where needed. The day of the sample data is kept in the file itself, so that
 * yesterday's data is replaced: else nothing would be "expiring soon" after a while.
 */
export async function openDatabase({ file, day = today(), reset = false }: DatabaseOptions): Promise<Database> {
  const stamp = Number(day.replaceAll('-', '')) * 10 + tablesEdition
  if (file === ':memory:') {
    const orm = await connect(file)
    await fill(orm, day, stamp)
    return { orm, fresh: true }
  }
  if (existsSync(file) && !reset) {
    const orm = await connect(file)
    if ((await readStamp(orm)) === stamp) return { orm, fresh: false }
    await orm.close(true)
  }
  // Written aside and moved into place: a start that is cut short leaves nothing half full, and another demo that has
  // the old file open goes on with it.
  const aside = `${file}.${process.pid}`
  rmSync(aside, { force: true })
  const orm = await connect(aside)
  await fill(orm, day, stamp)
  await orm.close(true)
  renameSync(aside, file)
  return { orm: await connect(file), fresh: true }
}

async function fill(orm: Orm, day: Day, stamp: number): Promise<void> {
  const em = orm.em.fork()
  // Nothing to protect while it is written: see above.
  await em.execute('pragma synchronous = off')
  await orm.schema.create()
  await seed(em, day)
  await em.execute(`pragma user_version = ${stamp}`)
}

type Orm = Awaited<ReturnType<typeof connect>>

async function connect(file: string) {
  return MikroORM.init(options(file))
}

/** MikroORM's options for the demo's database in a file. */
export function options(file: string | URL) {
  const path = typeof file === 'string' ? file : fileURLToPath(file)
  return { driver: SqliteDriver, dbName: path, driverOptions: nodeSqlite(path), entities }
}

async function readStamp(orm: Orm): Promise<number> {
  const rows = await orm.em.fork().execute<{ user_version: number }[]>('pragma user_version')
  return rows[0]?.user_version ?? 0
}
