import { createDjust, type Djust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { openOrders, Order, type OrderDatabase } from '../data/orders.ts'
import type { Case, Group, Subject } from '../harness/bench-case.ts'
import { escape, prepared, shortDate, viaKysely } from '../pages/hand-written.ts'

const rows = 20

const list = `{% for order in orders %}<tr><td>{{ order.id }}</td><td>{{ order.placedAt|date:"M d, Y" }}</td><td>{{ order.customer.name }}, {{ order.customer.city }}</td><td>{{ order.items|length }}: {% for item in order.items|slice:":3" %}{{ item.label }} {% endfor %}</td></tr>
{% endfor %}`
const templates = { 'orders.html': list, 'counted.html': `<p>{{ all.count }} open orders</p>\n${list}` }

export const million: Group = {
  name: 'million',
  title: `${rows} rows of a table of a million`,
  subjects: {
    floor:
      'SQL written by hand, prepared once on the connection that the ORM uses: orders of a status, the latest first, with their customer, the number of their items and the first three of them; tables of a million orders and a million items in a file.',
    'floor via em.getKysely()': "The floor's SQL through the ORM's Kysely, which prepares it each time and gives rows as objects.",
    djust: '`Order.objects.filter({ status }).orderBy("-placedAt", "-id").slice(0, 20)` and a template that reads as much.',
  },
  alsoComparedWith: 'djust',
  async *cases(quick) {
    const million = [
      { count: 1_000_000, crowded: false },
      { count: 1_000_000, crowded: true },
    ]
    for (const { count, crowded } of [...(quick ? [] : million), { count: 1000, crowded: false }]) {
      const database = await openOrders(count, crowded)
      const djust = createDjust({
        orm: mikroOrm(database.orm),
        templates: memoryLoader(templates),
        development: false,
        timeZone: 'UTC',
        jitCacheBackend: 'memory',
      })
      const name = `${rows} of ${count.toLocaleString('en')} orders`
      if (crowded) yield page(`${name} with some ${count / rows / 2} items each`, database, djust, false)
      else {
        yield page(name, database, djust, false)
        yield page(`${name}, and how many there are`, database, djust, true)
      }
      await database.close()
    }
  },
}

function page(name: string, database: OrderDatabase, djust: Djust, counted: boolean): Case {
  const run = (): Promise<string> => {
    const all = Order.objects.filter({ status: 'open' })
    return djust.render(counted ? 'counted.html' : 'orders.html', { all, orders: all.orderBy('-placedAt', '-id').slice(0, rows) })
  }
  const subjects: Subject[] = [
    { name: 'floor', run: floor(database, counted) },
    { name: 'floor via em.getKysely()', run: () => floorViaKysely(database, counted) },
    { name: 'djust', run },
  ]
  return { name, subjects }
}

type OrderRow = readonly [id: number, placedAt: string, name: string, city: string, items: number]
type ItemRow = readonly [orderId: number, label: string]

const ordersSql = `select o.id, o.placed_at, c.name, c.city, (select count(*) from items i where i.order_id = o.id) as items
  from orders o join customers c on c.id = o.customer_id where o.status = ? order by o.placed_at desc, o.id desc limit ${rows}`
// Of each order the first three by their index: a window function would number all that it has.
const itemsSql = `select k.value as order_id, i.label from json_each(?) k cross join items i
  where i.id in (select id from items where order_id = k.value order by id limit 3) order by k.value, i.id`
const countSql = 'select count(*) as n from orders where status = ?'

/** The page by hand. */
function floor({ connection }: OrderDatabase, counted: boolean): () => string {
  const orders = prepared<OrderRow>(connection, ordersSql)
  const items = prepared<ItemRow>(connection, itemsSql)
  const count = prepared<readonly [number]>(connection, countSql)
  return () => {
    const found = orders('open')
    return html(found, items(keysOf(found)), counted ? count('open')[0]![0] : null)
  }
}

async function floorViaKysely({ orm }: OrderDatabase, counted: boolean): Promise<string> {
  const orders = await viaKysely<{ id: number; placed_at: string; name: string; city: string; items: number }>(orm, ordersSql, ['open'])
  const found = orders.map((row): OrderRow => [row.id, row.placed_at, row.name, row.city, row.items])
  const items = await viaKysely<{ order_id: number; label: string }>(orm, itemsSql, [keysOf(found)])
  const [count] = counted ? await viaKysely<{ n: number }>(orm, countSql, ['open']) : []
  return html(
    found,
    items.map((row): ItemRow => [row.order_id, row.label]),
    count?.n ?? null,
  )
}

function keysOf(orders: readonly OrderRow[]): string {
  return JSON.stringify(orders.map(([id]) => id))
}

function html(orders: readonly OrderRow[], items: readonly ItemRow[], count: number | null): string {
  const byOrder = Map.groupBy(items, ([id]) => id)
  let out = count === null ? '' : `<p>${count} open orders</p>\n`
  for (const [id, placedAt, name, city, number] of orders) {
    out += `<tr><td>${id}</td><td>${shortDate(placedAt)}</td><td>${escape(name)}, ${escape(city)}</td><td>${number}: `
    for (const [, label] of byOrder.get(id) ?? []) out += `${escape(label)} `
    out += '</td></tr>\n'
  }
  return out
}
