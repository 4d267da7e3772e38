import { createDjust, type Djust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { openOrders, Order, type OrderDatabase } from '../data/orders.ts'
import type { Case, Group, Subject } from '../harness/bench-case.ts'
import { escape, prepared, shortDate } from '../pages/hand-written.ts'

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
    djust: '`Order.objects.filter({ status }).orderBy("-placedAt", "-id").slice(0, 20)` and a template that reads as much.',
  },
  async *cases(quick) {
    for (const count of quick ? [1000] : [1_000_000, 1000]) {
      const database = await openOrders(count)
      const djust = createDjust({
        orm: mikroOrm(database.orm),
        templates: memoryLoader(templates),
        development: false,
        timeZone: 'UTC',
        jitCacheBackend: 'memory',
      })
      const name = `${rows} of ${count.toLocaleString('en')} orders`
      yield page(name, database, djust, false)
      yield page(`${name}, and how many there are`, database, djust, true)
      await database.close()
    }
  },
}

function page(name: string, database: OrderDatabase, djust: Djust, counted: boolean): Case {
  const subjects: Subject[] = [
    { name: 'floor', run: floor(database, counted) },
    {
      name: 'djust',
      run() {
        const all = Order.objects.filter({ status: 'open' })
        return djust.render(counted ? 'counted.html' : 'orders.html', { all, orders: all.orderBy('-placedAt', '-id').slice(0, rows) })
      },
    },
  ]
  return { name, subjects }
}

/** The page by hand. */
function floor({ connection }: OrderDatabase, counted: boolean): () => string {
  const orders = prepared<[id: number, placedAt: string, name: string, city: string, items: number]>(
    connection,
    `select o.id, o.placed_at, c.name, c.city, (select count(*) from items i where i.order_id = o.id)
    from orders o join customers c on c.id = o.customer_id where o.status = ? order by o.placed_at desc, o.id desc limit ${rows}`,
  )
  const items = prepared<[orderId: number, label: string]>(
    connection,
    `select order_id, label from (select order_id, label, id, row_number() over (partition by order_id order by id) as n
    from items where order_id in (select value from json_each(?))) where n <= 3 order by order_id, n`,
  )
  const count = prepared<[number]>(connection, 'select count(*) from orders where status = ?')
  return () => {
    const found = orders('open')
    const byOrder = Map.groupBy(items(JSON.stringify(found.map(([id]) => id))), ([id]) => id)
    let out = counted ? `<p>${count('open')[0]![0]} open orders</p>\n` : ''
    for (const [id, placedAt, name, city, number] of found) {
      out += `<tr><td>${id}</td><td>${shortDate(placedAt)}</td><td>${escape(name)}, ${escape(city)}</td><td>${number}: `
      for (const [, label] of byOrder.get(id) ?? []) out += `${escape(label)} `
      out += '</td></tr>\n'
    }
    return out
  }
}
