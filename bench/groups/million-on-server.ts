import { servers, whySilent } from '../../conformance/servers.ts'
import { openOrdersOn } from '../data/orders-on-server.ts'
import type { Group, Subject } from '../harness/bench-case.ts'
import { listed, mariadb, type OrderSql, pageByHand, postgres } from '../pages/order-list.ts'
import { orderCase, orderSubjects } from '../pages/order-subjects.ts'

/** Pages under way: fewer than a pool has connections. */
const atATime = 4

const sameSql =
  "The SQL of million, by a pool of connections, which an application's requests share, to a server on the same machine; rows as arrays, numbers and dates as text."
const oneAtATime =
  'With one page at a time, a processor that has been idle for a while has to wake up before it answers. On a virtual machine that takes about as long as half a statement, so that who does less between two statements than that while gets them sooner than the own work accounts for; how long the while is differs from minute to minute. With several pages at a time the processors stay awake.'

export const millionPostgres = millionOn('postgres', postgres, {
  floor: `${sameSql} Each connection (\`pg\`) prepares each statement once. ${oneAtATime}`,
  djust: 'As in million, with `preparedStatements(pg.Client)`.',
})

export const millionMariadb = millionOn('mariadb', mariadb, {
  floor: `${sameSql} Statements are sent as text (\`mysql2\`): counting takes six times as long when prepared. ${oneAtATime}`,
  djust: 'As in million.',
})

function millionOn(
  server: keyof typeof servers,
  sql: OrderSql,
  { floor, djust }: { readonly floor: string; readonly djust: string },
): Group {
  return {
    name: `million-${server}`,
    title: `${listed} rows of a table of a million on ${servers[server].title}`,
    subjects: { floor, 'floor via em.getKysely()': "The floor's SQL through the ORM's Kysely.", djust },
    alsoComparedWith: 'djust',
    warmupMs: 3000,
    async *cases(quick) {
      const silent = await whySilent(servers[server])
      if (silent) return console.warn(`left out: ${silent}`)
      const count = quick ? 1000 : 1_000_000
      const database = await openOrdersOn(server, count)
      const others = orderSubjects(database.orm, sql)
      const subjects = (counted: boolean): Subject[] => [
        { name: 'floor', run: () => pageByHand(sql, database.query, counted) },
        ...others(counted),
      ]
      const name = orderCase(count)
      try {
        yield { name, subjects: subjects(false) }
        yield { name: `${name}, ${atATime} pages at a time`, subjects: subjects(false), inFlight: atATime }
        yield { name: `${name}, and how many there are`, subjects: subjects(true) }
      } finally {
        await database.close()
      }
    },
  }
}
