import { NodeSqliteDialect, RequestContext } from '@mikro-orm/sql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MikroOrmAdapter } from '../../src/orm/mikro-orm-adapter.ts'
import type { SqlQuery } from '../../src/query/orm-adapter.ts'
import type { Model } from '../../src/schema/schema.ts'
import { Animal, Author, Book, bootOrm, Card, Document, Dog, Guest, Reservation, Seat, Tag, type TestOrm } from './mikro-orm-entities.ts'

let orm: TestOrm
let adapter: MikroOrmAdapter

beforeEach(async () => {
  orm = await bootOrm()
  adapter = new MikroOrmAdapter(orm)
})
afterEach(async () => await orm.close())

const model = (name: string): Model => adapter.schema.models.get(name)!
const restricted = async (name: string, em: Parameters<MikroOrmAdapter['restrict']>[1]): Promise<SqlQuery | null> => {
  const rows = await adapter.restrict([model(name)], em)
  if ('refused' in rows) throw new Error(rows.refused)
  return rows[0]!
}
const run = (sql: string, parameters: readonly unknown[] = [], handle = adapter.currentHandle()) =>
  adapter.execute({ sql, parameters }, handle)
const countAuthors = async (handle = adapter.currentHandle()) => (await run('select count(*) as c0 from author', [], handle))[0]![0]

describe('handles', () => {
  const add = (em: ReturnType<TestOrm['em']['fork']>, name: string) => em.insert(Author, { name } as never)

  test('without a request the ORM’s own em is enough to read', async () => {
    expect(orm.config.get('allowGlobalContext')).toBe(false)
    await adapter.before([model('Author')], adapter.currentHandle())
    expect(await restricted('Author', adapter.currentHandle())).toBeNull()
    expect(await countAuthors()).toBe(0)
  })

  test('inside a request it is the request’s em', async () => {
    await RequestContext.create(orm.em, async () => {
      expect(adapter.currentHandle()).toBe(RequestContext.getEntityManager())
    })
    expect(adapter.currentHandle()).toBe(orm.em)
  })

  test('a transaction’s own write is seen inside and gone after a rollback', async () => {
    await RequestContext.create(orm.em, async () => {
      const failing = orm.em.transactional(async (tx) => {
        expect(adapter.currentHandle()).toBe(tx)
        await add(tx, 'uncommitted')
        expect(await countAuthors()).toBe(1)
        throw new Error('roll back')
      })
      await expect(failing).rejects.toThrow('roll back')
      expect(await countAuthors()).toBe(0)
    })
  })

  test('a transaction begun by hand and a savepoint inside one are joined', async () => {
    const em = orm.em.fork()
    await em.begin()
    await add(em, 'outer')
    await expect(
      em.transactional(async (inner) => {
        await add(inner, 'inner')
        expect(await countAuthors(inner)).toBe(2)
        throw new Error('inner')
      }),
    ).rejects.toThrow('inner')
    expect(await countAuthors(em)).toBe(1)
    await em.commit()
    expect(await countAuthors()).toBe(1)
  })

  test('a plain fork is no part of the transaction: its read waits and sees nothing of it', async () => {
    const order: string[] = []
    let outside: Promise<unknown> = Promise.resolve()
    let inside: unknown
    const failing = orm.em.fork().transactional(async (tx) => {
      await add(tx, 'uncommitted')
      outside = countAuthors(orm.em.fork()).finally(() => order.push('outside'))
      inside = await countAuthors(tx)
      order.push('inside')
      throw new Error('roll back')
    })
    await expect(failing).rejects.toThrow('roll back')
    expect([inside, await outside]).toEqual([1, 0])
    expect(order).toEqual(['inside', 'outside'])
  })

  test('an em belongs to its own ORM instance, with its forks and transactions', async () => {
    const other = await bootOrm()
    const fork = orm.em.fork()
    expect([orm.em, fork, other.em, {}, undefined].map((handle) => adapter.owns(handle))).toEqual([true, true, false, false, false])
    expect(await fork.transactional(async (tx) => adapter.owns(tx))).toBe(true)
    await other.close()
  })

  test('a request context of its own can be made', async () => {
    expect(adapter.inRequestContext(() => adapter.currentHandle())).not.toBe(orm.em)
  })

  test('what is no em is refused with the fix', async () => {
    await expect(adapter.execute({ sql: 'select 1', parameters: [] }, {} as never)).rejects.toThrow('.using(em)')
  })
})

