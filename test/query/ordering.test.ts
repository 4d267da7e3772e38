import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, max } from '../../src/query/aggregates.ts'
import type { Dialect } from '../../src/query/orm-adapter.ts'
import { idsOf, type Office, openOffice, Person, selectOf, Skill, Team } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
  const em = office.orm.em.fork()
  const person = (id: number, name: string, data: object) =>
    em.create(Person, { id, name, level: 1, seenAt: new Date(id), home: 1, ...data } as never)
  em.create(Team, { id: 1, name: 'b', budget: '10.00' } as never)
  em.create(Team, { id: 2, name: 'a', budget: '9.00' } as never)
  person(1, 'Éva', { team: 2, nick: 'z' })
  person(2, 'ann', { team: 1 })
  person(3, 'Bob', { boss: 1, nick: 'a', team: 2 })
  person(4, 'Eve', { boss: 2, nick: 'a' })
  await em.flush()
})
afterAll(async () => office.close())

const ordered = (...keys: unknown[]) => idsOf(Person.objects.orderBy(...(keys as never[])), office)

test.each<[unknown[], number[]]>([
  [['name'], [3, 4, 2, 1]],
  [['-name'], [1, 2, 4, 3]],
  [['nick'], [2, 3, 4, 1]],
  [['-nick'], [1, 3, 4, 2]],
  [
    ['-nick', '-id'],
    [1, 4, 3, 2],
  ],
  [[{ path: 'nick', nulls: 'last' }], [3, 4, 1, 2]],
  [[{ path: 'nick', direction: 'desc', nulls: 'first' }], [2, 1, 3, 4]],
  [['boss.name'], [1, 2, 4, 3]],
  [['-boss.team.name'], [4, 3, 1, 2]],
  [['boss.id'], [1, 2, 3, 4]],
  [['-boss'], [4, 3, 1, 2]],
  // A relation means its model's own order: teams by name.
  [['team'], [4, 1, 3, 2]],
  [['-team'], [2, 1, 3, 4]],
  [
    ['leads.name', '-id'],
    [4, 3, 2, 1],
  ],
])('%o', async (keys, expected) => {
  expect(await ordered(...keys)).toEqual(expected)
})

test('annotations order, and a model has an order of its own', async () => {
  expect(await idsOf(Person.objects.annotate({ n: count('reports') }).orderBy('-n'), office)).toEqual([1, 2, 3, 4])
  expect(await idsOf(Person.objects.annotate({ last: max('reports.name') }).orderBy({ path: 'last', nulls: 'last' }), office)).toEqual([
    1, 2, 3, 4,
  ])
  expect(await idsOf(Team.objects.all(), office)).toEqual([2, 1])
  expect(await idsOf(Team.objects.orderBy('id'), office)).toEqual([1, 2])
})

test('rows that a filter hides have the place of those that are not there', () => {
  const team = office.schema.models.get('Team')!
  const hiding = new Map([[team, { sql: 'select f.* from team as f where f.id = 1', parameters: [] }]])
  const order = (nulls: 'first' | 'last', dialect: Dialect): string =>
    selectOf(Person.objects.orderBy({ path: 'home.budget', nulls }), office.schema, dialect, hiding).sql.split(' order by ')[1]!
  expect(order('last', 'sqlite')).toBe('"t1"."budget" asc nulls last, "t0"."id" asc')
  expect(order('first', 'postgres')).toBe('"t1"."budget" asc nulls first, "t0"."id" asc')
})

test('the key comes last', () => {
  const order = (query: object) => selectOf(query, office.schema, 'sqlite').sql.split(' order by ')[1]
  expect(order(Person.objects.orderBy('-id'))).toBe('"t0"."id" desc')
  expect(order(Person.objects.orderBy('boss.id'))).toBe('"t0"."boss_id" asc, "t0"."id" asc')
})

test.each<[Dialect, string]>([
  ['sqlite', '"t1"."name" asc, "t0"."nick" desc nulls first, "t0"."level" desc, "t0"."id" asc'],
  ['postgres', '"t1"."name" collate "C" asc nulls first, "t0"."nick" collate "C" desc, "t0"."level" desc, "t0"."id" asc'],
  [
    'mysql',
    'cast(convert(`t1`.`name` using utf8mb4) as binary) asc, `t0`.`nick` is null desc, cast(convert(`t0`.`nick` using utf8mb4) as binary) desc, `t0`.`level` desc, `t0`.`id` asc',
  ],
])('%s puts nulls in the same place', (dialect, expected) => {
  const query = Person.objects.orderBy('boss.name', { path: 'nick', direction: 'desc', nulls: 'first' }, '-level')
  expect(selectOf(query, office.schema, dialect).sql.split(' order by ')[1]).toBe(expected)
})

test.each<[string, string]>([
  ['nam', 'orderBy(\'nam\'): unknown field "nam" on Person.\n\nDid you mean "name"?'],
  ['boss.nam', 'unknown field "nam" on Person'],
  ['shout', '"shout" of Person is a getter, not a column'],
  [
    'reports.name',
    '"reports" of Person has many rows, so that it gives no order.\n\nAnnotate the one that counts: .annotate({ last: max(\'reports.name\') })',
  ],
])('%s is refused', (key, message) => {
  expect(() => selectOf(Person.objects.orderBy(key as never), office.schema, 'sqlite')).toThrow(message)
})

test('skills have no order of their own', () => {
  expect(selectOf(Skill.objects.all(), office.schema, 'sqlite').sql).not.toContain('order by')
})
