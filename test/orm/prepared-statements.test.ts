import { defineEntity, p } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenOrm, openOrm } from '../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { type MikroOrmDatabase, mikroOrm } from '../../src/orm/mikro-orm.ts'
import { ofRepeated, type PostgresClient, preparedStatements } from '../../src/orm/mikro-orm-postgres.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { whyNot } from '../support/services.ts'

const ShelfSchema = defineEntity({
  name: 'Shelf',
  properties: { id: p.integer().primary(), label: p.string(), books: () => p.oneToMany(Book).mappedBy('shelf') },
})
class Shelf extends ShelfSchema.class {
  static readonly objects = manager(Shelf)
}
ShelfSchema.setClass(Shelf)

const BookSchema = defineEntity({
  name: 'Book',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    pages: p.integer(),
    printed: p.date(),
    price: p.decimal().precision(8).scale(2),
    shelf: () => p.manyToOne(Shelf).index(),
  },
})
class Book extends BookSchema.class {
  static readonly objects = manager(Book)
}
BookSchema.setClass(Book)

const templates = memoryLoader({
  'shelves.html':
    '{% for shelf in shelves %}{{ shelf.label }}: {% for book in shelf.books|slice:":2" %}{{ book.title }} {{ book.printed|date:"d.m.Y" }} {{ book.price }} {% endfor %}{% endfor %}',
  'pages.html': '{% for book in books %}{{ book.pages }} {% endfor %}',
})

const reason = whyNot('postgres')
describe.skipIf(reason !== undefined)(`statements of PostgreSQL that stay prepared${reason ? ` (left out: ${reason})` : ''}`, () => {
  let open: OpenOrm
  let em: SqlEntityManager
  let database: MikroOrmDatabase
  let djust: Djust
  beforeAll(async () => {
    // One connection, so that what it keeps can be looked at.
    open = await openOrm('postgres', { entities: [Shelf, Book], prepared: true, pool: { min: 1, max: 1 }, allowGlobalContext: true })
    em = open.orm.em
    await open.createTables()
    await em.execute(`insert into shelf values (0, 'none'), (1, 'a'), (2, 'b')`)
    await em.execute(`insert into book select i, 'T' || i, 100 + i, date '2020-01-31', 9.5, 1 + i % 2 from generate_series(1, 6) i`)
    database = mikroOrm(open.orm)
    djust = createDjust({ orm: database, templates, timeZone: 'UTC' })
  })
  afterAll(async () => {
    database.release()
    await open.close()
  })

  const kept = async (): Promise<string[]> =>
    (await em.execute<{ statement: string }[]>('select statement from pg_prepared_statements order by prepare_time')).map(
      (row) => row.statement,
    )
  const shelves = (): Promise<string> => djust.render('shelves.html', { shelves: Shelf.objects.orderBy('id').slice(1, 6) })

  test('each once, and none of others', async () => {
    const pages = [await shelves(), await shelves(), await shelves()]
    expect(new Set(pages)).toEqual(new Set(['a: T2 31.01.2020 9.50 T4 31.01.2020 9.50 b: T1 31.01.2020 9.50 T3 31.01.2020 9.50 ']))
    await em.fork().find(Book, { pages: 101 })
    const statements = await kept()
    expect(statements).toHaveLength(2)
    expect(statements[1]).toContain('unnest(cast($1 as int[])) as "t0"(value) cross join lateral (select')
    expect(statements[0]).toMatch(/ limit 5 offset \$1$/)
  })

  test('in a transaction too', async () => {
    const before = (await kept()).length
    await em.transactional(async () => {
      await shelves()
      expect(await djust.render('pages.html', { books: Book.objects.filter({ id: { lt: 3 } }) })).toBe('101 102 ')
    })
    expect((await kept()).length).toBe(before + 1)
  })

  test('of a table that was changed since, and on a connection that was reset', async () => {
    const books = (): Promise<string> => djust.render('pages.html', { books: Book.objects.orderBy('id').slice(0, 2) })
    expect(await books()).toBe('101 102 ')
    await em.execute('alter table book alter column pages type bigint')
    expect(await books()).toBe('101 102 ')
    expect(await books()).toBe('101 102 ')
    await em.execute('discard all')
    expect(await books()).toBe('101 102 ')
    expect(await kept()).toEqual([])
    expect(await books()).toBe('101 102 ')
    expect(await kept()).toHaveLength(1)
  })

  test('what the database refuses is told as ever', async () => {
    await em.execute('alter table book rename column title to heading')
    await expect(shelves()).rejects.toThrow('The database refused a query of Book: column t1.title does not exist')
    await em.execute('alter table book rename column heading to title')
  })
})

describe('the client', () => {
  interface Sent {
    readonly text: string
    readonly name?: string
  }

  function client(answer: (sent: Sent) => unknown = () => ({ rows: [] })): { query(...args: unknown[]): Promise<unknown>; sent: Sent[] } {
    const sent: Sent[] = []
    class Client {
      async query(...args: unknown[]): Promise<unknown> {
        const one = typeof args[0] === 'string' ? { text: args[0] } : (args[0] as Sent)
        sent.push(one)
        return await answer(one)
      }
    }
    const Preparing = preparedStatements(Client as new () => PostgresClient)
    return Object.assign(new Preparing() as Client, { sent })
  }

  test('prepares no more texts than a server can keep', async () => {
    const made = client()
    for (let n = 0; n < 600; n++) await made.query(`select ${n}`, ofRepeated([]))
    expect(new Set(made.sent.map(({ name }) => name)).size).toBe(501)
    expect(made.sent.at(-1)!.name).toBeUndefined()
  })

  test('leaves statements of others as they are', async () => {
    const made = client()
    await made.query('select 1', [])
    await made.query('begin')
    expect(made.sent).toEqual([{ text: 'select 1' }, { text: 'begin' }])
  })

  test.each([
    ['26000', 'prepared statement "djust_1" does not exist', 2],
    ['0A000', 'cached plan must not change result type', 2],
    ['42P01', 'relation "x" does not exist', 1],
  ])('error %s: %s', async (code, message, times) => {
    const made = client(({ name }) => {
      if (name === 'djust_1') throw Object.assign(new Error(message), { code })
      return { rows: [[1]] }
    })
    const asked = made.query('select 1', ofRepeated([]))
    expect(await asked.catch((error: Error) => error.message)).toEqual(times === 2 ? { rows: [[1]] } : message)
    expect(made.sent).toHaveLength(times)
    await made.query('select 1', ofRepeated([])).catch(() => undefined)
    expect(made.sent.at(-1)!.name).toBe(times === 2 ? 'djust_2' : 'djust_1')
  })

  test('the error of a transaction that ended is the first one', async () => {
    const made = client(({ name }) => {
      throw Object.assign(new Error(name ? 'cached plan must not change result type' : 'current transaction is aborted'), {
        code: name ? '0A000' : '25P02',
      })
    })
    await expect(made.query('select 1', ofRepeated([]))).rejects.toThrow('cached plan')
  })
})