describe('statements', () => {
  test('rows are arrays in the order of the select list, with MikroORM’s own dialect too', async () => {
    const other = await bootOrm({ driverOptions: new NodeSqliteDialect(':memory:') })
    const own = new MikroOrmAdapter(other)
    const query = { sql: 'select 3 as c0, ? as c1, null as c2 union all select 4, 5, 6', parameters: ['x'] }
    const expected = [
      [3, 'x', null],
      [4, 5, 6],
    ]
    expect(await own.execute(query, own.currentHandle())).toEqual(expected)
    expect(await adapter.execute(query, adapter.currentHandle())).toEqual(expected)
    expect(await run('select 1 as c0 where 0')).toEqual([])
    await other.close()
  })

  test('a statement that stays prepared sees a changed table', async () => {
    const sql = 'select * from author'
    expect(await run(sql)).toEqual([])
    await orm.em.fork().execute("alter table author add column extra text default 'new'")
    await orm.em.fork().insert(Author, { name: 'Ann' } as never)
    expect(await run(sql)).toEqual([[1, 'Ann', 0, null, 'new']])
  })

  test('the ORM’s logger sees it', async () => {
    const messages: string[] = []
    const logging = await bootOrm({ debug: ['query'], logger: (message: string) => messages.push(message), colors: false })
    const own = new MikroOrmAdapter(logging)
    messages.length = 0
    await own.execute({ sql: 'select name as c0 from author', parameters: [] }, own.currentHandle())
    expect(messages.join()).toMatch(/\[query\] select name as c0 from author \[took \d+ ms, 0 results\]/)
    await logging.close()
  })

  test('an error of the database is the ORM’s own kind', async () => {
    await expect(run('select nope as c0 from author')).rejects.toMatchObject({
      name: 'InvalidFieldNameException',
      message: expect.stringContaining('no such column: nope') as string,
    })
  })
})

describe('unflushed entities', () => {
  test('are flushed for the models that are read, as em.find does', async () => {
    const em = orm.em.fork()
    em.create(Author, { id: 1, name: 'new' } as never)
    await adapter.before([model('Tag')], em)
    expect(await countAuthors(em)).toBe(0)
    await adapter.before([model('Tag'), model('Author')], em)
    expect(await countAuthors(em)).toBe(1)
    em.remove(em.getReference(Author, 1))
    await adapter.before([model('Author')], em)
    expect(await countAuthors(em)).toBe(0)
  })

  test('stay where the em flushes on commit only', async () => {
    const em = orm.em.fork({ flushMode: 'commit' })
    em.create(Author, { id: 1, name: 'new' } as never)
    await adapter.before([model('Author')], em)
    expect(await countAuthors(em)).toBe(0)
  })
})

describe('global filters', () => {
  beforeEach(async () => {
    const em = orm.em.fork()
    for (const [id, org] of [
      [1, 1],
      [2, 1],
      [3, 2],
    ] as const)
      em.create(Document, { id, org, deletedAt: id === 2 ? new Date(5) : null })
    const [red, blue] = [em.create(Tag, { id: 1, name: 'red' } as never), em.create(Tag, { id: 2, name: 'blue' } as never)]
    await em.flush()
    for (const id of [1, 3]) {
      const document = await em.findOneOrFail(Document, id, { filters: false, populate: ['tags'] })
      document.tags.add(red, blue)
    }
    await em.flush()
  })

  const ids = async (em: ReturnType<typeof adapter.currentHandle>, name = 'Document') => {
    const rows = (await restricted(name, em)) as SqlQuery
    return (await run(`select t0.id as c0 from (${rows.sql}) as t0 order by 1`, rows.parameters, em)).map((row) => row[0])
  }

  test('of an entity, with the parameters of the moment', async () => {
    const em = orm.em.fork()
    em.setFilterParams('tenant', { org: 1 })
    expect(await ids(em)).toEqual([1])
    em.setFilterParams('tenant', { org: 2 })
    expect(await ids(em)).toEqual([3])
    expect(await ids(em)).toEqual((await em.find(Document, {})).map((one) => one.id))
  })

  test('the text stays the same when only parameters change', async () => {
    const em = orm.em.fork()
    const sql = async (org: number) => {
      em.setFilterParams('tenant', { org })
      return ((await restricted('Document', em)) as SqlQuery).sql
    }
    expect(await sql(1)).toBe(await sql(2))
  })

  test('without the parameters they need there is an error, not every row', async () => {
    await expect(restricted('Document', orm.em.fork())).rejects.toThrow("No arguments provided for filter 'tenant'")
    await expect(restricted('Document', adapter.currentHandle())).rejects.toThrow("No arguments provided for filter 'tenant'")
  })

  test('of the ORM’s own em apply outside a request', async () => {
    orm.em.addFilter({ name: 'chosen', cond: () => ({ name: 'blue' }), entity: [Tag] })
    expect(await ids(adapter.currentHandle(), 'Tag')).toEqual([2])
  })

  test('the request’s parameters apply, and not those of another request', async () => {
    await RequestContext.create(orm.em, async () => {
      orm.em.setFilterParams('tenant', { org: 2 })
      expect(await ids(adapter.currentHandle())).toEqual([3])
    })
    await expect(restricted('Document', adapter.currentHandle())).rejects.toThrow('tenant')
  })

  test('added to an em apply to it and its forks', async () => {
    const em = orm.em.fork()
    expect(await restricted('Tag', em)).toBeNull()
    em.addFilter({ name: 'red', cond: { name: 'red' }, entity: [Tag] })
    expect(await ids(em, 'Tag')).toEqual([1])
    expect(await ids(em.fork(), 'Tag')).toEqual([1])
    expect(await restricted('Author', em)).toBeNull()
    expect(await restricted('Tag', orm.em.fork())).toBeNull()
  })

  test('through a relation never repeat a row', async () => {
    const em = orm.em.fork()
    em.setFilterParams('tenant', { org: 1 })
    em.addFilter({ name: 'labelled', cond: { tags: { name: { $in: ['red', 'blue'] } } }, entity: [Document] })
    expect(await ids(em)).toEqual([1])
  })

  test('with a Date compare as the ORM does', async () => {
    const em = orm.em.fork()
    em.addFilter({ name: 'recent', cond: { deletedAt: { $gt: new Date(4) } }, entity: [Document] })
    em.setFilterParams('tenant', { org: 1 })
    expect(await ids(em)).toEqual([])
    const rows = (await restricted('Document', em)) as SqlQuery
    expect(rows.parameters).toContain(4n)
  })
})

