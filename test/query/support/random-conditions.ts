import { fc } from '../../support/properties.ts'
import { expect } from 'vitest'
import { idsOf, type Office, Person, Skill, Team } from './office.ts'

/**
 * Random conditions on random rows, against an evaluator that knows nothing of SQL: it walks the rows as objects and
 * answers true, false or null (unknown).
 */
interface PersonRow {
  id: number
  name: string
  nick: string | null
  level: number
  active: boolean | null
  boss: number | null
  team: number | null
  home: number
  skills: number[]
}
interface World {
  people: PersonRow[]
  teams: { id: number; name: string; budget: string; lead: number | null }[]
  skills: { id: number; name: string; weight: number | null }[]
}
type Row = Readonly<Record<string, unknown>>
type Truth = boolean | null

const text = fc.constantFrom(
  '',
  'a',
  'A',
  'a ',
  'a\t',
  'ab',
  'Ab%',
  'b_',
  'é',
  'É',
  'e',
  'ß',
  'ss',
  '😀',
  '\uFF21',
  '*a',
  '[a]',
  '!',
  '\\',
  "o'b",
)
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })
const small = fc.integer({ min: 0, max: 3 })
const peopleCount = 5
const key = fc.integer({ min: 1, max: peopleCount })
const teamKey = fc.integer({ min: 1, max: 2 })

const world: fc.Arbitrary<World> = fc.record({
  people: fc.tuple(
    ...Array.from({ length: peopleCount }, (_, i) =>
      fc.record({
        id: fc.constant(i + 1),
        name: text,
        nick: nullable(text),
        level: small,
        active: nullable(fc.boolean()),
        boss: nullable(key),
        team: nullable(teamKey),
        home: teamKey,
        skills: fc.subarray([1, 2, 3]),
      }),
    ),
  ),
  teams: fc
    .tuple(
      ...[1, 2].map((id) =>
        fc.record({ id: fc.constant(id), name: text, budget: fc.constantFrom('1.50', '10.00', '9.00'), lead: nullable(key) }),
      ),
    )
    .map((teams) => (teams[0]!.lead === teams[1]!.lead ? [teams[0]!, { ...teams[1]!, lead: null }] : teams)),
  skills: fc.tuple(...[1, 2, 3].map((id) => fc.record({ id: fc.constant(id), name: text, weight: nullable(small) }))),
})

const textCondition = fc.oneof(
  text,
  fc.array(text, { maxLength: 3 }),
  ...['eq', 'ne', 'lt', 'gte', 'contains', 'startsWith', 'endsWith', 'icontains', 'istartsWith', 'iendsWith', 'iexact'].map((name) =>
    text.map((value) => ({ [name]: value })),
  ),
  fc.array(text, { maxLength: 3 }).map((value) => ({ notIn: value })),
)
const numberCondition = fc.oneof(
  small,
  fc.array(small, { maxLength: 3 }),
  ...['eq', 'ne', 'lt', 'lte', 'gt', 'gte'].map((name) => small.map((value) => ({ [name]: value }))),
  fc.tuple(small, small).map((between) => ({ between })),
  fc.array(small, { maxLength: 3 }).map((value) => ({ notIn: value })),
)
const isNull = fc.oneof(
  fc.constant(null),
  fc.boolean().map((value) => ({ isNull: value })),
  fc.constant({ ne: null }),
)
const keyCondition = fc.oneof(
  key,
  fc.array(key, { maxLength: 3 }),
  key.map((ne) => ({ ne })),
  fc.array(key, { maxLength: 2 }).map((notIn) => ({ notIn })),
  isNull,
)

