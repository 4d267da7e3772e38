import { createDjust, type Djust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { Order, type OrderDatabase } from '../data/orders.ts'
import type { ServerOrders } from '../data/orders-on-server.ts'
import type { Subject } from '../harness/bench-case.ts'
import { listed, type OrderSql, orderTemplate, pageViaKysely } from './order-list.ts'

const templates = { 'orders.html': orderTemplate, 'counted.html': `<p>{{ all.count }} open orders</p>\n${orderTemplate}` }

type OrdersOrm = OrderDatabase['orm'] | ServerOrders['orm']

/** What a page of orders is compared with by hand: the same SQL through the ORM's Kysely, and djust. */
export function orderSubjects(orm: OrdersOrm, sql: OrderSql): (counted: boolean) => Subject[] {
  const djust = createDjust({
    orm: mikroOrm(orm),
    templates: memoryLoader(templates),
    development: false,
    timeZone: 'UTC',
    jitCacheBackend: 'memory',
  })
  return (counted) => [
    { name: 'floor via em.getKysely()', run: () => pageViaKysely(orm, sql, counted) },
    { name: 'djust', run: () => page(djust, counted) },
  ]
}

function page(djust: Djust, counted: boolean): Promise<string> {
  const all = Order.objects.filter({ status: 'open' })
  return djust.render(counted ? 'counted.html' : 'orders.html', { all, orders: all.orderBy('-placedAt', '-id').slice(0, listed) })
}

/** What a case of so many orders is called. */
export function orderCase(count: number): string {
  return `${listed} of ${count.toLocaleString('en')} orders`
}
