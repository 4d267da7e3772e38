import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineEntity, p } from '@mikro-orm/core'
import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { manager } from 'djust'
import { nodeSqlite } from 'djust/mikro-orm'

const CustomerSchema = defineEntity({
  name: 'Customer',
  tableName: 'customers',
  properties: { id: p.integer().primary(), name: p.string(), city: p.string(), notes: p.text() },
})
export class Customer extends CustomerSchema.class {}
CustomerSchema.setClass(Customer)

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'orders',
  properties: {
    id: p.integer().primary(),
    customer: () => p.manyToOne(Customer).index(),
    status: p.string(),
    placedAt: p.date(),
    total: p.decimal().precision(10).scale(2),
    remarks: p.text(),
    items: () => p.oneToMany(Item).mappedBy('order'),
  },
})
export class Order extends OrderSchema.class {
  static objects = manager(Order)
}
OrderSchema.setClass(Order)

const ItemSchema = defineEntity({
  name: 'Item',
  tableName: 'items',
  orderBy: { id: 'asc' },
  properties: { id: p.integer().primary(), order: () => p.manyToOne(Order).index(), label: p.string(), amount: p.integer() },
})
export class Item extends ItemSchema.class {}
ItemSchema.setClass(Item)

export interface OrderDatabase {
  readonly orm: Awaited<ReturnType<typeof connect>>
  /** The connection that the ORM itself uses. */
  readonly connection: DatabaseSync
  close(): Promise<void>
}

/**
 * So many orders and as many items, in a file that `close` removes: one statement a table, which takes seconds for a million.
 * `crowded`: half of the items belong to the latest 20 open orders.
 */
export async function openOrders(count: number, crowded = false): Promise<OrderDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'djust-orders-'))
  const connection = new DatabaseSync(join(folder, 'orders.sqlite'))
  connection.exec('pragma journal_mode = off; pragma synchronous = off')
  const orm = await connect(connection)
  await orm.schema.create()
  const customers = Math.max(1, count / 100)
  const numbers = (last: number): string => `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${last})`
  connection.exec(`
    insert into customers (id, name, city, notes) ${numbers(customers)} select i, 'Customer ' || i, 'City ' || (i % 100), 'Notes of ' || i from n;
    insert into orders (id, customer_id, status, placed_at, total, remarks) ${numbers(count)}
      select i, 1 + i * 7919 % ${customers}, case when i % 10 = 0 then 'open' else 'paid' end,
        date('2020-01-01', '+' || (i * 104729 % 2000) || ' days'), i % 90000 / 100.0, 'Remarks on ' || i from n;
    insert into items (id, order_id, label, amount) ${numbers(count)} select i, 1 + i * 31 % ${count}, 'Item ' || i, i % 9 from n;
    create index orders_of_status on orders (status, placed_at, id)`)
  if (crowded)
    connection.exec(`
      create temp table latest as
        select row_number() over () - 1 as n, id from (select id from orders where status = 'open' order by placed_at desc, id desc limit 20);
      update items set order_id = (select latest.id from latest where n = items.id / 2 % 20) where id % 2 = 0;
      drop table latest`)
  connection.exec('analyze')
  return {
    orm,
    connection,
    async close() {
      await orm.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function connect(connection: DatabaseSync) {
  return await MikroORM.init({
    driver: SqliteDriver,
    dbName: 'orders.sqlite',
    driverOptions: nodeSqlite(connection),
    entities: [Customer, Order, Item],
  })
}
