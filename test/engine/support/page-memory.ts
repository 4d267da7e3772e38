import { createDjust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { openOrders, Order } from '../../../bench/data/orders.ts'

/** Prints the most kilobytes that one of 40 pages of 20 rows needed, of a table of as many rows as is asked for. */
const template = `{{ all.count }} {% for order in orders %}{{ order.id }} {{ order.placedAt|date:"M d, Y" }} {{ order.customer.name }}
{{ order.items|length }}: {% for item in order.items|slice:":3" %}{{ item.label }} {% endfor %}{% endfor %}`

const database = await openOrders(Number(process.argv[2]))
const djust = createDjust({
  orm: mikroOrm(database.orm),
  templates: memoryLoader({ 'orders.html': template }),
  development: false,
  timeZone: 'UTC',
  jitCacheBackend: 'memory',
})
let mostKb = 0
let page = ''
for (let n = 0; n < 40; n++) {
  const all = Order.objects.filter({ status: 'open' })
  // What the page leaves behind counts, what it found does not.
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  page = await djust.render('orders.html', { all, orders: all.orderBy('-placedAt', '-id').slice(0, 20) })
  // The first pages compile.
  if (n >= 20) mostKb = Math.max(mostKb, (process.memoryUsage().heapUsed - before) / 1024)
}
await database.close()
console.log(JSON.stringify({ mostKb: Math.round(mostKb), characters: page.length, rssMb: process.memoryUsage().rss >> 20 }))
