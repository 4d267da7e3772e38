import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { queryState } from '../../src/query/lazy-query.ts'
import type { QueryState } from '../../src/query/query-state.ts'
import { count, max } from '../../src/query/aggregates.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { templateFields } from '../../src/util/template-fields.ts'
import { Chair, type LoadedOffice, openLoadedOffice, Person, Seat, Team } from './support/office-data.ts'
import { allOf, planOf } from './support/plan-of.ts'

let office: LoadedOffice
beforeAll(async () => {
  office = await openLoadedOffice()
})
beforeEach(() => office.ran())
afterAll(() => office.close())

const rows = { fields: ['id'] }
const ids = (list: Iterable<{ id: number }>): number[] => Array.from(list, (row) => row.id)
const sqlOf = (): string => {
  const [statement, ...others] = office.ran()
  expect(others).toEqual([])
  return statement!.sql
}

describe('a query’s own rows', () => {
  test('all of them come in the order of the key where nothing else is said', async () => {
    expect(ids(await office.load(allOf(office.schema, 'Person', rows), Person.objects.all()))).toEqual([1, 2, 3, 4, 5, 6])
    expect(ids(await office.load(allOf(office.schema, 'Team', rows), Team.objects.all()))).toEqual([2, 1, 3])
  })

  test('limit and offset, also an offset alone', async () => {
    const plan = allOf(office.schema, 'Person', rows)
    expect(ids(await office.load(plan, Person.objects.all().slice(1, 3)))).toEqual([2, 3])
    expect(ids(await office.load(plan, Person.objects.all().slice(4)))).toEqual([5, 6])
    expect(office.ran()[1]!.sql).toMatch(/limit -1 offset \?$/)
  })

  test('only counted', async () => {
    const plan = planOf(office.schema, 'Person', { count: true })
    expect((await office.load(plan, Person.objects.filter({ team: { isNull: false } }))).length).toBe(4)
    expect(sqlOf()).toBe('select count(*) as "c0" from "person" as "t0" where "t0"."team_id" is not null')
    expect((await office.load(plan, Person.objects.all().slice(4, 10))).length).toBe(2)
  })

  test('only asked for existence', async () => {
    const plan = planOf(office.schema, 'Person', { exists: true })
    expect((await office.load(plan, Person.objects.filter({ id: 1 }))).exists()).toBe(true)
    expect((await office.load(plan, Person.objects.filter({ id: 99 }))).exists()).toBe(false)
    expect((await office.load(plan, Person.objects.all().slice(6))).exists()).toBe(false)
  })

  test('first rows and the count are one statement', async () => {
    const plan = planOf(office.schema, 'Person', { head: 2, count: true, rows })
    const list = await office.load(plan, Person.objects.filter({ id: { gt: 1 } }))
    expect(office.ran()).toHaveLength(1)
    expect([ids(list.slice(0, 2)), list.length]).toEqual([[2, 3], 5])
    const part = await office.load(plan, Person.objects.all().slice(1, 4))
    expect([ids(part.slice(0, 2)), part.length]).toEqual([[2, 3], 3])
    const none = await office.load(plan, Person.objects.all().slice(50, 60))
    expect([none.slice(0, 2), none.length]).toEqual([[], 0])
  })

  test('first and last rows, of a part as well', async () => {
    const plan = planOf(office.schema, 'Person', { head: 1, tail: 2, count: true, rows })
    const list = await office.load(plan, Person.objects.all())
    expect(office.ran()).toHaveLength(1)
    expect([list.first().id, ids(list.slice(-2)), list.last().id, list.length]).toEqual([1, [5, 6], 6, 6])
    const part = await office.load(plan, Person.objects.all().slice(1, 5))
    expect([part.first().id, ids(part.slice(-2)), part.length]).toEqual([2, [4, 5], 4])
    const end = await office.load(plan, Person.objects.all().slice(4, 50))
    expect([end.first().id, ids(end.slice(-2)), end.length]).toEqual([5, [5, 6], 2])
    const tail = await office.load(planOf(office.schema, 'Person', { tail: 1, rows }), Person.objects.all().orderBy('-level'))
    expect(tail.last().id).toBe(1)
    expect(() => tail.first()).toThrow('Person.first was read but not loaded')
  })

  test('none() runs nothing', async () => {
    expect(await office.load(allOf(office.schema, 'Person', rows), Person.objects.none())).toEqual([])
    expect((await office.load(planOf(office.schema, 'Person', { count: true }), Person.objects.none())).length).toBe(0)
    expect(office.ran()).toEqual([])
  })

  test('distinct gives each row once, and keeps rows that only look alike', async () => {
    const list = await office.load(
      allOf(office.schema, 'Person', { fields: ['seenAt'] }),
      Person.objects.filter({ skills: { weight: { gt: 0 } } }).distinct(),
    )
    expect(list).toHaveLength(3)
  })

  test('annotations that are read are columns; others are not selected', async () => {
    const query = Team.objects
      .annotate({ size: count('people'), top: max('people.pay') })
      .filter({ size: { gt: 0 } })
      .orderBy('-size', 'id')
    const list = await office.load(allOf(office.schema, 'Team', { fields: ['id'], annotations: ['size', 'top'] }), query)
    expect(list.map((team: any) => [team.id, team.size, team.top])).toEqual([
      [1, 2, '2.50'],
      [2, 2, '5.50'],
    ])
    const convert = list[0][templateFields].top
    expect(convert(list[0].top)).toEqual(DecimalValue.from('2.50'))
  })
})

