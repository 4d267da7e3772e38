import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { col } from '../../src/query/expression.ts'
import { queryState } from '../../src/query/lazy-query.ts'
import { conditionShape, queryShape } from '../../src/query/condition-shape.ts'
import { conditionValues } from '../../src/query/resolve-query.ts'
import { Chair, idsOf, type Office, openOffice, Person, Seat, selectOf, Skill, Team } from './support/office.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice()
  const em = office.orm.em.fork()
  const person = (data: object) => em.create(Person, data as never)
  const teams = [
    em.create(Team, { id: 1, name: 'Alpha', budget: '12.50' }),
    em.create(Team, { id: 2, name: 'beta', budget: '832.00' }),
    em.create(Team, { id: 3, name: 'Gamma', budget: '5' }),
  ]
  const skills = [
    em.create(Skill, { id: 1, name: 'go', weight: 3 }),
    em.create(Skill, { id: 2, name: 'c', weight: null }),
    em.create(Skill, { id: 3, name: 'ml', weight: 7 }),
  ]
  const seen = (day: number) => new Date(Date.UTC(2025, 0, day))
  const ada = person({
    id: 1,
    name: 'Ada',
    level: 5,
    home: teams[0]!,
    seenAt: seen(1),
    active: true,
    hired: '2024-01-01',
    account: 9007199254740993n,
    pay: '10.10',
    score: 1.5,
  })
  const bob = person({
    id: 2,
    name: 'bob',
    nick: '50%_off',
    level: 3,
    home: teams[0]!,
    seenAt: seen(2),
    active: false,
    hired: '2025-05-05',
    boss: ada,
    team: teams[0]!,
    pay: '9.50',
  })
  const cy = person({
    id: 3,
    name: 'Cy*',
    nick: 'Ä[x]',
    level: 3,
    home: teams[1]!,
    seenAt: seen(3),
    boss: ada,
    team: teams[1]!,
    account: 5n,
  })
  person({ id: 4, name: 'dee!', nick: '', level: 1, home: teams[1]!, seenAt: seen(4), boss: bob, score: -2 })
  ada.skills.add(skills[0]!, skills[1]!)
  bob.skills.add(skills[2]!)
  cy.skills.add(skills[0]!)
  teams[1]!.lead = bob
  em.create(Seat, { floor: 1, desk: 1 })
  const seat = em.create(Seat, { floor: 1, desk: 2 })
  em.create(Chair, { id: 1, seat })
  em.create(Chair, { id: 2 })
  await em.flush()
})
afterAll(async () => office.close())

const people = (condition: object) => idsOf(Person.objects.filter(condition).orderBy('id'), office)
const without = (condition: object) => idsOf(Person.objects.exclude(condition).orderBy('id'), office)

describe('operators', () => {
  test.each<[object, number[]]>([
    [{ level: 3 }, [2, 3]],
    [{ level: { ne: 3 } }, [1, 4]],
    [{ level: { gt: 1, lt: 5 } }, [2, 3]],
    [{ level: { between: [3, 5] } }, [1, 2, 3]],
    [{ level: [1, 5] }, [1, 4]],
    [{ level: [] }, []],
    [{ level: { notIn: [] } }, [1, 2, 3, 4]],
    [{ nick: null }, [1]],
    [{ nick: { ne: null } }, [2, 3, 4]],
    [{ nick: { ne: '' } }, [1, 2, 3]],
    [{ nick: { notIn: ['', '50%_off'] } }, [1, 3]],
    [{ active: true }, [1]],
    [{ active: { ne: true } }, [2, 3, 4]],
    [{ active: [true, false] }, [1, 2]],
    [{ hired: { gte: '2024-06-01' } }, [2]],
    [{ seenAt: { gt: new Date(Date.UTC(2025, 0, 2)) } }, [3, 4]],
    [{ seenAt: [new Date(Date.UTC(2025, 0, 2))] }, [2]],
    [{ account: 9007199254740993n }, [1]],
    [{ account: [9007199254740993n, 5n] }, [1, 3]],
    [{ account: { gt: 9007199254740992n } }, [1]],
    [{ pay: { gt: '9.6' } }, [1]],
    [{ pay: '9.5' }, [2]],
    [{ pay: ['9.50', '10.1'] }, [1, 2]],
    [{ score: { lt: 0 } }, [4]],
    [{ score: [1.5, -2] }, [1, 4]],
    [{ notes: null }, [1, 2, 3, 4]],
  ])('%o', async (condition, expected) => {
    expect(await people(condition)).toEqual(expected)
  })

  test.each<[object, number[]]>([
    [{ name: { contains: 'd' } }, [1, 4]],
    [{ name: { contains: 'D' } }, []],
    [{ name: { icontains: 'D' } }, [1, 4]],
    [{ name: { contains: '*' } }, [3]],
    [{ name: { endsWith: '!' } }, [4]],
    [{ name: { iendsWith: 'E!' } }, [4]],
    [{ name: { startsWith: 'a' } }, []],
    [{ name: { istartsWith: 'a' } }, [1]],
    [{ name: { iexact: 'BOB' } }, [2]],
    [{ nick: { contains: '0%_' } }, [2]],
    [{ nick: { contains: '%%' } }, []],
    [{ nick: { icontains: '_OFF' } }, [2]],
    [{ nick: { startsWith: 'Ä[' } }, [3]],
    [{ nick: { istartsWith: 'ä' } }, []],
    [{ nick: { contains: '' } }, [2, 3, 4]],
    [{ nick: 'ä[x]' }, []],
  ])('text: %o', async (condition, expected) => {
    expect(await people(condition)).toEqual(expected)
  })

  test('text is ordered by code point', async () => {
    expect(await idsOf(Team.objects.orderBy('name'), office)).toEqual([1, 3, 2])
    expect(await people({ name: { lt: 'a' } })).toEqual([1, 3])
  })
})

