import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DjustError } from '../../src/error.ts'
import { queryState } from '../../src/query/lazy-query.ts'
import type { Dialect, OrmAdapter } from '../../src/query/orm-adapter.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { createLoader } from '../../src/load/loader.ts'
import { spliceSql } from '../../src/query/splice-sql.ts'
import { compileSql } from '../../src/query/compile-sql.ts'
import { sql } from 'kysely'
import { type LoadedOffice, openLoadedOffice, Person, Seat, Skill } from './support/office-data.ts'
import { allOf, planOf } from './support/plan-of.ts'

let office: LoadedOffice
beforeAll(async () => {
  office = await openLoadedOffice()
})
afterAll(() => office.close())

const named = { fields: ['id', 'name'] }
const plan = () =>
  allOf(office.schema, 'Person', {
    fields: ['id'],
    one: { home: named },
    many: { skills: { head: 2, count: true, rows: named }, reports: { head: Infinity, rows: named } },
  })

describe('a statement', () => {
  test('is compiled once, whatever the values, the number of keys and the page', async () => {
    const loads = plan()
    const loader = createLoader(office.adapter)
    const load = (n: number) =>
      loader.load(
        loads,
        queryState(
          Person.objects
            .filter({ level: { lt: n }, id: { in: [1, 2, n] } })
            .orderBy('name')
            .slice(n % 2, 50 + n),
        )!,
      )
    await load(90)
    await load(91)
    const compiled = loader.compilations
    for (let n = 0; n < 100; n++) await load(100 + n)
    expect(loader.compilations).toBe(compiled)
  })

  test('is compiled again for another shape', async () => {
    const loads = allOf(office.schema, 'Person', named)
    const loader = createLoader(office.adapter)
    await loader.load(loads, queryState(Person.objects.filter({ level: 10 }))!)
    await loader.load(loads, queryState(Person.objects.filter({ level: { lt: 10 } }))!)
    await loader.load(loads, queryState(Person.objects.filter({ level: 10 }).orderBy('name'))!)
    expect(loader.compilations).toBe(3)
  })

  test('that the database refuses is a DjustError with its text', async () => {
    const broken = await openLoadedOffice()
    await broken.orm.em.getConnection().execute('drop table person')
    const failing = broken.load(allOf(broken.schema, 'Person', named), Person.objects.all())
    await expect(failing).rejects.toBeInstanceOf(DjustError)
    await expect(failing).rejects.toMatchObject({
      code: 'query/failed',
      summary: expect.stringContaining('query of Person: no such table'),
      hint: expect.stringContaining('from "person"'),
    })
    await broken.close()
  })
})

/** The same models for a database that is not there: only SQL is made. */
function textFor(dialect: Dialect): (loads: Parameters<ReturnType<typeof createLoader>['statements']>[0], query: object) => string {
  const adapter = {
    dialect,
    schema: office.schema,
    decoder: () => null,
    encode: (_: unknown, value: unknown) => value,
  } as unknown as OrmAdapter
  const loader = createLoader(adapter)
  return (loads, query) =>
    loader
      .statements(loads, queryState(query)!)
      .map((statement) => statement.sql)
      .join('\n')
}

describe.each(['sqlite', 'postgres', 'mysql'] as const)('the SQL of %s', (dialect) => {
  test('stays as it is', () => {
    const text = textFor(dialect)
    const query = Person.objects.filter({ level: { gte: 20 } }).orderBy('-home.name')
    expect(text(plan(), query)).toMatchSnapshot('rows, lists and a count')
    expect(text(plan(), query.prefetchRelated(new Prefetch('skills', Skill.objects.all().slice(0, 1))).slice(5, 10))).toMatchSnapshot(
      'a page',
    )
    expect(
      text(planOf(office.schema, 'Person', { head: 1, tail: 1, count: true, rows: named }), Person.objects.all().slice(2, 20)),
    ).toMatchSnapshot('first, last and count')
    expect(text(planOf(office.schema, 'Person', { count: true }), Person.objects.all().slice(5))).toMatchSnapshot(
      'a count behind an offset',
    )
    expect(
      text(
        allOf(office.schema, 'Seat', { fields: ['floor', 'desk'], many: { chairs: { head: Infinity, rows: { fields: ['id'] } } } }),
        Seat.objects.all(),
      ),
    ).toMatchSnapshot('keys of two columns')
  })
})

describe('SQL of others inside a statement', () => {
  const spliced = (text: string, dialect: Dialect) =>
    compileSql(sql`select * from (${spliceSql(text, dialect, (index) => sql.val(`p${index}`))}) as t where x = ${'last'}`, dialect)

  test('keeps its parameters in place, and signs in quotes and comments', () => {
    expect(spliced(`select '?', "a?", [b?], \`c?\` from t where x = ? and y = 'it''s ?' -- ?\n and z = ?`, 'sqlite')).toEqual({
      sql: `select * from (select '?', "a?", [b?], \`c?\` from t where x = ? and y = 'it''s ?' -- ?\n and z = ?) as t where x = ?`,
      parameters: ['p0', 'p1', 'last'],
    })
  })

  test('is numbered anew on PostgreSQL, where a parameter may stand twice', () => {
    expect(spliced(`select '$1' from t where a = $2 and b = $1 and c = $2 and d ? 'k'`, 'postgres')).toEqual({
      sql: `select * from (select '$1' from t where a = $1 and b = $2 and c = $3 and d ? 'k') as t where x = $4`,
      parameters: ['p1', 'p0', 'p1', 'last'],
    })
  })
})