const { person } = fc.letrec<{ person: object; team: object; skill: object }>((tie) => {
  // One or two keys: with more, nearly every condition is false for every row.
  const model = (name: 'person' | 'team' | 'skill', fields: Record<string, fc.Arbitrary<unknown>>) => {
    const list = fc.array(tie(name), { minLength: 1, maxLength: 2 })
    const keys = { ...fields, and: list, or: fc.oneof({ weight: 9, arbitrary: list }, fc.constant([])), not: tie(name) }
    const one = (entries: object) =>
      fc.oneof(...Object.entries(entries).map(([key, value]) => (value as fc.Arbitrary<unknown>).map((operand) => [key, operand] as const)))
    return fc.oneof(
      { maxDepth: 3, depthIdentifier: 'condition' },
      one({ id: numberCondition, ...(fields['name'] && { name: fields['name'] }) }).map((entry) => Object.fromEntries([entry])),
      fc.array(one(keys), { minLength: 1, maxLength: 2 }).map((entries) => Object.fromEntries(entries)),
    )
  }
  const relation = (target: 'person' | 'team' | 'skill') => fc.oneof({ depthIdentifier: 'condition' }, keyCondition, tie(target))
  return {
    person: model('person', {
      name: textCondition,
      nick: fc.oneof(textCondition, isNull),
      level: numberCondition,
      active: fc.oneof(
        fc.boolean(),
        fc.boolean().map((ne) => ({ ne })),
        fc.constant([true, false]),
        isNull,
      ),
      boss: relation('person'),
      team: relation('team'),
      home: relation('team'),
      reports: relation('person'),
      leads: relation('team'),
      skills: relation('skill'),
    }),
    team: model('team', {
      name: textCondition,
      budget: fc.constantFrom('9', { gt: '9.5' }, ['10.0', '1.5']),
      lead: relation('person'),
      people: relation('person'),
    }),
    skill: model('skill', { name: textCondition, weight: fc.oneof(numberCondition, isNull), people: relation('person') }),
  }
})

/** Compares what random conditions keep of random rows, which replace those of the office, with what the evaluator keeps. */
export async function checkConditions(office: Office, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(world, fc.array(fc.tuple(fc.boolean(), person), { minLength: 1, maxLength: 6 }), async (rows, conditions) => {
      await store(rows, office)
      for (const [exclude, condition] of conditions) {
        const query = exclude ? Person.objects.exclude(condition) : Person.objects.filter(condition)
        const expected = rows.people
          .filter((row) => (holds('person', row as unknown as Row, condition as Row, rows) === true) !== exclude)
          .map((row) => row.id)
        expect(await idsOf(query.orderBy('id'), office)).toEqual(expected)
      }
    }),
    { numRuns },
  )
}

async function store(rows: World, { orm }: Office): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    for (const table of ['person_skills', 'person', 'team', 'skill']) await em.execute('delete from ??', [table])
    await em.insertMany(Team, rows.teams)
    await em.insertMany(Skill, rows.skills)
    await em.insertMany(Person, rows.people.map(({ skills: _, ...one }) => ({ ...one, seenAt: new Date(0) })) as never)
    const links = rows.people.flatMap(({ id, skills }) => skills.map((skill) => [id, skill]))
    if (links.length === 0) return
    await em.execute(`insert into person_skills (person_id, skill_id) values ${links.map(() => '(?, ?)').join(', ')}`, links.flat())
  })
}

const relations: Record<string, Record<string, [target: string, (row: Row, rows: World) => readonly unknown[]]>> = {
  person: {
    boss: ['person', (row, { people }) => people.filter((one) => one.id === row['boss'])],
    team: ['team', (row, { teams }) => teams.filter((one) => one.id === row['team'])],
    home: ['team', (row, { teams }) => teams.filter((one) => one.id === row['home'])],
    reports: ['person', (row, { people }) => people.filter((one) => one.boss === row['id'])],
    leads: ['team', (row, { teams }) => teams.filter((one) => one.lead === row['id'])],
    skills: ['skill', (row, { skills }) => skills.filter((one) => (row['skills'] as number[]).includes(one.id))],
  },
  team: {
    lead: ['person', (row, { people }) => people.filter((one) => one.id === row['lead'])],
    people: ['person', (row, { people }) => people.filter((one) => one.team === row['id'])],
  },
  skill: { people: ['person', (row, { people }) => people.filter((one) => one.skills.includes(row['id'] as number))] },
}