describe('relations', () => {
  test.each<[object, number[]]>([
    [{ boss: 1 }, [2, 3]],
    [{ boss: { id: { gte: 2 } } }, [4]],
    [{ boss: { in: [1, 2] } }, [2, 3, 4]],
    [{ boss: [2] }, [4]],
    [{ boss: null }, [1]],
    [{ boss: { id: null } }, [1]],
    [{ boss: { ne: 1 } }, [1, 4]],
    [{ boss: { ne: null } }, [2, 3, 4]],
    [{ boss: { notIn: [1] } }, [1, 4]],
    [{ boss: { id: { ne: 1 } } }, [4]],
    [{ boss: { not: { id: 1 } } }, [4]],
    [{ boss: { id: { notIn: [] } } }, [2, 3, 4]],
    [{ boss: { and: [{}, {}] } }, [2, 3, 4]],
    [{ boss: { name: { ne: 'bob' } } }, [2, 3]],
    [{ boss: { boss: { name: 'Ada' } } }, [4]],
    // As in Django, what is not there has no name.
    [{ boss: { nick: null } }, [1, 2, 3]],
    [{ boss: { nick: { isNull: true } } }, [1, 2, 3]],
    [{ boss: { nick: { isNull: false } } }, [4]],
    [{ boss: { isNull: false, nick: null } }, [2, 3]],
    [{ boss: { nick: null, level: 5 } }, [2, 3]],
    [{ boss: { or: [{ nick: null }, { level: 9 }] } }, [1, 2, 3]],
    [{ boss: { boss: { name: null } } }, [1, 2, 3]],
    [{ boss: { boss: null } }, [1, 2, 3]],
    [{ boss: { not: { nick: { isNull: false } } } }, [2, 3]],
    [{ leads: { name: null } }, [1, 3, 4]],
    [{ not: { boss: { nick: null } } }, [4]],
    [{ skills: { weight: null } }, [1]],
    [{ home: { name: null } }, []],
    [{ team: { lead: { name: 'bob' } } }, [3]],
    [{ leads: null }, [1, 3, 4]],
    [{ leads: { isNull: false } }, [2]],
    [{ leads: 2 }, [2]],
    [{ leads: { budget: { gt: '800' } } }, [2]],
    [{ reports: { level: 3 } }, [1]],
    [{ reports: {} }, [1, 2]],
    [{ reports: { isNull: true } }, [3, 4]],
    [{ reports: 4 }, [2]],
    [{ skills: { name: 'go' } }, [1, 3]],
    [{ skills: { id: 2 } }, [1]],
    [{ skills: [2, 3] }, [1, 2]],
    [{ skills: { ne: 1 } }, [2, 4]],
    [{ skills: { name: 'go', weight: null } }, []],
    [{ and: [{ skills: { name: 'go' } }, { skills: { weight: null } }] }, [1]],
    [{ skills: { and: [{ name: 'go' }, { weight: null }] } }, []],
    [{ or: [{ skills: { weight: 7 } }, { boss: null }] }, [1, 2]],
    [{ or: [] }, []],
    [{ and: [] }, [1, 2, 3, 4]],
    [{ not: { boss: 1 } }, [1, 4]],
    [{ not: { not: { boss: 1 } } }, [2, 3]],
  ])('%o', async (condition, expected) => {
    expect(await people(condition)).toEqual(expected)
  })

  test.each<[object, number[]]>([
    [{ boss: 1 }, [1, 4]],
    [{ boss: { id: 1, level: 5 } }, [1, 4]],
    [{ nick: '' }, [1, 2, 3]],
    [{ nick: { ne: '' } }, [4]],
    [{ skills: { name: 'go' } }, [2, 4]],
    [{ level: 3, boss: 1 }, [1, 4]],
    [{ boss: { isNull: false } }, [1]],
    [{ boss: { nick: null } }, [4]],
    [{ boss: { nick: { isNull: false } } }, [1, 2, 3]],
  ])('exclude %o', async (condition, expected) => {
    expect(await without(condition)).toEqual(expected)
  })

  test('an entity stands for its key, also where that has several fields', async () => {
    const em = office.orm.em.fork()
    const ada = em.getReference(Person, 1)
    expect(await people({ boss: ada })).toEqual([2, 3])
    expect(await people({ boss: { in: [ada] } })).toEqual([2, 3])
    const seat = await em.findOneOrFail(Seat, { floor: 1, desk: 2 })
    expect(await idsOf(Chair.objects.filter({ seat }), office)).toEqual([1])
    expect(await idsOf(Chair.objects.filter({ seat: { desk: 2 } }), office)).toEqual([1])
    expect(await idsOf(Chair.objects.filter({ seat: null }), office)).toEqual([2])
    expect(await idsOf(Seat.objects.filter({ chairs: 1 }), office)).toEqual([1])
    expect(() => resolve(Chair.objects.filter({ seat: 3 }))).toThrow('the key of Seat has several fields')
    expect(() => resolve(Chair.objects.filter({ seat: 3 }))).toThrow('Give an object: { floor: …, desk: … }.')
    expect(await idsOf(Chair.objects.filter({ seat: [seat, { floor: 7, desk: 7 }] }), office)).toEqual([1])
    expect(() => resolve(Chair.objects.filter({ seat: [{ floor: 1 }] }))).toThrow('that has no desk')
    expect(() => resolve(Chair.objects.filter({ seat: [{ floor: 1, desk: 'x' }] }))).toThrow('"desk" of Seat is an integer')
    expect(() => resolve(Chair.objects.filter({ seat: [{ floor: 1, desk: col('id') }] }))).toThrow('takes plain values')
    expect(() => resolve(Person.objects.filter({ boss: new Person() }))).toThrow('that has no id')
  })

  test('only the key compared: the column in the own table, no subquery', () => {
    const where = (condition: object) => selectOf(Person.objects.filter(condition), office.schema, 'sqlite').sql.replace(/^.*? where /, '')
    expect(where({ boss: 1 })).toBe('"t0"."boss_id" = ?')
    expect(where({ boss: { id: { gte: 1, lt: 4 } } })).toBe('("t0"."boss_id" >= ? and "t0"."boss_id" < ?)')
    expect(where({ boss: null })).toBe('"t0"."boss_id" is null')
    expect(where({ not: { boss: 1 } })).toBe('("t0"."boss_id" = ?) is not true')
    expect(where({ boss: { boss: 2 } })).toBe(
      'exists (select 1 from "person" as "t1" where "t1"."id" = "t0"."boss_id" and "t1"."boss_id" = ?)',
    )
  })
})

