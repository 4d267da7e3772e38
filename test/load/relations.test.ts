import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NotLoadedError } from '../../src/serialize/not-loaded-error.ts'
import { identityOf } from '../../src/value/identity.ts'
import { type LoadedOffice, openLoadedOffice, Person, Team } from './support/office-data.ts'
import { allOf } from './support/plan-of.ts'

let office: LoadedOffice
beforeAll(async () => {
  office = await openLoadedOffice()
})
beforeEach(() => office.ran())
afterAll(() => office.close())

const key = { fields: ['id'] }
const named = { fields: ['id', 'name'] }
const onlyStatement = (): string => {
  const [statement, ...others] = office.ran()
  expect(others).toEqual([])
  return statement!.sql
}

describe('to-one relations are joined', () => {
  test('INNER where the link is always there, LEFT where it is not, and LEFT for ever below that', async () => {
    const plan = allOf(office.schema, 'Person', {
      ...key,
      one: { home: { ...named, one: { lead: named } }, boss: { ...named, one: { home: named } } },
    })
    const [ada, bob] = await office.load(plan, Person.objects.all())
    const sql = onlyStatement()
    expect(sql).toContain('inner join "team" as "t1" on "t0"."home_id" = "t1"."id"')
    expect(sql).toContain('left join "person" as "t2" on "t1"."lead_id" = "t2"."id"')
    expect(sql).toContain('left join "person" as "t3" on "t0"."boss_id" = "t3"."id"')
    expect(sql).toContain('left join "team" as "t4" on "t3"."home_id" = "t4"."id"')
    expect(ada.boss).toBe(null)
    expect(ada.home.lead.name).toBe('Bob')
    expect(bob.boss.home.name).toBe('Core')
  })

  test('no row is lost for want of a relative', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { team: named, boss: named, leads: named } })
    const rows = await office.load(plan, Person.objects.all())
    expect(rows.map((row: Person) => row.id)).toEqual([1, 2, 3, 4, 5, 6])
    expect(rows[3].team).toBe(null)
  })

  test('the inverse side of a one-to-one is the row, or null as the ORM has it', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { leads: named } })
    const [ada, bob] = await office.load(plan, Person.objects.all())
    expect(bob.leads.name).toBe('Core')
    expect(ada.leads).toBe(null)
    expect('leads' in ada).toBe(true)
  })

  test('a key alone needs no join, and null is null', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { boss: { fields: ['id'], load: 'key' } } })
    const rows = await office.load(plan, Person.objects.all())
    expect(onlyStatement()).toBe('select "t0"."id" as "c0", "t0"."boss_id" as "c1" from "person" as "t0" order by "t0"."id" asc')
    expect(rows.map((row: Person) => row.boss?.id ?? null)).toEqual([null, 1, 1, 2, 2, 4])
    expect(() => rows[1].boss.name).toThrow(NotLoadedError)
  })

  test('one row reached from several rows is one object, and objects of one row are equal by identity', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { boss: key, home: key } })
    const rows = await office.load(plan, Person.objects.all())
    expect(rows[1].boss).toBe(rows[2].boss)
    expect(rows[1].boss).not.toBe(rows[0])
    expect(identityOf(rows[1].boss)).toBe(identityOf(rows[0]))
    expect(identityOf(rows[1].boss)).toBe('[null,"person"]:1')
    expect(identityOf(rows[1].home)).toBe('[null,"team"]:1')
  })

  test('ordering by a related column shares the join of the plan', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { home: named } })
    const rows = await office.load(plan, Person.objects.all().orderBy('-home.name', 'id'))
    expect(onlyStatement().match(/join/g)).toHaveLength(1)
    expect(rows.map((row: Person) => row.id)).toEqual([1, 2, 3, 6, 4, 5])
  })

  test('a self-relation has an alias for each step', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { boss: { ...key, one: { boss: { ...named, one: { boss: key } } } } } })
    const rows = await office.load(plan, Person.objects.filter({ id: 6 }))
    expect(rows[0].boss.boss.name).toBe('Bob')
    expect(rows[0].boss.boss.boss.id).toBe(1)
  })
})

describe('counts and existence are columns of the owner', () => {
  const lists = { reports: { count: true }, skills: { count: true } }

  test('of to-many relations; a many-to-many is counted by its links alone', async () => {
    const rows = await office.load(allOf(office.schema, 'Person', { ...key, many: lists }), Person.objects.all())
    const sql = onlyStatement()
    expect(sql).toContain('(select count(*) from "person_skills" as "t2" where "t2"."person_id" = "t0"."id")')
    expect(rows.map((row: any) => [row.reports.length, row.skills.count()])).toEqual([
      [2, 2],
      [2, 1],
      [0, 2],
      [1, 0],
      [0, 0],
      [0, 0],
    ])
  })

  test('of the inverse side of a many-to-many', async () => {
    const { Skill } = await import('./support/office-data.ts')
    const rows = await office.load(allOf(office.schema, 'Skill', { ...key, many: { people: { exists: true } } }), Skill.objects.all())
    expect(rows.map((row: any) => row.people.exists())).toEqual([true, true, true])
  })

  test('a count below a null link belongs to what is not there', async () => {
    const plan = allOf(office.schema, 'Person', { ...key, one: { team: { ...key, many: { people: { count: true } } } } })
    const rows = await office.load(plan, Person.objects.all())
    expect(rows.map((row: any) => row.team?.people.length ?? null)).toEqual([2, 2, 2, null, 2, null])
  })

  test('a list of which only existence is known says just that', async () => {
    const [team, apps, empty] = await office.load(
      allOf(office.schema, 'Team', { ...key, many: { people: { exists: true } } }),
      Team.objects.all().orderBy('id'),
    )
    expect([team.people.exists(), apps.people.exists(), empty.people.exists()]).toEqual([true, true, false])
    expect(() => team.people.length).toThrow('Team.people.length was read but not loaded')
    expect(() => [...team.people]).toThrow(NotLoadedError)
    expect(() => team.people[0]).toThrow('Team.people.0 was read but not loaded')
    expect(() => team.people.map(String)).toThrow('Team.people.map was read but not loaded')
  })

  test('a key of a row that is not joined can own counts', async () => {
    const plan = allOf(office.schema, 'Person', {
      ...key,
      one: { boss: { fields: ['id'], load: 'key', many: { reports: { count: true } } } },
    })
    const rows = await office.load(plan, Person.objects.all())
    expect(onlyStatement()).not.toContain('join')
    expect(rows.map((row: any) => row.boss?.reports.length ?? null)).toEqual([null, 2, 2, 2, 2, 1])
  })
})
