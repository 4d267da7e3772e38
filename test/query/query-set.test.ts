import { MikroORM, RequestContext, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { count } from '../../src/query/aggregates.ts'
import { queryState } from '../../src/query/lazy-query.ts'
import { manager } from '../../src/query/manager.ts'
import { QuerySet } from '../../src/query/query-set.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { Chair, type Office, openOffice, Person, Seat, Skill, Team } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
  const em = office.orm.em.fork()
  em.create(Team, { id: 1, name: 'b', budget: '10.00' } as never)
  for (let id = 1; id <= 6; id++)
    em.create(Person, { id, name: `p${id}`, level: id % 3, seenAt: new Date(0), home: 1, boss: id > 1 ? 1 : null } as never)
  await em.flush()
})
afterAll(async () => office.close())

class PersonQuerySet extends QuerySet<Person> {
  junior() {
    return this.filter({ level: { lt: 2 } })
  }
}
const people = manager(Person, PersonQuerySet)
const late = manager(Person, () => LateQuerySet)
class LateQuerySet extends PersonQuerySet {
  newest() {
    return this.orderBy('-id')
  }
}
const slice = (query: object) => {
  const { offset, limit } = queryState(query)!
  return [offset, limit]
}
const ids = (rows: readonly { id: number }[]) => rows.map((row) => row.id)

describe('building', () => {
  test('every method gives a new frozen query and leaves the old one', () => {
    const all = people.all()
    const before = { ...queryState(all) }
    const next = all
      .junior()
      .exclude({ name: 'x' })
      .orderBy('name')
      .distinct()
      .slice(1, 3)
      .selectRelated('boss')
      .only('name')
      .annotate({ n: count('reports') })
      .none()
    expect(next).toBeInstanceOf(PersonQuerySet)
    expect(queryState(all)).toEqual(before)
    expect(Object.isFrozen(queryState(next))).toBe(true)
    expect(queryState(next)).toMatchObject({
      where: [{ kind: 'filter' }, { kind: 'exclude' }],
      offset: 1,
      limit: 2,
      distinct: true,
      none: true,
      selectRelated: ['boss'],
      only: ['name'],
    })
  })

  test('a condition changed later changes nothing', () => {
    const condition = { level: { in: [1] } }
    const query = people.filter(condition)
    condition.level.in.push(2)
    expect(queryState(query)!.where[0]!.condition).toEqual({ level: { in: [1] } })
  })

  test('a slice of a slice counts from the first; limit and offset do not depend on their order', () => {
    const all = people.all()
    expect(slice(all.slice(2, 8).slice(1, 3))).toEqual([3, 2])
    expect(slice(all.slice(2, 4).slice(1, 9))).toEqual([3, 1])
    expect(slice(all.slice(2, 4).slice(5))).toEqual([7, 0])
    expect(slice(all.slice(3).slice(1))).toEqual([4, undefined])
    expect(slice(all.slice(4, 2))).toEqual([4, 0])
    expect(slice(all.limit(5).offset(10))).toEqual([10, 5])
    expect(slice(all.offset(10).limit(5).limit(3))).toEqual([10, 3])
  })

  test('a slice can be neither filtered nor ordered', () => {
    const part = people.slice(0, 3)
    const message = 'on a slice of Person'
    expect(() => part.filter({ level: 1 })).toThrow(message)
    expect(() => part.exclude({ level: 1 })).toThrow(message)
    expect(() => part.orderBy('name')).toThrow('Write .orderBy(…) before .slice()')
    expect(() => part.get({ level: 1 })).toThrow(message)
    expect(() => people.slice(-3)).toThrow("turn the order round: .orderBy('-id').slice(0, 5)")
    expect(() => people.limit(1.5)).toThrow('whole numbers')
    expect(() => people.slice('1' as never)).toThrow('whole numbers')
  })

  test('empty conditions restrict nothing', () => {
    expect(queryState(people.filter({}).exclude({}))!.where).toEqual([])
  })

  test.each([[''], ['-'], ['a..b'], ['a b'], [3], [null]])('orderBy(%o) is refused', (key) => {
    expect(() => people.orderBy(key as never)).toThrow('orderBy() takes names')
  })

  test('a manager has the methods of its QuerySet, found when called, and is a query of all rows to a view', () => {
    expect(late.junior().newest()).toBeInstanceOf(LateQuerySet)
    expect(late.newest()).toBeInstanceOf(LateQuerySet)
    expect(queryState(late)?.entity).toBe(Person)
    expect('newest' in late).toBe(true)
    expect('nothing' in late).toBe(false)
    expect(() => Object.assign(late, { filter: 1 })).toThrow('falsish')
    expect(queryState({})).toBeUndefined()
    expect(queryState(null)).toBeUndefined()
  })

  test('a query is known by its symbol in every copy of djust', () => {
    const query = people.all()
    expect(Reflect.get(query, Symbol.for('djust.queryState'))).toBe(queryState(query))
  })

  test('a Prefetch takes rows only', () => {
    expect(new Prefetch('reports', people.junior()).query.where).toHaveLength(1)
    expect(() => new Prefetch('reports', people.count())).toThrow('takes a QuerySet of rows')
    expect(() => new Prefetch('reports', [])).toThrow('takes a QuerySet of rows')
  })
})

