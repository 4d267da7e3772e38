import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RelatedList } from '../../src/serialize/related-list.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { Chair, type LoadedOffice, openLoadedOffice, Person, Seat, Skill, Team } from './support/office-data.ts'
import { allOf, type ListInShort } from './support/plan-of.ts'

let office: LoadedOffice
beforeAll(async () => {
  office = await openLoadedOffice()
})
beforeEach(() => office.ran())
afterAll(() => office.close())

const named = { fields: ['id', 'name'] }
const people = (list: ListInShort) => allOf(office.schema, 'Team', { fields: ['id'], many: { people: list } })
const ids = (rows: Iterable<{ id: number }>): number[] => Array.from(rows, (row) => row.id)

describe('rows of to-many relations', () => {
  test('are one statement for all parents, in the order of their model', async () => {
    const teams = await office.load(people({ head: Infinity, rows: named }), Team.objects.all().orderBy('id'))
    const statements = office.ran()
    expect(statements).toHaveLength(2)
    expect(statements[1]!.parameters).toEqual(['[1,2,3]'])
    expect(teams.map((team: any) => ids(team.people))).toEqual([[1, 2], [3, 5], []])
    expect(teams[2].people).toBeInstanceOf(RelatedList)
  })

  test('one parent is asked for by its key', async () => {
    const [team] = await office.load(people({ head: Infinity, rows: named }), Team.objects.filter({ id: 2 }))
    const [, statement] = office.ran()
    expect(statement!.sql).toContain('where "t0"."team_id" = ?')
    expect(statement!.parameters).toEqual([2])
    expect(ids(team.people)).toEqual([3, 5])
  })

  test('no parents, no statement', async () => {
    await office.load(people({ head: Infinity, rows: named }), Team.objects.filter({ id: 99 }))
    expect(office.ran()).toHaveLength(1)
    const plan = allOf(office.schema, 'Person', {
      fields: ['id'],
      one: { boss: { fields: ['id'], many: { skills: { head: Infinity, rows: named } } } },
    })
    await office.load(plan, Person.objects.filter({ id: 1 }))
    expect(office.ran()).toHaveLength(1)
  })

  test('below a to-one relation are keyed by its distinct rows, which share the list', async () => {
    const plan = allOf(office.schema, 'Person', {
      fields: ['id'],
      one: { boss: { fields: ['id'], many: { skills: { head: Infinity, rows: named } } } },
    })
    const rows = await office.load(plan, Person.objects.all())
    expect(office.ran()[1]!.parameters).toEqual(['[1,2,4]'])
    expect(rows[1].boss.skills).toBe(rows[2].boss.skills)
    expect(rows[1].boss.skills.map((skill: Skill) => skill.name)).toEqual(['sql', 'ts'])
  })

  test('many-to-many from both sides; a row of several parents is one object', async () => {
    const forth = await office.load(
      allOf(office.schema, 'Person', { fields: ['id'], many: { skills: { head: Infinity, rows: named } } }),
      Person.objects.all(),
    )
    expect(forth.map((row: any) => ids(row.skills))).toEqual([[1, 2], [1], [1, 3], [], [], []])
    expect(forth[0].skills[0]).toBe(forth[1].skills[0])
    const back = await office.load(
      allOf(office.schema, 'Skill', { fields: ['id'], many: { people: { head: Infinity, rows: named } } }),
      Skill.objects.all(),
    )
    expect(back.map((row: any) => ids(row.people))).toEqual([[1, 2, 3], [1], [3]])
  })

  test('keys of several columns', async () => {
    const plan = allOf(office.schema, 'Seat', {
      fields: ['floor', 'desk'],
      many: { chairs: { head: Infinity, count: false, rows: { fields: ['id'] } } },
    })
    const seats = await office.load(plan, Seat.objects.all())
    expect(office.ran()[1]!.parameters).toEqual(['[[1,1],[1,2],[2,1]]'])
    expect(seats.map((seat: any) => ids(seat.chairs))).toEqual([[1], [2, 3], []])
    const [seat] = await office.load(plan, Seat.objects.filter({ desk: 2 }))
    expect(ids(seat.chairs)).toEqual([2, 3])
    const chairs = await office.load(
      allOf(office.schema, 'Chair', { fields: ['id'], one: { seat: { fields: ['floor', 'desk'], many: { chairs: { count: true } } } } }),
      Chair.objects.all(),
    )
    expect(chairs.map((chair: any) => chair.seat?.chairs.length ?? null)).toEqual([1, 2, 2, null])
  })

  test('two lists of one level and one below', async () => {
    const plan = allOf(office.schema, 'Team', {
      fields: ['id'],
      many: {
        people: {
          head: Infinity,
          rows: { ...named, many: { skills: { head: Infinity, rows: named }, reports: { head: Infinity, rows: named } } },
        },
      },
    })
    const teams = await office.load(plan, Team.objects.all().orderBy('id'))
    expect(office.ran()).toHaveLength(4)
    expect(teams[0].people.flatMap((person: any) => ids(person.reports))).toEqual([2, 3, 4, 5])
    expect(ids(teams[1].people[0].skills)).toEqual([1, 3])
  })
})