test('a relation to a model with a global filter is never judged by its key alone', () => {
  const team = office.schema.models.get('Team')!
  const restrictions = new Map([[team, { sql: 'select * from team where id <> ?', parameters: [1] }]])
  const where = (condition: object) =>
    selectOf(Person.objects.filter(condition), office.schema, 'sqlite', restrictions).sql.replace(/^.*? where /, '')
  const rows = '(select 1 from (select * from team where id <> ?) as "t1" where "t1"."id" = "t0"."team_id"'
  expect(where({ team: 1 })).toBe(`exists ${rows} and "t1"."id" = ?)`)
  expect(where({ team: { ne: 1 } })).toBe(`not (exists ${rows} and "t1"."id" = ?))`)
  expect(where({ team: null })).toBe(`not exists ${rows})`)
  expect(where({ team: { isNull: false } })).toBe(`exists ${rows})`)
  expect(where({ boss: 1 })).toBe('"t0"."boss_id" = ?')
  expect(where({ boss: { nick: null } })).toBe(
    '("t0"."boss_id" is null or exists (select 1 from "person" as "t1" where "t1"."id" = "t0"."boss_id" and "t1"."nick" is null))',
  )
  const home = (n: number) => `(select 1 from (select * from team where id <> ?) as "t${n}" where "t${n}"."id" = "t0"."home_id"`
  expect(where({ home: { name: null } })).toBe(`(not exists ${home(2)}) or exists ${home(1)} and "t1"."name" is null))`)
})

