import type { MikroORM } from '@mikro-orm/sql'
import { createPool } from 'mysql2/promise'
import { Pool } from 'pg'
import { openOrm } from '../../conformance/open-orm.ts'
import { servers } from '../../conformance/servers.ts'
import { Customer, Item, Order } from './orders.ts'

export type Query = (sql: string, parameters: readonly unknown[]) => Promise<unknown[][]>

export interface ServerOrders {
  readonly orm: MikroORM
  /** A statement on a pool that is not the ORM's, whose connections keep it prepared on PostgreSQL; rows are arrays. */
  readonly query: Query
  close(): Promise<void>
}

/** So many orders and as many items in a database of their own, which `close` drops. */
export async function openOrdersOn(server: keyof typeof servers, count: number): Promise<ServerOrders> {
  const database = await openOrm(server, { entities: [Customer, Order, Item], prepared: server === 'postgres' })
  try {
    const { orm } = database
    await database.createTables()
    for (const statement of filling(server, count)) await orm.em.fork().execute(statement)
    const name = orm.config.get('dbName')!
    const own = server === 'postgres' ? postgres(name) : mariadb(name)
    return {
      orm,
      query: own.query,
      async close() {
        await own.end()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

interface OwnPool {
  readonly query: Query
  readonly end: () => Promise<void>
}

function postgres(database: string): OwnPool {
  const url = new URL(servers.postgres.url)
  url.pathname = `/${database}`
  // All columns as the text that PostgreSQL sends: the page needs no more.
  const pool = new Pool({ connectionString: url.href, types: { getTypeParser: () => String } })
  const names = new Map<string, string>()
  return {
    async query(text, values) {
      let name = names.get(text)
      if (name === undefined) names.set(text, (name = `floor_${names.size}`))
      const { rows } = await pool.query({ text, name, values, rowMode: 'array' })
      return rows
    },
    end: () => pool.end(),
  }
}

function mariadb(database: string): OwnPool {
  const url = new URL(servers.mariadb.url.replace(/^mariadb:/, 'mysql:'))
  url.pathname = `/${database}`
  const pool = createPool({ uri: url.href, dateStrings: true, rowsAsArray: true })
  return {
    query: async (sql, parameters) => {
      const [rows] = await pool.query(sql, [...parameters])
      return rows as unknown[][]
    },
    end: () => pool.end(),
  }
}

function filling(server: keyof typeof servers, count: number): readonly string[] {
  const customers = Math.max(1, count / 100)
  const mariadb = server === 'mariadb'
  const from = (last: number): string =>
    mariadb ? `from (select seq as i from seq_1_to_${last}) n` : `from generate_series(1::bigint, ${last}) n(i)`
  const text = (prefix: string, number = 'i'): string => `concat('${prefix} ', ${number})`
  const days = 'i * 104729 % 2000'
  const day = mariadb ? `date_add('2020-01-01', interval ${days} day)` : `date '2020-01-01' + cast(${days} as integer)`
  return [
    `insert into customers (id, name, city, notes) select i, ${text('Customer')}, ${text('City', 'i % 100')}, ${text('Notes of')} ${from(customers)}`,
    `insert into orders (id, customer_id, status, placed_at, total, remarks)
      select i, 1 + i * 7919 % ${customers}, case when i % 10 = 0 then 'open' else 'paid' end, ${day}, i % 90000 / 100.0, ${text('Remarks on')}
      ${from(count)}`,
    `insert into items (id, order_id, label, amount) select i, 1 + i * 31 % ${count}, ${text('Item')}, i % 9 ${from(count)}`,
    'create index orders_of_status on orders (status, placed_at, id)',
    ...(mariadb ? ['analyze table customers', 'analyze table orders', 'analyze table items'] : ['vacuum analyze']),
  ]
}