describe('bounded lists', () => {
  test.each([
    { head: 1, tail: 0, expected: [[1], [3], []] },
    { head: 0, tail: 1, expected: [[2], [5], []] },
    { head: 1, tail: 1, expected: [[1, 2], [3, 5], []] },
    { head: 5, tail: 0, expected: [[1, 2], [3, 5], []] },
  ])('load the first $head and last $tail rows of each parent', async ({ head, tail, expected }) => {
    const plan = people({ head, tail, rows: named })
    const teams = await office.load(plan, Team.objects.all().orderBy('id'))
    const parts = teams.map(({ people: list }: any) => [...ids(list.slice(0, head)), ...(tail > 0 ? ids(list.slice(-tail)) : [])])
    expect(parts).toEqual(expected)
    for (const id of [1, 2, 3]) {
      const [{ people: list }] = await office.load(plan, Team.objects.filter({ id }))
      expect([...ids(list.slice(0, head)), ...(tail > 0 ? ids(list.slice(-tail)) : [])]).toEqual(expected[id - 1])
    }
  })

  test('say what they know and throw for the rest', async () => {
    const [team, , empty] = await office.load(people({ head: 1, tail: 1, count: true, rows: named }), Team.objects.all().orderBy('id'))
    const list = team.people
    expect([list.length, list.exists(), list.first().id, list.last().id, list[0].id]).toEqual([2, true, 1, 2, 1])
    expect(Array.isArray(list)).toBe(false)
    expect([empty.people.first(), empty.people.last(), empty.people[0], empty.people.length]).toEqual([null, null, undefined, 0])
    for (const read of [
      () => list[1],
      () => [...list],
      () => list.slice(0, 2),
      () => list.slice(1),
      () => list.filter(Boolean),
      () => list.getItems()[1],
      () => list.getItems().map(Boolean),
      () => JSON.stringify(list),
    ]) {
      expect(read).toThrow('was read but not loaded')
    }
    expect(list.all()).toBe(list)
    expect(list.getItems().length).toBe(2)
  })

  test('of a many-to-many, parent by parent', async () => {
    const plan = allOf(office.schema, 'Person', { fields: ['id'], many: { skills: { head: 1, count: true, rows: named } } })
    const rows = await office.load(plan, Person.objects.all())
    expect(office.ran()[0]!.sql).toContain('"t3"."person_id" = "t0"."id" order by "t2"."id" asc limit 1) as')
    await office.load(plan, Person.objects.orderBy('id').slice(1))
    expect(office.ran()[1]!.sql).toContain('"t2"."person_id" = "t0"."value" order by "t1"."id" asc limit 1)')
    expect(rows.map((row: any) => [row.skills.first()?.id ?? null, row.skills.length])).toEqual([
      [1, 2],
      [1, 1],
      [1, 2],
      [null, 0],
      [null, 0],
      [null, 0],
    ])
    for (const [query, last] of [
      [Person.objects.filter({ id: 3 }), / limit 1\) as "t4"\) as "c\d" from/],
      [Person.objects.orderBy('id').slice(2, 3), / limit 1$/],
    ] as const) {
      const [cyd] = await office.load(plan, query)
      expect(office.ran().at(-1)!.sql).toMatch(last)
      expect(cyd.skills.first().id).toBe(1)
    }
  })
})

describe('a Prefetch gives a list its own query', () => {
  const plan = () => people({ head: Infinity, rows: named })
  const counted = () => people({ count: true })

  test('condition and order', async () => {
    const query = Team.objects
      .all()
      .orderBy('id')
      .prefetchRelated(new Prefetch('people', Person.objects.filter({ level: { lt: 50 } }).orderBy('-id')))
    const teams = await office.load(plan(), query)
    expect(teams.map((team: any) => ids(team.people))).toEqual([[2, 1], [3], []])
    const counts = await office.load(counted(), query)
    expect(counts.map((team: any) => team.people.length)).toEqual([2, 1, 0])
    const filtered = await office.load(counted(), query.filter({ name: { ne: 'Apps' } }))
    expect(filtered.map((team: any) => team.people.length)).toEqual([2, 0])
  })

  test('limit and offset hold for each parent', async () => {
    const query = (slice: [number, number]) =>
      Team.objects
        .all()
        .orderBy('id')
        .prefetchRelated(
          new Prefetch(
            'people',
            Person.objects
              .all()
              .orderBy('-id')
              .slice(...slice),
          ),
        )
    for (const [slice, expected] of [
      [
        [0, 1],
        [[2], [5], []],
      ],
      [
        [1, 2],
        [[1], [3], []],
      ],
    ] as const) {
      const teams = await office.load(plan(), query([...slice]))
      expect(teams.map((team: any) => ids(team.people))).toEqual(expected)
      const counts = await office.load(counted(), query([...slice]))
      expect(counts.map((team: any) => team.people.length)).toEqual([1, 1, 0])
      const [team] = await office.load(plan(), query([...slice]).filter({ id: 1 }))
      expect(ids(team.people)).toEqual(expected[0])
    }
  })

  test('at a path below another relation', async () => {
    const deep = allOf(office.schema, 'Person', {
      fields: ['id'],
      one: { home: { fields: ['id'], many: { people: { head: Infinity, rows: named } } } },
    })
    const query = Person.objects.all().prefetchRelated(new Prefetch('home.people', Person.objects.filter({ name: { startsWith: 'E' } })))
    const rows = await office.load(deep, query)
    expect(rows.map((row: any) => ids(row.home.people))).toEqual([[], [], [], [5], [5], []])
  })

  test('of another model is an error', async () => {
    await expect(office.load(plan(), Team.objects.all().prefetchRelated(new Prefetch('people', Skill.objects.all())))).rejects.toThrow(
      'leads to Person, but its query is one of Skill',
    )
  })
})
