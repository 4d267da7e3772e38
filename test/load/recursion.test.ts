import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PlanNode } from '../../src/plan/load-plan.ts'
import { type LoadedOffice, openLoadedOffice, Person } from './support/office-data.ts'
import { allOf, nodeOf } from './support/plan-of.ts'

let office: LoadedOffice
beforeAll(async () => {
  office = await openLoadedOffice()
})
beforeEach(() => office.ran())
afterAll(() => office.close())

/** Reports of reports of … */
function tree(): PlanNode {
  const model = office.schema.models.get('Person')!
  let self: PlanNode
  return nodeOf(
    office.schema,
    model,
    { fields: ['id', 'name'], many: { reports: { head: Infinity, rows: () => self } } },
    (node) => (self = node),
  )
}

/** The boss of the boss of … */
function chain(): PlanNode {
  const model = office.schema.models.get('Person')!
  let self: PlanNode
  return nodeOf(
    office.schema,
    model,
    { fields: ['id', 'name'], one: { boss: Object.assign(() => self, { load: 'levels' as const }) } },
    (node) => (self = node),
  )
}

describe('recursion over a to-many relation', () => {
  test('is one statement a level, none below the last, and the text is the same for all', async () => {
    const [ada] = await office.load(allOf(office.schema, 'Person', tree), Person.objects.filter({ boss: null }))
    const names = (person: any): unknown => [person.name, person.reports.map(names)]
    expect(names(ada)).toEqual([
      'Ada',
      [
        [
          'Bob',
          [
            ['Dan', [['Fay', []]]],
            ['Eve', []],
          ],
        ],
        ['Cyd', []],
      ],
    ])
    const reports = office.ran()
    expect(reports.map((report) => report.rows)).toEqual([1, 2, 2, 1])
    expect(new Set(reports.slice(1).map((report) => report.sql)).size).toBe(1)
  })

  test('rows that several ways lead to are loaded once and no circle', async () => {
    const rows = await office.load(allOf(office.schema, 'Person', tree), Person.objects.all())
    expect(rows.map((row: any) => row.reports.map((one: any) => one.reports.length))).toEqual([[2, 0], [1, 0], [], [0], [], []])
    expect(office.ran()).toHaveLength(2)
  })

  test('cyclic data is an error that names it', async () => {
    const em = office.orm.em.fork()
    await em.nativeUpdate(Person, { id: 1 }, { boss: 6 })
    try {
      await expect(office.load(allOf(office.schema, 'Person', tree), Person.objects.filter({ id: 1 }))).rejects.toMatchObject({
        code: 'load/cyclic-data',
        summary: expect.stringContaining('Person.reports'),
      })
      expect(office.ran().length).toBeLessThan(7)
    } finally {
      await em.nativeUpdate(Person, { id: 1 }, { boss: null })
    }
  })
})

describe('recursion over a to-one relation', () => {
  test('is loaded by keys, level by level, one object a row', async () => {
    const rows = await office.load(allOf(office.schema, 'Person', chain), Person.objects.filter({ id: { in: [5, 6] } }))
    const path = (person: any): string => (person.boss ? `${path(person.boss)}/${person.name}` : person.name)
    expect(rows.map(path)).toEqual(['Ada/Bob/Eve', 'Ada/Bob/Dan/Fay'])
    expect(office.ran().map((report) => report.rows)).toEqual([2, 2, 1])
    expect(rows[0].boss).toBe(rows[1].boss.boss)
  })

  test('ends on cyclic data', async () => {
    const em = office.orm.em.fork()
    await em.nativeUpdate(Person, { id: 1 }, { boss: 2 })
    try {
      const [bob] = await office.load(allOf(office.schema, 'Person', chain), Person.objects.filter({ id: 2 }))
      expect(bob.boss.boss.boss.boss.name).toBe('Bob')
      expect(office.ran()).toHaveLength(3)
    } finally {
      await em.nativeUpdate(Person, { id: 1 }, { boss: null })
    }
  })
})
