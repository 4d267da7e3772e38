import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { count, max } from '../../src/query/aggregates.ts'
import { col, concat, exists } from '../../src/query/expression.ts'
import type { Refusal, SqlQuery } from '../../src/query/orm-adapter.ts'
import { type LoadedOffice, openLoadedOffice, Person, Team } from './support/office-data.ts'
import { allOf, planOf } from './support/plan-of.ts'

let office: LoadedOffice
const filters: Record<string, SqlQuery | Refusal> = {}
beforeAll(async () => {
  office = await openLoadedOffice((adapter) => {
    adapter.restrict = async (models) => {
      const known = models.map((model) => filters[model.name] ?? null)
      const refusal = known.find((one): one is Refusal => one !== null && 'refused' in one)
      return refusal ?? (known as (SqlQuery | null)[])
    }
  })
})
beforeEach(() => {
  office.ran()
  for (const name of Object.keys(filters)) delete filters[name]
})
afterAll(() => office.close())

const named = { fields: ['id', 'name'] }
const levelBelow = (level: number): SqlQuery => ({
  sql: `select p.* from person p where p.level < ? and p.name <> '?'`,
  parameters: [level],
})

describe('global filters', () => {
  test('restrict values, groups, aggregates and annotations', async () => {
    filters['Person'] = levelBelow(30)
    filters['Team'] = { sql: 'select * from team where id <> ?', parameters: [1] }
    const all = Person.objects.orderBy('id')
    expect(await all.flat('id')).toEqual([1, 2])
    expect(await Person.objects.aggregate({ n: count(), top: max('level'), teams: count('team.people') })).toEqual({
      n: 2,
      top: 20,
      teams: 0,
    })
    expect(await all.valuesList('id', 'team.name', 'home.name')).toEqual([
      [1, null, null],
      [2, null, null],
    ])
    expect(await Person.objects.values('team.name').annotate({ n: count() })).toEqual([{ team: { name: null }, n: 2 }])
    const annotated = Team.objects.orderBy('id').annotate({ n: count('people'), any: exists('people') })
    expect(await annotated.valuesList('id', 'n', 'any')).toEqual([
      [2, 0, false],
      [3, 0, false],
    ])
    expect(await all.annotate({ name2: col('team.name'), mates: count('team.people') }).valuesList('name2', 'mates')).toEqual([
      [null, 0],
      [null, 0],
    ])
    expect(await all.filter({ home: { name: { ne: col('name') } } }).flat('id')).toEqual([])
  })

  test('restrict the query’s own rows and their number', async () => {
    filters['Person'] = levelBelow(30)
    expect(await office.load(allOf(office.schema, 'Person', named), Person.objects.all())).toHaveLength(2)
    expect((await office.load(planOf(office.schema, 'Person', { count: true }), Person.objects.filter({ id: { gt: 1 } }))).length).toBe(1)
    expect((await office.load(planOf(office.schema, 'Person', { head: 1, count: true, rows: named }), Person.objects.all())).length).toBe(2)
  })

  test('a hidden target is a missing one, and its owner stays, also where the link itself can’t be null', async () => {
    filters['Team'] = { sql: 'select * from team where id <> ?', parameters: [1] }
    const plan = allOf(office.schema, 'Person', { fields: ['id'], one: { home: named, team: { fields: ['id'], load: 'key' } } })
    const rows = await office.load(plan, Person.objects.all())
    expect(office.ran()[0]!.sql).not.toContain('inner join')
    expect(rows.map((row: any) => row.home?.id ?? null)).toEqual([null, null, null, 2, 2, null])
    expect(rows.map((row: any) => row.team?.id ?? null)).toEqual([null, null, 2, null, 2, null])
  })

  test('a hidden target is null in expressions and what compares them', async () => {
    filters['Team'] = { sql: 'select * from team where id <> ?', parameters: [1] }
    const people = Person.objects.orderBy('id').annotate({ at: col('home.name'), said: concat('at ', col('home.name')) })
    expect(await people.valuesList('at', 'said')).toEqual(
      [null, null, null, 'Apps', 'Apps', null].map((name) => [name, `at ${name ?? ''}`]),
    )
    expect(await people.filter({ at: { ne: 'Core' } }).flat('id')).toEqual([1, 2, 3, 4, 5, 6])
    expect(await people.exclude({ at: 'Apps' }).flat('id')).toEqual([1, 2, 3, 6])
  })

  test('restrict lists, counts and existence, through links as well', async () => {
    filters['Person'] = levelBelow(30)
    filters['Skill'] = { sql: `select * from skill where name <> 'sql'`, parameters: [] }
    const teams = await office.load(
      allOf(office.schema, 'Team', {
        fields: ['id'],
        many: { people: { head: Infinity, rows: { ...named, many: { skills: { count: true } } } } },
      }),
      Team.objects.all().orderBy('id'),
    )
    expect(teams.map((team: any) => team.people.map((one: any) => [one.id, one.skills.length]))).toEqual([
      [
        [1, 1],
        [2, 0],
      ],
      [],
      [],
    ])
    const counted = await office.load(
      allOf(office.schema, 'Team', { fields: ['id'], many: { people: { count: true } } }),
      Team.objects.all().orderBy('id'),
    )
    expect(counted.map((team: any) => team.people.length)).toEqual([2, 0, 0])
    const top = await office.load(
      allOf(office.schema, 'Person', { fields: ['id'], many: { skills: { head: 1, rows: named } } }),
      Person.objects.all(),
    )
    expect(top.map((one: any) => one.skills.first()?.name ?? null)).toEqual(['ts', null])
  })

  test('restrict the rows that conditions and orders look at', async () => {
    filters['Team'] = { sql: 'select * from team where id <> ?', parameters: [1] }
    const rows = await office.load(allOf(office.schema, 'Person', named), Person.objects.filter({ home: { name: 'Core' } }))
    expect(rows).toEqual([])
    const ordered = await office.load(allOf(office.schema, 'Person', named), Person.objects.all().orderBy('-home.name', 'id'))
    expect(ordered.map((row: Person) => row.id)).toEqual([4, 5, 1, 2, 3, 6])
  })

  test('the same filter with other parameters is the same statement', async () => {
    const plan = allOf(office.schema, 'Person', named)
    filters['Person'] = levelBelow(30)
    await office.load(plan, Person.objects.all())
    const compiled = office.loader.compilations
    filters['Person'] = levelBelow(20)
    expect(await office.load(plan, Person.objects.all())).toHaveLength(1)
    expect(office.loader.compilations).toBe(compiled)
    delete filters['Person']
    expect(await office.load(plan, Person.objects.all())).toHaveLength(6)
  })

  test('what can’t be honoured is refused', async () => {
    filters['Team'] = { refused: 'Team can’t be read: its filter is JavaScript.' }
    const plan = allOf(office.schema, 'Person', { fields: ['id'], one: { home: named } })
    await expect(office.load(plan, Person.objects.all())).rejects.toMatchObject({ code: 'query/refused' })
    await expect(
      office.load(allOf(office.schema, 'Person', named), Person.objects.filter({ home: { name: 'Core' } })),
    ).rejects.toMatchObject({ code: 'query/refused' })
  })
})
