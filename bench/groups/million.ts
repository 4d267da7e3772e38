import { openOrders, type OrderDatabase } from '../data/orders.ts'
import type { Group, Subject } from '../harness/bench-case.ts'
import { prepared } from '../pages/hand-written.ts'
import { type ItemRow, listed, orderList, type OrderRow, sqlite } from '../pages/order-list.ts'
import { orderCase, orderSubjects } from '../pages/order-subjects.ts'

export const million: Group = {
  name: 'million',
  title: `${listed} rows of a table of a million`,
  subjects: {
    floor:
      'SQL written by hand, prepared once, on the connection that the ORM uses, in a file: orders of a status, the latest first, with their customer, the number of their items and the first three of them; tables of a million orders and a million items.',
    'floor via em.getKysely()': "The floor's SQL through the ORM's Kysely, which prepares it each time and gives rows as objects.",
    djust: '`Order.objects.filter({ status }).orderBy("-placedAt", "-id").slice(0, 20)` and a template that reads as much.',
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
      const others = orderSubjects(database.orm, sqlite)
      const subjects = (counted: boolean): Subject[] => [{ name: 'floor', run: floor(database, counted) }, ...others(counted)]
      const name = orderCase(count)
      try {
        if (crowded) yield { name: `${name} with some ${count / listed / 2} items each`, subjects: subjects(false) }
        else {
          yield { name, subjects: subjects(false) }
          yield { name: `${name}, and how many there are`, subjects: subjects(true) }
        }
      } finally {
        await database.close()
      }
    }
  },
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
