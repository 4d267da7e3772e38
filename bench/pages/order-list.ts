import type { Query } from '../data/orders-on-server.ts'
import { escape, shortDate, viaKysely } from './hand-written.ts'

export const listed = 20

/** The SQL of the page by hand, for one database. Keys of orders are as many as are listed. */
export interface OrderSql {
  readonly orders: string
  readonly items: string
  readonly count: string
  /** The parameters of `items`. */
  readonly keys: (ids: readonly (number | string)[]) => readonly unknown[]
}

export type OrderRow = readonly [id: number | string, placedAt: string, name: string, city: string, items: number | string]
export type ItemRow = readonly [orderId: number | string, label: string]
type CountRow = readonly [number | string]

const orders = (
  status: string,
): string => `select o.id, o.placed_at, c.name, c.city, (select count(*) from items i where i.order_id = o.id) as items
  from orders o join customers c on c.id = o.customer_id where o.status = ${status} order by o.placed_at desc, o.id desc limit ${listed}`
const count = (status: string): string => `select count(*) as n from orders where status = ${status}`

// Of each order the first three by their index: a window function would number all that it has.
export const sqlite = {
  orders: orders('?'),
  items: `select k.value as order_id, i.label from json_each(?) k cross join items i
    where i.id in (select id from items where order_id = k.value order by id limit 3) order by k.value, i.id`,
  count: count('?'),
  keys: (ids) => [JSON.stringify(ids)],
} satisfies OrderSql

export const postgres: OrderSql = {
  orders: orders('$1'),
  items: `select k.order_id, i.label from unnest($1::int[]) k(order_id)
    cross join lateral (select id, label from items where order_id = k.order_id order by id limit 3) i order by k.order_id, i.id`,
  count: count('$1'),
  keys: (ids) => [ids],
}

/** MariaDB 10.11 has no LATERAL. */
export const mariadb: OrderSql = {
  orders: orders('?'),
  items: `select order_id, label from (select id, order_id, label, row_number() over (partition by order_id order by id) as n
    from items where order_id in (${Array(listed).fill('?').join(', ')})) i where n <= 3 order by order_id, id`,
  count: count('?'),
  keys: (ids) => ids,
}

/** The page by a connection that gives rows as arrays. */
export async function pageByHand(sql: OrderSql, query: Query, counted: boolean): Promise<string> {
  const found = (await query(sql.orders, ['open'])) as unknown as readonly OrderRow[]
  const items = (await query(sql.items, sql.keys(found.map(([id]) => id)))) as unknown as readonly ItemRow[]
  const [count] = counted ? ((await query(sql.count, ['open'])) as unknown as readonly CountRow[]) : []
  return orderList(found, items, count ? count[0] : null)
}

/** The page by MikroORM's connection: objects by column name. */
export function pageViaKysely(orm: Parameters<typeof viaKysely>[0], sql: OrderSql, counted: boolean): Promise<string> {
  const query: Query = async (text, parameters) => (await viaKysely<object>(orm, text, parameters)).map((row) => Object.values(row))
  return pageByHand(sql, query, counted)
}

export function orderList(orders: readonly OrderRow[], items: readonly ItemRow[], count: number | string | null): string {
  const byOrder = Map.groupBy(items, ([id]) => id)
  let out = count === null ? '' : `<p>${count} open orders</p>\n`
  for (const [id, placedAt, name, city, number] of orders) {
    out += `<tr><td>${id}</td><td>${shortDate(placedAt)}</td><td>${escape(name)}, ${escape(city)}</td><td>${number}: `
    for (const [, label] of byOrder.get(id) ?? []) out += `${escape(label)} `
    out += '</td></tr>\n'
  }
  return out
}

/** The template of djust. */
export const orderTemplate = `{% for order in orders %}<tr><td>{{ order.id }}</td><td>{{ order.placedAt|date:"M d, Y" }}</td><td>{{ order.customer.name }}, {{ order.customer.city }}</td><td>{{ order.items|length }}: {% for item in order.items|slice:":3" %}{{ item.label }} {% endfor %}</td></tr>
{% endfor %}`
