import { afterAll, beforeAll, expect, test } from 'vitest'
import { avg, count, max, min, sum } from '../../src/query/aggregates.ts'
import { caseWhen, col, concat } from '../../src/query/expression.ts'
import { type Office, openOffice, Person, rowsOf, selectOf, Skill, Team } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
  const em = office.orm.em.fork()
  const team = (id: number, name: string) => em.create(Team, { id, name, budget: '1.00' } as never)
  const skill = (id: number, weight: number | null) => em.create(Skill, { id, name: `s${id}`, weight } as never)
  team(1, 'a')
  team(2, 'b')
  const skills = [skill(1, 2), skill(2, 5), skill(3, null)]
  const person = (id: number, data: object): Person =>
    em.create(Person, { id, name: `p${id}`, level: id, seenAt: new Date(Date.UTC(2025, 0, id)), home: 1, ...data } as never)
  const all = [
    person(1, { team: 1, pay: '0.10', account: 9007199254740993n, hired: '2025-03-01' }),
    person(2, { team: 1, pay: '0.20', account: 2n, hired: '2024-03-01', boss: 1 }),
    person(3, { team: 1, pay: null, boss: 1, nick: 'x' }),
    person(4, { boss: 2 }),
  ]
  all[0]!.skills.add(skills[0]!, skills[1]!)
  all[1]!.skills.add(skills[0]!, skills[2]!)
  await em.flush()
})
afterAll(async () => office.close())

const teams = async (annotations: object) =>
  (await rowsOf(Team.objects.annotate(annotations as never).orderBy('id'), office)).map((row) => row.slice(1))

test('counts are 0 of no rows; sum, max, min and avg are null', async () => {
  expect(
    await teams({ n: count('people'), s: sum('people.level'), x: max('people.level'), m: min('people.level'), a: avg('people.level') }),
  ).toEqual([
    [3, 6, 3, 1, 2],
    [0, null, null, null, null],
  ])
})

test('values are what the field has', async () => {
  const values = {
    pay: sum('people.pay'),
    hired: max('people.hired'),
    seen: min('people.seenAt'),
    account: max('people.account'),
    total: sum('people.account'),
  }
  expect(await teams(values)).toEqual([
    ['0.30', '2025-03-01', new Date(Date.UTC(2025, 0, 1)), 9007199254740993n, 9007199254740995n],
    [null, null, null, null, null],
  ])
})

test('what is not there is no text', async () => {
  const texts = { paid: concat('pay ', col('pay')), called: concat(col('nick'), '!'), of: concat('of ', col('team.budget')) }
  expect((await rowsOf(Person.objects.annotate(texts).orderBy('id'), office)).map((row) => row.slice(1))).toEqual([
    ['pay 0.10', '!', 'of 1.00'],
    ['pay 0.20', '!', 'of 1.00'],
    ['pay ', 'x!', 'of 1.00'],
    ['pay ', '!', 'of '],
  ])
})

test('filters speak of the counted rows, fields count what is not null', async () => {
  expect(
    await teams({
      n: count('people', { filter: { level: { gte: 2 } } }),
      nicks: count('people.nick'),
      bosses: count('people', { filter: { boss: { isNull: false } } }),
    }),
  ).toEqual([
    [2, 1, 2],
    [0, 0, 0],
  ])
})

test('paths go over any relations; two annotations do not multiply', async () => {
  const query = Team.objects.annotate({
    skills: count('people.skills'),
    weight: sum('people.skills.weight'),
    people: count('people.boss.reports'),
  } as never)
  expect(() => selectOf(query, office.schema, 'sqlite')).toThrow('Team already has "people"')
  expect(
    await teams({
      skills: count('people.skills'),
      weight: sum('people.skills.weight'),
      n: count('people'),
      bosses: max('people.boss.name'),
    }),
  ).toEqual([
    [4, 9, 3, 'p1'],
    [0, null, 0, null],
  ])
  const people = await rowsOf(
    Person.objects.annotate({ team: sum('team.people.pay'), n: count('skills') } as never).orderBy('id'),
    office,
  ).catch((error: unknown) => error)
  expect(String(people)).toContain('Person already has "team"')
  expect(await rowsOf(Person.objects.annotate({ mates: sum('team.people.pay'), n: count('skills') }).orderBy('id'), office)).toEqual([
    [1, '0.30', 2],
    [2, '0.30', 2],
    [3, '0.30', 0],
    [4, null, 0],
  ])
})

test('conditions and orders may name annotations', async () => {
  const all = Team.objects.annotate({ n: count('people'), pay: sum('people.pay'), last: max('people.hired'), top: max('people.account') })
  const ids = async (query: object) => (await rowsOf(query, office)).map((row) => row[0])
  expect(await ids(all.filter({ n: { gte: 3 } }))).toEqual([1])
  expect(await ids(all.filter({ n: 0 }))).toEqual([2])
  expect(await ids(all.filter({ n: [0, 3] }).orderBy('-n'))).toEqual([1, 2])
  expect(await ids(all.filter({ pay: { gte: '0.3', lt: '1000' } }))).toEqual([1])
  expect(await ids(all.filter({ pay: null }))).toEqual([2])
  expect(await ids(all.exclude({ pay: { lt: '0.1' } }).orderBy('pay'))).toEqual([2, 1])
  expect(await ids(all.filter({ last: { gte: '2025-01-01' } }))).toEqual([1])
  expect(await ids(all.filter({ top: { gt: 9007199254740992n } }))).toEqual([1])
  expect(await ids(all.filter({ or: [{ n: 0 }, { name: 'a' }] }).orderBy('id'))).toEqual([1, 2])
})

test.each<[object, string]>([
  [{ n: count('peple') }, 'Team has no field or relation "peple".\n\nDid you mean "people"?'],
  [{ n: sum('people') }, "needs a field of Person, not the relation alone.\n\nFor example sum('people.id')"],
  [{ n: sum('people.name') }, '"name" is of type string, which has no sum'],
  [{ n: max('people.active') }, 'which has no max'],
  [{ n: max('name') }, "is the row's own field"],
  [{ n: count('people.name.x') }, 'Person has no relation "name"'],
  [{ n: count('people', { filter: { nam: 1 } }) }, 'Unknown field "nam" on Person'],
  [{ n: count('people', { filter: { n: 1 } }) }, 'Unknown field "n" on Person'],
  [{ n: sum(col('name').length()) }, 'aggregates an expression, of which each row has one'],
  [{ n: sum(col('people.level').times(col('people.skills.weight'))) }, '"people.level" and "people.skills.weight" are of different lists'],
  [{ n: sum(col('people.level').plus(count('people'))) }, "count() can't stand inside of an aggregate of related rows"],
  [{ n: sum(caseWhen([[{ name: 'a' }, col('people.level')]], 0)) }, 'caseWhen() has conditions on the Team'],
  [{ n: sum(col('people.name')) }, '"name" is of type string, which has no sum'],
])('%o is refused', (annotations, message) => {
  expect(() => selectOf(Team.objects.annotate(annotations as never), office.schema, 'sqlite')).toThrow(message)
})

test('a count is compared with numbers', () => {
  const query = Team.objects.annotate({ n: count('people') }).filter({ n: 'x' } as never)
  expect(() => selectOf(query, office.schema, 'sqlite')).toThrow('The annotation "n" is a number, but is compared with the text "x"')
})