describe('tables shared by classes', () => {
  test('a subclass has its own rows only, a class those of its subclasses too', async () => {
    const em = orm.em.fork()
    em.create(Dog, { id: 1, name: 'Rex', kind: 'dog' })
    em.create(Animal, { id: 2, name: 'Thing', kind: 'animal' })
    await em.flush()
    const rows = (await restricted('Dog', em)) as SqlQuery
    expect(await run(`select name as c0 from (${rows.sql}) as t0`, rows.parameters, em)).toEqual([['Rex']])
    const all = (await restricted('Animal', em)) as SqlQuery
    expect(all.parameters).toEqual(['animal', 'dog'])
    expect([...model('Animal').variants!.classes]).toEqual([
      ['animal', Animal],
      ['dog', Dog],
    ])
  })
})

describe('entities', () => {
  beforeEach(async () => {
    const em = orm.em.fork()
    em.create(Author, { id: 1, name: 'Ann' } as never)
    em.create(Author, { id: 2, name: 'Bob' } as never)
    em.create(Card, { author: 1, number: 'x' } as never)
    em.create(Book, { id: 5n, title: 'Five', author: 2 } as never)
    em.create(Seat, { hall: 1, row: 'a' })
    em.create(Seat, { hall: 1, row: 'b' })
    em.create(Guest, { id: 7, seat: [1, 'b'] } as never)
    await em.flush()
    em.create(Reservation, { seat: [1, 'b'], guest: 7, paid: true } as never)
    await em.flush()
  })

  test('are the em’s own, in its identity map, with what is asked for populated', async () => {
    const em = orm.em.fork()
    const books = (await adapter.entities(model('Book'), [[5n]], ['author'], em)) as Book[]
    expect(books[0]).toBeInstanceOf(Book)
    expect(books[0]!.author.name).toBe('Bob')
    expect(await em.findOne(Author, 2)).toBe(books[0]!.author)
  })

  test('are found by composite keys, keys that are relations, and none at all', async () => {
    const em = orm.em.fork()
    const seats = (await adapter.entities(
      model('Seat'),
      [
        [1, 'b'],
        [1, 'a'],
      ],
      [],
      em,
    )) as Seat[]
    expect(seats.map((seat) => seat.row).sort()).toEqual(['a', 'b'])
    expect(await adapter.entities(model('Card'), [[1]], [], em)).toHaveLength(1)
    const reservations = (await adapter.entities(model('Reservation'), [[1, 'b', 7]], [], em)) as Reservation[]
    expect(reservations.map((one) => one.paid)).toEqual([true])
    expect(await adapter.entities(model('Seat'), [], [], em)).toEqual([])
  })

  test('come from a fork where there is no request', async () => {
    expect(await adapter.entities(model('Author'), [[1]], [], adapter.currentHandle())).toHaveLength(1)
    expect(orm.em.getUnitOfWork(false).getIdentityMap().keys()).toEqual([])
  })
})
