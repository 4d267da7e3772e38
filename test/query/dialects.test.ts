import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, max, sum } from '../../src/query/aggregates.ts'
import { encodeSlot } from '../../src/query/condition-values.ts'
import type { Dialect } from '../../src/query/orm-adapter.ts'
import { conditionValues } from '../../src/query/resolve-query.ts'
import { type Office, openOffice, Person, selectOf, Team } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(async () => office.close())

const dialects: readonly Dialect[] = ['sqlite', 'postgres', 'mysql']
const where = (condition: object, dialect: Dialect) =>
  selectOf(Person.objects.filter(condition), office.schema, dialect).sql.replace(/^.*? where /, '')

test.each<[object, string, string, string]>([
  [
    { name: 'x' },
    '"t0"."name" = ?',
    '"t0"."name" = $1',
    '(`t0`.`name` = ? and (`t0`.`name` = cast(? as binary) or cast(convert(`t0`.`name` using utf8mb4) as binary) = ?))',
  ],
  [
    { nick: { ne: 'x' } },
    '"t0"."nick" is not ?',
    '"t0"."nick" is distinct from $1',
    'not (cast(convert(`t0`.`nick` using utf8mb4) as binary) <=> ?)',
  ],
  [{ name: { lt: 'x' } }, '"t0"."name" < ?', '"t0"."name" collate "C" < $1', 'cast(convert(`t0`.`name` using utf8mb4) as binary) < ?'],
  [
    { name: { startsWith: 'x' } },
    '"t0"."name" glob ?',
    `"t0"."name" collate "C" like $1 escape '!'`,
    "convert(`t0`.`name` using utf8mb4) collate utf8mb4_bin like ? escape '!'",
  ],
  [
    { name: { icontains: 'x' } },
    `"t0"."name" like ? escape '!'`,
    `"t0"."name" collate "C" ilike $1 escape '!'`,
    'convert(`t0`.`name` using utf8mb4) collate utf8mb4_bin regexp ?',
  ],
  [
    { name: { iexact: 'x' } },
    '"t0"."name" = ? collate nocase',
    'lower("t0"."name" collate "C") = lower(cast($1 as text) collate "C")',
    'convert(`t0`.`name` using utf8mb4) collate utf8mb4_bin regexp ?',
  ],
  [{ level: [1] }, '"t0"."level" in (select value from json_each(?))', '"t0"."level" = any(cast($1 as bigint[]))', '`t0`.`level` in (?)'],
  [
    { nick: { notIn: ['x'] } },
    '("t0"."nick" in (select value from json_each(?))) is not true',
    '("t0"."nick" = any($1)) is not true',
    '((`t0`.`nick` in (?) and cast(convert(`t0`.`nick` using utf8mb4) as binary) in (?))) is not true',
  ],
  [
    { level: { between: [1, 2] } },
    '"t0"."level" between ? and ?',
    '"t0"."level" between cast($1 as bigint) and cast($2 as bigint)',
    '`t0`.`level` between ? and ?',
  ],
  [
    { not: { skills: { id: 1 } } },
    'not (exists (select 1 from "person_skills" as "t1" inner join "skill" as "t2" on "t2"."id" = "t1"."skill_id" where "t1"."person_id" = "t0"."id" and "t2"."id" = ?))',
    'not (exists (select 1 from "person_skills" as "t1" inner join "skill" as "t2" on "t2"."id" = "t1"."skill_id" where "t1"."person_id" = "t0"."id" and "t2"."id" = cast($1 as bigint)))',
    'not (exists (select 1 from `person_skills` as `t1` inner join `skill` as `t2` on `t2`.`id` = `t1`.`skill_id` where `t1`.`person_id` = `t0`.`id` and `t2`.`id` = ?))',
  ],
])('%o', (condition, ...expected) => {
  expect(dialects.map((dialect) => where(condition, dialect))).toEqual(expected)
})

test('annotations', () => {
  const query = Team.objects
    .annotate({
      n: count('people', { filter: { level: 1 } }),
      name2: max('people.name'),
      pay: sum('people.pay'),
      top: max('people.account'),
    })
    .orderBy('-pay')
  const columns = (dialect: Dialect) => selectOf(query, office.schema, dialect).sql
  expect(columns('sqlite')).toBe(
    'select "t0"."id", (select count(*) from "person" as "t2" where "t2"."team_id" = "t0"."id" and "t2"."level" = ?),' +
      ' (select max("t3"."name") from "person" as "t3" where "t3"."team_id" = "t0"."id"),' +
      ' (select round(sum("t4"."pay"), 2) from "person" as "t4" where "t4"."team_id" = "t0"."id"),' +
      ' cast((select max("t5"."account") from "person" as "t5" where "t5"."team_id" = "t0"."id") as text)' +
      ' from "team" as "t0" order by (select round(sum("t1"."pay"), 2) from "person" as "t1" where "t1"."team_id" = "t0"."id") desc, "t0"."id" asc',
  )
  expect(columns('postgres')).toContain('max("t3"."name" collate "C")')
  expect(columns('postgres')).toContain('desc nulls last, "t0"."id" asc')
})

test('list and text parameters', () => {
  const values = (condition: object, dialect: Dialect) =>
    conditionValues(selectOf(Person.objects.filter(condition), office.schema, dialect).resolved, { dialect, encode: (_, value) => value })
  expect(dialects.map((dialect) => values({ name: ['a"b', '1'] }, dialect))).toEqual([['["a\\"b","1"]'], [['a"b', '1']], [['a"b', '1']]])
  expect(values({ pay: ['1.50', '-2'] }, 'sqlite')).toEqual(['[1.50,-2]'])
  expect(values({ account: [2n ** 62n] }, 'sqlite')).toEqual(['[4611686018427387904]'])
  expect(dialects.map((dialect) => values({ name: { contains: '5%_!*[' } }, dialect))).toEqual([
    ['*5%_![*][[]*'],
    ['%5!%!_!!*[%'],
    ['%5!%!_!!*[%'],
  ])
  expect(dialects.map((dialect) => values({ name: { istartsWith: 'a.Ä%' } }, dialect))).toEqual([
    ['a.Ä!%%'],
    ['a.Ä!%%'],
    ['\\A[aA]\\.Ä\\%'],
  ])
  expect(dialects.map((dialect) => values({ name: { iexact: 'a.' } }, dialect))).toEqual([['a.'], ['a.'], ['\\A[aA]\\.\\z']])
})

test('what no JSON list can hold is refused', () => {
  const slot = { field: null, operator: 'in' as const, value: [new Uint8Array(1)] }
  expect(() => encodeSlot(slot, office.adapter)).toThrow("A list in a condition can't hold Uint8Array")
})
