import { fc } from '../support/properties.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { whyNot } from '../support/services.ts'
import { avg, count, max, min, sum } from '../../src/query/aggregates.ts'
import { caseWhen, col, exists } from '../../src/query/expression.ts'
import { type Office, openOffice, Person, Skill, Team } from './support/office.ts'

/** Random teams, people and skills, against aggregates that are computed in memory. */
interface PersonRow {
  readonly id: number
  readonly level: number
  readonly nick: string | null
  readonly team: number | null
  readonly skills: readonly number[]
}
interface World {
  readonly people: readonly PersonRow[]
  readonly weights: readonly (number | null)[]
}

const teams = [1, 2, 3]
const world: fc.Arbitrary<World> = fc.record({
  people: fc.array(
    fc.record({
      id: fc.constant(0),
      level: fc.integer({ min: 0, max: 3 }),
      nick: fc.constantFrom(null, 'a', 'A', 'á', ''),
      team: fc.constantFrom(null, ...teams),
      skills: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    }),
    { maxLength: 8 },
  ),
  weights: fc.array(fc.constantFrom(null, 0, 1, 2, 2), { minLength: 4, maxLength: 4 }),
})

const added = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
}
const distinct = (values: readonly unknown[]): number => new Set(values.filter((value) => value !== null)).size
const extreme = (values: readonly (number | null)[], of: (...all: number[]) => number): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : of(...known)
}
const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Number((added(known)! / known.length).toPrecision(10))
}
const rounded = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(10)) : value)
const bySize = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

async function store({ orm }: Office, { people, weights }: World): Promise<void> {
  const em = orm.em.fork()
  await em.execute('delete from person_skills')
  await em.nativeDelete(Person, {})
  await em.nativeDelete(Skill, {})
  await em.insertMany(
    Skill,
    weights.map((weight, i) => ({ id: i + 1, name: `s${i}`, weight })),
  )
  const row = ({ id, level, nick, team }: PersonRow) => ({ id, level, nick, team, name: 'n', seenAt: new Date(0), home: 1 })
  if (people.length > 0) await em.insertMany(Person, people.map(row) as never)
  const pairs = people.flatMap(({ id, skills }) => skills.map((skill) => `(${id}, ${skill})`))
  if (pairs.length > 0) await em.execute(`insert into person_skills (person_id, skill_id) values ${pairs.join(', ')}`)
}

const unreachable = databases.map(whyNot)

describe.each(databases.filter((_, i) => unreachable[i] === undefined))('on %s', (database) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(database)
    await office.orm.em.fork().insertMany(
      Team,
      teams.map((id) => ({ id, name: `t${id}`, budget: '1.00' })),
    )
  }, 60_000)
  afterAll(async () => office.close())

  test('expressions over related rows, values counted once each, and choices among groups', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { weights } = given
        const people = given.people.map((person, i) => ({ ...person, id: i + 1 }))
        await store(office, { people, weights })
        const weight = (skill: number): number | null => weights[skill - 1]!
        const times = (a: number | null, b: number): number | null => (a === null ? null : a * b)

        const ofTeams = await Team.objects
          .orderBy('id')
          .annotate({
            mixed: sum(col('people.level').times(col('id'))),
            strong: sum(col('people.level').plus(1), { filter: { level: { gt: 1 } }, default: 0 }),
            spread: max(col('people.level').minus(col('people.team.id'))),
            least: min(col('people.skills.weight').times(2)),
            mean: avg(col('people.level').plus(col('people.team.id'))),
            kinds: count(col('people.level').modulo(2), { distinct: true }),
          })
          .valuesList('id', 'mixed', 'strong', 'spread', 'least', 'mean', 'kinds')
        expect(ofTeams.map((row) => row.map(rounded))).toEqual(
          teams.map((id) => {
            const own = people.filter(({ team }) => team === id)
            const levels = own.map(({ level }) => level)
            return [
              id,
              added(levels.map((level) => level * id)),
              added(levels.filter((level) => level > 1).map((level) => level + 1)) ?? 0,
              extreme(
                levels.map((level) => level - id),
                Math.max,
              ),
              extreme(
                own.flatMap(({ skills }) => skills.map((skill) => times(weight(skill), 2))),
                Math.min,
              ),
              mean(levels.map((level) => level + id)),
              distinct(levels.map((level) => level % 2)),
            ]
          }),
        )

        const facts = (rows: readonly PersonRow[]) => {
          const skills = rows.flatMap((row) => row.skills)
          return {
            n: rows.length,
            weights: distinct(skills.map(weight)),
            skills: distinct(skills),
            light: distinct(skills.filter((skill) => (weight(skill) ?? 9) < 2)),
            load: added(rows.flatMap((row) => row.skills.map((skill) => times(weight(skill), row.level)))),
          }
        }
        const annotations = {
          n: count(),
          weights: count('skills.weight', { distinct: true }),
          skills: count('skills', { distinct: true }),
          light: count('skills.id', { distinct: true, filter: { weight: { lt: 2 } } }),
          load: sum(col('skills.weight').times(col('level'))),
        }
        const total = await Person.objects.aggregate({ ...annotations, any: exists('skills', { weight: { gt: 1 } }) })
        expect(total).toEqual({ ...facts(people), any: people.some(({ skills }) => skills.some((skill) => (weight(skill) ?? 0) > 1)) })

        const sizes = (rows: readonly PersonRow[], level: number): string =>
          facts(rows).weights > 1 ? 'many' : level === 2 ? 'two' : rows.length > 1 ? 'some' : 'one'
        const groups = await Person.objects
          .values('level', 'nick')
          .annotate(annotations)
          .annotate({
            size: caseWhen(
              [
                [{ weights: { gt: 1 } }, 'many'],
                [{ level: 2 }, 'two'],
                [{ n: { gt: 1 } }, 'some'],
              ],
              'one',
            ),
          })
          .filter({ size: { ne: 'two' } })
        const keys = [...new Set(people.map(({ level, nick }) => JSON.stringify([level, nick])))].map(
          (key) => JSON.parse(key) as [number, string | null],
        )
        const expected = keys
          .map(([level, nick]) => {
            const rows = people.filter((row) => row.level === level && row.nick === nick)
            return { level, nick, ...facts(rows), size: sizes(rows, level) }
          })
          .filter(({ size }) => size !== 'two')
        expect([...groups].sort(bySize)).toEqual(expected.sort(bySize))
      }),
      { numRuns: Number(process.env['FC_RUNS'] ?? (database === 'sqlite' ? 80 : 15)) },
    )
  })
})