describe('awaiting', () => {
  test("gives the ORM's own entities, in order", async () => {
    const rows = await people.junior().orderBy('-id')
    expect(ids(rows)).toEqual([6, 4, 3, 1])
    expect(rows[0]).toBeInstanceOf(Person)
    expect(rows[0]!.shout).toBe('P6')
    expect(ids(await people.orderBy('id').slice(1, 3))).toEqual([2, 3])
    expect(ids(await people.orderBy('id').offset(4))).toEqual([5, 6])
  })

  test('get, first, count, exists, none', async () => {
    expect((await people.get({ id: 3 })).name).toBe('p3')
    expect((await people.filter({ boss: null }).get()).id).toBe(1)
    expect((await people.first())?.id).toBe(1)
    expect((await people.orderBy('-id').slice(2).first())?.id).toBe(4)
    expect(await people.filter({ level: 9 }).first()).toBeNull()
    expect(await people.junior().count()).toBe(4)
    expect(await people.slice(4, 9).count()).toBe(2)
    expect(await people.filter({ level: 9 }).exists()).toBe(false)
    expect(await people.exists()).toBe(true)
    expect(await people.none()).toEqual([])
    expect(await people.none().first()).toBeNull()
    expect(await people.none().count()).toBe(0)
    expect(await people.none().exists()).toBe(false)
  })

  test('get needs exactly one, and says what it looked for', async () => {
    await expect(people.get({ name: "o'x", level: { in: [1, 2] } })).rejects.toMatchObject({
      code: 'query/does-not-exist',
      summary: "There is no Person with { name: 'o\\'x', level: { in: [1, 2] } }.",
    })
    await expect(people.exclude({ id: 1 }).get({ level: 2 })).rejects.toMatchObject({
      code: 'query/multiple-objects',
      summary: 'There is more than one Person with not { id: 1 } and { level: 2 }, where get() needs exactly one.',
    })
    await expect(people.none().get()).rejects.toMatchObject({ code: 'query/does-not-exist' })
  })

  test('plain objects, iteration, catch and finally', async () => {
    expect(await people.orderBy('id').slice(0, 2).plain('id', 'boss.name')).toEqual([
      { id: 1, boss: null },
      { id: 2, boss: { name: 'p1' } },
    ])
    expect(await people.get({ id: 2 }).plain('home.name')).toEqual({ home: { name: 'b' } })
    expect(await people.filter({ id: 9 }).first().plain('id')).toBeNull()
    const seen: number[] = []
    for await (const person of people.junior().orderBy('id')) seen.push(person.id)
    expect(seen).toEqual([1, 3, 4, 6])
    expect(await people.get({ id: 99 }).catch(() => 'none')).toBe('none')
    let done = false
    await people.count().finally(() => (done = true))
    expect(done).toBe(true)
  })

  test('annotations are properties of entities and names of plain objects', async () => {
    const query = people
      .annotate({ n: count('reports') })
      .orderBy('-n', 'id')
      .slice(0, 2)
    expect((await query).map((person) => [person.id, person.n])).toEqual([
      [1, 5],
      [2, 0],
    ])
    expect(await query.plain('id', 'n', 'boss.id')).toEqual([
      { id: 1, n: 5, boss: null },
      { id: 2, n: 0, boss: { id: 1 } },
    ])
    expect((await people.annotate({ n: count('reports') }).get({ n: 5 })).n).toBe(5)
  })

  test('each await asks the database anew', async () => {
    const query = Skill.objects.all()
    expect(await query).toEqual([])
    const em = office.orm.em.fork()
    em.create(Skill, { id: 1, name: 'x' } as never)
    await em.flush()
    expect(await query).toHaveLength(1)
  })
})

describe('the connection', () => {
  test('that of .using(), else of the request', async () => {
    const em = office.orm.em.fork()
    await em.begin()
    em.create(Team, { id: 7, name: 'new', budget: '1.00' } as never)
    await em.flush()
    const [team] = await Team.objects.using(em).filter({ id: 7 })
    expect(team).toBe(em.getReference(Team, 7))
    await em.rollback()
    expect(await Team.objects.filter({ id: 7 }).exists()).toBe(false)
    await RequestContext.create(office.orm.em, async () => {
      const person = await people.get({ id: 1 })
      expect(await people.get({ id: 1 })).toBe(person)
      expect(office.orm.em.getReference(Person, 1)).toBe(person)
    })
  })

  test('without one, the error shows the line to add', async () => {
    class Stray {
      id!: number
    }
    await expect(QuerySet.of(Stray)).rejects.toMatchObject({
      code: 'query/no-connection',
      hint: expect.stringContaining('createDjust({ orm: mikroOrm(orm) })') as string,
    })
  })

  test('of another ORM, and of one of two', async () => {
    await expect(people.using({}).count()).rejects.toMatchObject({ code: 'query/foreign-handle' })
    const second = await openOffice()
    try {
      await expect(people.count()).rejects.toMatchObject({ code: 'query/ambiguous-connection' })
      expect(await people.using(second.orm.em.fork()).count()).toBe(0)
      expect(await people.using(office.orm.em.fork()).count()).toBe(6)
    } finally {
      await second.close()
    }
    expect(await people.count()).toBe(6)
  })

  test('of an ORM that was given twice', async () => {
    const again = mikroOrm(office.orm as never)
    expect(await people.count()).toBe(6)
    again.release()
    expect(await people.count()).toBe(6)
  })

  test('of those that are open, where one is closed', async () => {
    const driverOptions = nodeSqlite(':memory:')
    const second = await MikroORM.init({
      driver: SqliteDriver,
      driverOptions,
      dbName: ':memory:',
      entities: [Person, Team, Skill, Seat, Chair],
    })
    mikroOrm(second)
    await second.schema.create()
    expect(await people.using(second.em.fork()).count()).toBe(0)
    await expect(people.count()).rejects.toMatchObject({ code: 'query/ambiguous-connection' })
    await second.close()
    expect(await people.count()).toBe(6)
  })
})
