import { createDjust, type Djust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { servers, whySilent } from '../../conformance/servers.ts'
import { openOrders, Order, type OrderDatabase } from '../data/orders.ts'
import { openOrdersOn, type ServerOrders } from '../data/orders-on-server.ts'
import type { Case, Group, Subject } from '../harness/bench-case.ts'
import { prepared } from '../pages/hand-written.ts'
import {
  type ItemRow,
  listed,
  mariadb,
  orderList,
  type OrderRow,
  type OrderSql,
  orderTemplate,
  pageByHand,
  pageViaKysely,
  postgres,
  sqlite,
} from '../pages/order-list.ts'

const templates = { 'orders.html': orderTemplate, 'counted.html': `<p>{{ all.count }} open orders</p>\n${orderTemplate}` }

export const million: Group = {
  name: 'million',
  title: `${listed} rows of a table of a million`,
  subjects: {
    floor:
      'SQL written by hand, prepared once (on MariaDB, where counting is six times as slow when prepared, sent as text): orders of a status, the latest first, with their customer, the number of their items and the first three of them; tables of a million orders and a million items. SQLite reads a file on the connection that the ORM uses; PostgreSQL (`pg`) and MariaDB (`mysql2`) run on the same machine and answer over a socket of its own.',
    'floor via em.getKysely()': "The floor's SQL through the ORM's Kysely, which prepares it each time and gives rows as objects.",
    djust:
      '`Order.objects.filter({ status }).orderBy("-placedAt", "-id").slice(0, 20)` and a template that reads as much; on PostgreSQL with `preparedStatements(pg.Client)`.',
  },
  alsoComparedWith: 'djust',
  warmupMs: 3000,
  async *cases(quick) {
    const million = [
      { count: 1_000_000, crowded: false },
      { count: 1_000_000, crowded: true },
    ]
    for (const { count, crowded } of [...(quick ? [] : million), { count: 1000, crowded: false }]) {
      const database = await openOrders(count, crowded)
      const djust = djustOn(database.orm)
      const subjects = (counted: boolean): Subject[] => [
        { name: 'floor', run: floor(database, counted) },
        ...others(djust, database.orm, sqlite, counted),
      ]
      const name = `${listed} of ${count.toLocaleString('en')} orders`
      try {
        if (crowded) yield { name: `${name} with some ${count / listed / 2} items each`, subjects: subjects(false) }
        else yield* cases(name, subjects)
      } finally {
        await database.close()
      }
    }
    for (const server of ['postgres', 'mariadb'] as const) {
      const silent = await whySilent(servers[server])
      if (silent) {
        console.warn(`left out: ${silent}`)
        continue
      }
      const count = quick ? 1000 : 1_000_000
      const database = await openOrdersOn(server, count)
      const { orm, query } = database
      const sql = server === 'postgres' ? postgres : mariadb
      const djust = djustOn(orm)
      const subjects = (counted: boolean): Subject[] => [
        { name: 'floor', run: () => pageByHand(sql, query, counted) },
        ...others(djust, orm, sql, counted),
      ]
      try {
        yield* cases(`${listed} of ${count.toLocaleString('en')} orders on ${servers[server].title}`, subjects)
      } finally {
        await database.close()
      }
    }
  },
}

function* cases(name: string, subjects: (counted: boolean) => readonly Subject[]): Generator<Case> {
  yield { name, subjects: subjects(false) }
  yield { name: `${name}, and how many there are`, subjects: subjects(true) }
}

type OrdersOrm = OrderDatabase['orm'] | ServerOrders['orm']

function djustOn(orm: OrdersOrm): Djust {
  return createDjust({
    orm: mikroOrm(orm),
    templates: memoryLoader(templates),
    development: false,
    timeZone: 'UTC',
    jitCacheBackend: 'memory',
  })
}

function others(djust: Djust, orm: OrdersOrm, sql: OrderSql, counted: boolean): Subject[] {
  return [
    { name: 'floor via em.getKysely()', run: () => pageViaKysely(orm, sql, counted) },
    { name: 'djust', run: () => page(djust, counted) },
  ]
}

function page(djust: Djust, counted: boolean): Promise<string> {
  const all = Order.objects.filter({ status: 'open' })
  return djust.render(counted ? 'counted.html' : 'orders.html', { all, orders: all.orderBy('-placedAt', '-id').slice(0, listed) })
}

/** The page by hand, on a database that answers at once. */
function floor({ connection }: OrderDatabase, counted: boolean): () => string {
  const orders = prepared<OrderRow>(connection, sqlite.orders)
  const items = prepared<ItemRow>(connection, sqlite.items)
  const count = prepared<readonly [number]>(connection, sqlite.count)
  return () => {
    const found = orders('open')
    const keys = sqlite.keys(found.map(([id]) => id))
    return orderList(found, items(...keys), counted ? count('open')[0]![0] : null)
  }
}
