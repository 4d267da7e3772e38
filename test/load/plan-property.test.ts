import { fc } from '../support/properties.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadPlan, ManyPlan, PlanNode } from '../../src/plan/load-plan.ts'
import type { Model, Relation } from '../../src/schema/schema.ts'
import { type LoadedOffice, openLoadedOffice, Person, Skill, Team } from './support/office-data.ts'
import { type ListInShort, type NodeInShort, planOf } from './support/plan-of.ts'

type Row = Readonly<Record<string, unknown>>

let office: LoadedOffice
/** Every table as it is, read without djust. */
const tables = new Map<string, Row[]>()

beforeAll(async () => {
  office = await openLoadedOffice()
  // The driver itself can't read it.
  await office.orm.em.getConnection().execute('update person set account = null')
  const tableNames = [...office.schema.models.values()].map((model) => model.table)
  for (const table of [...tableNames, 'person_skills'])
    tables.set(table, await office.orm.em.getConnection().execute(`select * from ${table}`))
})
afterAll(() => office.close())

/** Related rows in the order that lists have: the target's own order, then its key. */
function related(relation: Relation, row: Row): Row[] {
  const target = office.schema.models.get(relation.model)!
  const all = ordered(target, tables.get(target.table)!)
  const { pivot, local, foreign } = relation
  if (!pivot) return all.filter((one) => foreign.every((column, i) => row[local[i]!] !== null && one[column] === row[local[i]!]))
  const links = tables.get(pivot.table)!.filter((link) => link[pivot.local[0]!] === row[local[0]!])
  return all.filter((one) => links.some((link) => link[pivot.foreign[0]!] === one[foreign[0]!]))
}

function ordered(model: Model, rows: readonly Row[]): Row[] {
  const columns = [...model.ordering.map(({ path }) => model.fields.get(path[0]!)!.column), 'id']
  return rows.toSorted((a, b) => {
    const column = columns.find((name) => a[name] !== b[name])!
    return a[column]! < b[column]! ? -1 : 1
  })
}

/** What a plan says of a row, found by hand. */
function expected(node: PlanNode, row: Row): unknown {
  const one = [...node.one].map(([name, { relation, node: target }]) => {
    const [found] = related(relation, row)
    return [name, found ? expected(target, found) : null]
  })
  const many = [...node.many].map(([name, list]) => [name, expectedList(list, related(list.relation, row))])
  return { id: row['id'], ...Object.fromEntries([...one, ...many]) }
}

function expectedList({ head, tail, count, exists, node }: Omit<ManyPlan, 'relation'>, rows: readonly Row[]): unknown {
  const of = (part: readonly Row[]) => part.map((row) => expected(node!, row))
  if (head === Infinity) return of(rows)
  return {
    ...(head > 0 && { head: of(rows.slice(0, head)) }),
    ...(tail > 0 && { tail: of(rows.slice(-tail)) }),
    ...(count && { count: rows.length }),
    ...(exists && { exists: rows.length > 0 }),
  }
}

/** The same of what was loaded. */
function actual(node: PlanNode, row: any): unknown {
  const one = [...node.one].map(([name, { node: target }]) => [name, row[name] ? actual(target, row[name]) : null])
  const many = [...node.many].map(([name, list]) => [name, actualList(list, row[name])])
  return { id: row.id, ...Object.fromEntries([...one, ...many]) }
}

function actualList({ head, tail, count, exists, node }: Omit<ManyPlan, 'relation'>, list: any): unknown {
  const of = (part: readonly unknown[]) => part.map((row) => actual(node!, row))
  if (head === Infinity) return of(list)
  return {
    ...(head > 0 && { head: of(list.slice(0, head)) }),
    ...(tail > 0 && { tail: of(list.slice(-tail)) }),
    ...(count && { count: list.length }),
    ...(exists && { exists: list.exists() }),
  }
}

const relations = {
  Person: { one: { boss: 'Person', team: 'Team', home: 'Team', leads: 'Team' }, many: { reports: 'Person', skills: 'Skill' } },
  Team: { one: { lead: 'Person' }, many: { people: 'Person' } },
  Skill: { one: {}, many: { people: 'Person' } },
} as const

function nodes(model: keyof typeof relations, depth: number): fc.Arbitrary<NodeInShort> {
  const { one, many } = relations[model]
  if (depth === 0) return fc.constant({ fields: ['id'] })
  const ones = Object.entries(one).map(([name, target]) => [name, nodes(target as keyof typeof relations, depth - 1)] as const)
  const lists = Object.entries(many).map(([name, target]) => [name, list(target as keyof typeof relations, depth - 1)] as const)
  return fc.record({
    fields: fc.constant(['id']),
    one: fc.record(Object.fromEntries(ones), { requiredKeys: [] }),
    many: fc.record(Object.fromEntries(lists), { requiredKeys: [] }),
  }) as fc.Arbitrary<NodeInShort>
}

function list(model: keyof typeof relations, depth: number): fc.Arbitrary<ListInShort> {
  const flags = { count: fc.boolean(), exists: fc.boolean() }
  return fc.oneof(
    fc.record({ head: fc.constant(Infinity), rows: nodes(model, depth) }),
    fc.record({ ...flags, head: fc.integer({ min: 1, max: 3 }), rows: nodes(model, depth) }),
    fc.record({ ...flags, tail: fc.integer({ min: 1, max: 2 }), rows: nodes(model, depth) }),
    fc.record({ ...flags, head: fc.integer({ min: 1, max: 2 }), tail: fc.integer({ min: 1, max: 2 }), rows: nodes(model, depth) }),
    fc.record(flags),
  )
}

const roots = { Person, Team, Skill }

test.each(['Person', 'Team', 'Skill'] as const)(
  'any plan of %s loads what it says, one statement a list with rows at most',
  async (name) => {
    const model = office.schema.models.get(name)!
    await fc.assert(
      fc.asyncProperty(list(name, 2), fc.nat(3), fc.option(fc.nat(4), { nil: undefined }), async (short, offset, length) => {
        const plan: LoadPlan = planOf(office.schema, name, short)
        const end = length === undefined ? undefined : offset + length
        office.ran()
        const loaded = await office.load(plan, roots[name].objects.all().slice(offset, end))
        expect(actualList(plan.root, loaded)).toEqual(expectedList(plan.root, ordered(model, tables.get(model.table)!).slice(offset, end)))
        expect(office.ran().length).toBeLessThanOrEqual(1 + listsWithRows(plan.root.node))
      }),
      { numRuns: 150 },
    )
  },
)

function listsWithRows(node: PlanNode | null): number {
  if (!node) return 0
  const below = [...node.one.values()].map((one) => listsWithRows(one.node))
  const lists = [...node.many.values()].map((many) => (many.node ? 1 : 0) + listsWithRows(many.node))
  return [...below, ...lists].reduce((sum, n) => sum + n, 0)
}