describe('what is refused', () => {
  test.each<[object, string]>([
    [{ nam: 'x' }, 'Unknown field "nam" on Person.\n\nDid you mean "name"?'],
    [{ shout: 'x' }, '"shout" of Person is a getter'],
    [{ level: { gre: 1 } }, 'Unknown operator "gre" on "level" of Person.\n\nDid you mean "gte"?'],
    [{ level: '3' }, '"level" of Person is an integer, but is compared with the text "3".\n\nConvert it first: Number(value).'],
    [{ level: Number.NaN }, 'compared with NaN'],
    [{ active: 'true' }, 'is a boolean'],
    [{ name: 3 }, 'Convert it first: String(value).'],
    [{ level: { startsWith: '3' } }, 'The operator "startsWith" is for text'],
    [{ level: { in: 3 } }, 'takes an array, not 3'],
    [{ level: { in: [1, null] } }, 'ask for null by isNull'],
    [{ level: { lt: null } }, 'which no row can meet'],
    [{ level: { between: [1] } }, 'an array of two values'],
    [{ level: { isNull: 1 } }, 'takes true or false'],
    [{ level: {} }, 'without an operator'],
    [{ notes: { eq: 1 } }, 'is JSON'],
    [{ boss: { lt: 3 } }, 'The operator "lt" can\'t compare rows'],
    [{ boss: { nam: 'x' } }, 'Unknown field "nam" on Person'],
    [{ boss: 'x' }, 'is compared with the text "x"'],
    [{ skills: { and: { id: 1 } } }, 'takes a list of conditions'],
    [{ or: [3] }, 'A condition on Person is an object, not 3'],
    [{ constructor: 3 }, 'Unknown field "constructor"'],
    [JSON.parse('{"__proto__": 3}') as object, 'Unknown field "__proto__"'],
    [JSON.parse('{"boss": {"__proto__": {"id": 3}}}') as object, 'Unknown field "__proto__"'],
  ])('%o', (condition, message) => {
    expect(() => resolve(Person.objects.filter(condition as never))).toThrow(message)
  })

  test('undefined, where it is written', () => {
    expect(() => Person.objects.filter({ boss: { id: undefined } } as never)).toThrow('the value of "boss.id" is undefined')
  })
})

describe('shape and values', () => {
  const shape = (condition: object) => conditionShape(queryState(Person.objects.filter(condition))!)

  test('the same for other values, different for other SQL', () => {
    expect(shape({ level: 3 })).toBe(shape({ level: 7 }))
    expect(shape({ level: [] })).toBe(shape({ level: [1, 2, 3] }))
    expect(shape({ boss: new Person() })).toBe(shape({ boss: 3 }))
    const different = [
      { level: 3 },
      { level: null },
      { level: [3] },
      { level: { gt: 3 } },
      { level: { isNull: true } },
      { level: { isNull: false } },
      { not: { level: 3 } },
      { or: [{ level: 3 }] },
      { or: [{ level: 3 }, { level: 3 }] },
      { name: 'x' },
    ]
    expect(new Set(different.map(shape)).size).toBe(different.length)
    expect(shape({ 'level:?,name': 3 })).not.toBe(shape({ level: 1, name: 3 }))
  })

  test('order, slices and results belong to the shape of a query', () => {
    const all = Person.objects.all()
    const queries = [
      all,
      all.orderBy('id'),
      all.orderBy('-id'),
      all.orderBy({ path: 'id', nulls: 'last' }),
      all.limit(3),
      all.offset(3),
      all.first(),
      all.get(),
      all.count(),
      all.exists(),
      all.none(),
    ]
    expect(new Set(queries.map((query) => queryShape(queryState(query)!))).size).toBe(queries.length)
    expect(queryShape(queryState(all.limit(3))!)).toBe(queryShape(queryState(all.limit(4))!))
  })

  test('values stand where their slots say', () => {
    const query = Person.objects
      .filter({ active: true, level: { between: [2, 4] }, skills: { id: [1, 2] } })
      .exclude({ name: { startsWith: 'a*' }, nick: null })
    const { slots, resolved } = selectOf(query, office.schema, 'sqlite')
    expect(slots).toEqual([0, 1, 2, 3, 4].map((index) => ({ kind: 'condition', index })))
    expect(conditionValues(resolved, office.adapter)).toEqual([1, 2, 4, '[1,2]', 'a[*]*'])
  })
})

function resolve(query: object): void {
  selectOf(query, office.schema, 'sqlite')
}