function holds(model: string, row: Row, condition: Row, rows: World): Truth {
  return every(
    Object.entries(condition).map(([name, value]): Truth => {
      if (name === 'and') return every((value as Row[]).map((one) => holds(model, row, one, rows)))
      if (name === 'or') return some((value as Row[]).map((one) => holds(model, row, one, rows)))
      if (name === 'not') return holds(model, row, value as Row, rows) !== true
      const relation = relations[model]![name]
      if (!relation) return field(row[name] ?? null, value, name === 'budget')
      const related = relation[1](row, rows) as readonly Row[]
      if (related.length === 0 && !lists.has(name) && isNestedIn(value)) return holdsOfNone(relation[0], value)
      return ofRelated(related, value, (one, nested) => holds(relation[0], one, nested, rows))
    }),
  )
}

const lists = new Set(['reports', 'skills', 'people'])

function isNestedIn(value: unknown): value is Row {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && !('isNull' in value || 'ne' in value || 'notIn' in value)
}

/** What is asked of a row that there is not: null is all that it has. */
function holdsOfNone(model: string, condition: Row): boolean {
  return Object.entries(condition).every(([name, value]) => {
    if (name === 'and') return (value as Row[]).every((one) => holdsOfNone(model, one))
    if (name === 'or') return (value as Row[]).some((one) => holdsOfNone(model, one))
    if (name === 'not') return false
    if (value === null) return true
    const relation = relations[model]![name]
    if (relation && isNestedIn(value)) return !lists.has(name) && holdsOfNone(relation[0], value)
    return typeof value === 'object' && 'isNull' in value && value.isNull === true
  })
}

function ofRelated(related: readonly Row[], value: unknown, nested: (row: Row, condition: Row) => Truth): Truth {
  const oneOf = (keys: readonly unknown[]) => related.some((row) => keys.includes(row['id']))
  if (value === null) return related.length === 0
  if (Array.isArray(value)) return oneOf(value)
  if (typeof value !== 'object') return oneOf([value])
  const condition = value as Row
  if ('isNull' in condition) return (related.length === 0) === condition['isNull']
  if ('ne' in condition) return condition['ne'] === null ? related.length > 0 : !oneOf([condition['ne']])
  if ('notIn' in condition) return !oneOf(condition['notIn'] as unknown[])
  return related.some((row) => nested(row, condition) === true)
}

function field(actual: unknown, condition: unknown, numeric: boolean): Truth {
  if (condition === null) return actual === null
  if (Array.isArray(condition)) return operator(actual, 'in', condition, numeric)
  if (typeof condition !== 'object') return operator(actual, 'eq', condition, numeric)
  return every(Object.entries(condition).map(([name, operand]) => operator(actual, name, operand, numeric)))
}

const fold = (value: string): string => value.replace(/[A-Z]/g, (one) => one.toLowerCase())

function operator(actual: unknown, name: string, operand: unknown, numeric: boolean): Truth {
  if (name === 'isNull') return (actual === null) === operand
  if (name === 'ne' && operand === null) return actual !== null
  const plain = (value: unknown): unknown => (numeric ? Number(value) : value)
  const is = (other: unknown): boolean => plain(actual) === plain(other)
  if (name === 'ne') return actual === null || !is(operand)
  if (name === 'notIn') return actual === null || !(operand as unknown[]).some(is)
  if (actual === null) return null
  const [a, b] = [plain(actual), plain(operand)] as [string, string]
  const order = typeof a === 'string' && typeof b === 'string' ? byCodePoint(a, b) : Number(a) - Number(b)
  switch (name) {
    case 'eq':
      return is(operand)
    case 'in':
      return (operand as unknown[]).some(is)
    case 'lt':
      return order < 0
    case 'lte':
      return order <= 0
    case 'gt':
      return order > 0
    case 'gte':
      return order >= 0
    case 'between': {
      const [low, high] = operand as [string, string]
      return low <= a && a <= high
    }
    case 'contains':
      return a.includes(b)
    case 'startsWith':
      return a.startsWith(b)
    case 'endsWith':
      return a.endsWith(b)
    case 'icontains':
      return fold(a).includes(fold(b))
    case 'istartsWith':
      return fold(a).startsWith(fold(b))
    case 'iendsWith':
      return fold(a).endsWith(fold(b))
    case 'iexact':
      return fold(a) === fold(b)
    default:
      throw new Error(name)
  }
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function every(parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false
  return parts.includes(null) ? null : true
}

function some(parts: readonly Truth[]): Truth {
  if (parts.includes(true)) return true
  return parts.includes(null) ? null : false
}