describe('one row', () => {
  const plan = () => planOf(office.schema, 'Person', { head: 1, rows })

  test('get gives it, or says what is wrong', async () => {
    expect((await office.load(plan(), Person.objects.get({ id: 3 }))).id).toBe(3)
    await expect(office.load(plan(), Person.objects.get({ id: 99 }))).rejects.toMatchObject({ code: 'query/does-not-exist' })
    await expect(office.load(plan(), Person.objects.get({ level: { gt: 10 } }))).rejects.toMatchObject({ code: 'query/multiple-objects' })
    expect(office.ran().map((report) => report.rows)).toEqual([1, 0, 2])
  })

  test('first gives it or null', async () => {
    expect((await office.load(plan(), Person.objects.all().orderBy('-id').first())).id).toBe(6)
    expect(await office.load(plan(), Person.objects.filter({ id: 99 }).first())).toBe(null)
  })
})

describe('queries that no template reads', () => {
  test('count and exists', async () => {
    expect(await office.loader.count(state(Person.objects.filter({ id: { lt: 4 } })))).toBe(3)
    expect(await office.loader.exists(state(Person.objects.filter({ id: 99 })))).toBe(false)
  })

  test('entities are the ORM’s own, in the query’s order', async () => {
    const people = await office.loader.entities(
      state(
        Person.objects
          .filter({ id: { in: [2, 5, 3] } })
          .orderBy('-name')
          .using(office.orm.em.fork()),
      ),
    )
    expect(people.map((person) => (person as Person).name)).toEqual(['Eve', 'Cyd', 'Bob'])
    expect(people[0]).toBeInstanceOf(Person)
    const seats = await office.loader.entities(state(Seat.objects.all().orderBy('-floor', 'desk').using(office.orm.em.fork())))
    expect(seats.map((seat: any) => [seat.floor, seat.desk])).toEqual([
      [2, 1],
      [1, 1],
      [1, 2],
    ])
  })

  test('plain objects have the named paths and nothing else', async () => {
    const query = state(Person.objects.filter({ id: { in: [1, 4] } }).orderBy('id'))
    expect(await office.loader.plain(query, ['name', 'shout', 'boss.name', 'home.people.name'])).toEqual([
      { name: 'Ada', shout: 'ADA', boss: null, home: { people: [{ name: 'Ada' }, { name: 'Bob' }] } },
      { name: 'Dan', shout: 'DAN', boss: { name: 'Bob' }, home: { people: [{ name: 'Cyd' }, { name: 'Eve' }] } },
    ])
    expect(await office.loader.plain(state(Chair.objects.filter({ id: 1 })), [])).toEqual([{ id: 1 }])
    await expect(office.loader.plain(query, ['nmae'])).rejects.toThrow('Did you mean "name"?')
  })
})

function state(query: object): QueryState {
  return queryState(query)!
}
