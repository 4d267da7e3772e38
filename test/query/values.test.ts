import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { avg, count, max, min, sum } from '../../src/query/aggregates.ts'
import { caseWhen, coalesce, col, concat, exists, now, raw, value } from '../../src/query/expression.ts'
import { type Office, openOffice, Person, Skill, Team } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
  const em = office.orm.em.fork()
  const team = (id: number, name: string, budget: string) => em.create(Team, { id, name, budget } as never)
  team(1, 'a', '10.50')
  team(2, 'b', '20.00')
  const skills = [1, 2, 3].map((id) => em.create(Skill, { id, name: `s${id}`, weight: id === 3 ? null : id } as never))
  const person = (id: number, data: object): Person =>
    em.create(Person, { id, name: `p${id}`, level: id, seenAt: new Date(Date.UTC(2025, id - 1, 15, id)), home: 1, ...data } as never)
  const all = [
    person(1, { team: 1, pay: '0.10', account: 9007199254740993n, hired: '2025-03-31', nick: 'N', score: 1.5 }),
    person(2, { team: 1, pay: '0.20', account: 2n, hired: '2024-03-01', boss: 1, home: 2 }),
    person(3, { team: 2, boss: 1, nick: 'x', hired: '2025-03-02', level: 1 }),
    person(4, { boss: 2, pay: '100.00' }),
  ]
  all[0]!.skills.add(skills[0]!, skills[1]!)
  all[1]!.skills.add(skills[0]!, skills[2]!)
  await em.flush()
})
afterAll(async () => office.close())

const people = Person.objects

describe('values', () => {
  test('are plain objects of columns, nested over to-one relations', async () => {
    expect(await people.orderBy('-id').values('id', 'boss.name', 'boss.boss.level', 'hired').slice(0, 2)).toEqual([
      { id: 4, boss: { name: 'p2', boss: { level: 1 } }, hired: null },
      { id: 3, boss: { name: 'p1', boss: { level: null } }, hired: '2025-03-02' },
    ])
    expect(await people.filter({ level: { gt: 1 } }).values('account', 'seenAt')).toEqual([
      { account: 2n, seenAt: new Date(Date.UTC(2025, 1, 15, 2)) },
      { account: null, seenAt: new Date(Date.UTC(2025, 3, 15, 4)) },
    ])
  })

  test('as lists and bare values', async () => {
    expect(await people.orderBy('id').valuesList('id', 'team.name')).toEqual([
      [1, 'a'],
      [2, 'a'],
      [3, 'b'],
      [4, null],
    ])
    expect(await people.orderBy('-id').flat('name')).toEqual(['p4', 'p3', 'p2', 'p1'])
    expect(await people.values('level').distinct()).toEqual([{ level: 1 }, { level: 2 }, { level: 4 }])
    expect(await people.flat('level').distinct().orderBy('-level').slice(1)).toEqual([2, 1])
    expect(await people.none().values('id')).toEqual([])
  })

  test('with aggregates are groups', async () => {
    const groups = people.values('team.name').annotate({ n: count(), pay: sum('pay'), last: max('hired'), score: avg('level') })
    expect(await groups).toEqual([
      { team: { name: null }, n: 1, pay: '100.00', last: null, score: 4 },
      { team: { name: 'a' }, n: 2, pay: '0.30', last: '2025-03-31', score: 1.5 },
      { team: { name: 'b' }, n: 1, pay: null, last: '2025-03-02', score: 1 },
    ])
    expect(await groups.orderBy('-n', '-team.name').slice(0, 2).valuesList('team.name', 'n')).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect(await groups.filter({ n: { gt: 1 } }).flat('n')).toEqual([2])
    expect(await groups.exclude({ pay: { gt: '1' } }).flat('team.name')).toEqual(['a', 'b'])
    expect(await groups.filter({ or: [{ n: 2 }, { pay: null }] }).flat('n')).toEqual([2, 1])
    expect(await groups.filter({ team: { name: 'a' } }).count()).toBe(1)
    expect(await groups.count()).toBe(3)
  })

  test('group by what is annotated before, and by months', async () => {
    const months = people
      .filter({ hired: { isNull: false } })
      .annotate({ month: col('hired').truncate('month') })
      .values('month')
      .annotate({ n: count() })
    expect(await months.orderBy('-month')).toEqual([
      { month: '2025-03-01', n: 2 },
      { month: '2024-03-01', n: 1 },
    ])
    expect(
      await people.values('boss.id').annotate({
        n: count('nick'),
        names: count('name', { filter: { level: { gt: 1 } } }),
        teams: count('team.id', { distinct: true }),
      }),
    ).toEqual([
      { boss: { id: null }, n: 1, names: 0, teams: 1 },
      { boss: { id: 1 }, n: 1, names: 1, teams: 2 },
      { boss: { id: 2 }, n: 0, names: 1, teams: 0 },
    ])
  })

  test('over the rows of a slice', async () => {
    expect(await people.orderBy('-id').slice(0, 2).values('level').annotate({ n: count() })).toEqual([
      { level: 1, n: 1 },
      { level: 4, n: 1 },
    ])
    expect(await people.orderBy('-id').slice(1, 3).flat('id')).toEqual([3, 2])
    expect(
      await people
        .orderBy('-id')
        .slice(1, 3)
        .aggregate({ n: count(), m: max('id') }),
    ).toEqual({ n: 2, m: 3 })
  })
})

describe('aggregate', () => {
  test('is one row over the query', async () => {
    expect(
      await people.aggregate({
        n: count(),
        pay: sum('pay'),
        first: min('hired'),
        seen: max('seenAt'),
        account: max('account'),
        bosses: count('boss'),
      }),
    ).toEqual({
      n: 4,
      pay: '100.30',
      first: '2024-03-01',
      seen: new Date(Date.UTC(2025, 3, 15, 4)),
      account: 9007199254740993n,
      bosses: 3,
    })
    expect(await people.filter({ id: 0 }).aggregate({ n: count(), pay: sum('pay'), none: sum('pay', { default: 0 }) })).toEqual({
      n: 0,
      pay: null,
      none: '0.00',
    })
    expect(await people.none().aggregate({ n: count() })).toEqual({ n: 0 })
  })

  test('takes expressions, and aggregates in expressions', async () => {
    const given = await people.aggregate({
      double: sum(col('pay').times(2)),
      mean: sum('level').dividedBy(count()),
      paid: count(undefined, { filter: { pay: { isNull: false } } }),
      share: count('pay').times(100).dividedBy(count()).round(1),
      skills: count('skills'),
      weight: sum('skills.weight'),
      heaviest: max('skills.weight', { filter: { name: 's1' } }),
      budget: max('team.budget'),
    })
    expect(given).toEqual({ double: '200.60', mean: 2, paid: 3, share: 75, skills: 4, weight: 4, heaviest: 1, budget: '20.00' })
    expect(
      await Team.objects
        .annotate({ people: count('people') } as never)
        .aggregate({ n: count() })
        .then(() => 'ran', String),
    ).toContain('already has "people"')
    expect(await Team.objects.annotate({ n: count('people') }).aggregate({ most: max('n'), all: sum('n') })).toEqual({ most: 2, all: 3 })
  })

  test('refuses what is one value a row', async () => {
    const refused = (query: PromiseLike<unknown>) => Promise.resolve(query).then(() => 'ran', String)
    expect(await refused(people.aggregate({ a: col('level') }))).toContain('"level" has a value for each Person')
    expect(
      await refused(
        people
          .annotate({ n: count('reports') })
          .values('level')
          .annotate({ m: count().plus(col('n')) }),
      ),
    ).toContain('"n" has a value for each Person')
    expect(await refused(people.annotate({ s: sum(col('level')) }))).toContain('aggregates an expression')
    expect(await refused(people.orderBy('name').values('level').annotate({ n: count() }))).toContain('have no "name"')
    expect(await refused(people.values('level').annotate({ level: count() } as never))).toContain('have "level" already')
    expect(await refused(people.values('skills.name' as never))).toContain('of which a row has many')
  })
})

test('expressions of a row', async () => {
  const query = people.orderBy('id').annotate({
    yearly: col('pay').times(12),
    half: col('level').dividedBy(2),
    rest: col('level').modulo(2),
    title: concat(col('name').upper(), ' ', col('nick')),
    kind: caseWhen(
      [
        [{ level: { gte: 4 } }, 'boss'],
        [{ skills: { name: 's1' } }, 'skilled'],
      ],
      'other',
    ),
    nick2: coalesce(col('nick'), col('boss.nick'), 'none'),
    year: col('hired').year(),
    hour: col('seenAt').hour(),
    weekday: col('seenAt').weekday(),
    month: col('seenAt').truncate('month'),
    days: col('hired').daysSince('2025-03-01'),
    skilled: exists('skills', { weight: { gt: 1 } }),
    length: raw('length(?) + ?', [col('name'), 3], 'integer'),
    team2: col('team.name'),
    budget: col('team.budget').plus(col('pay')),
    odd: col('level').nullIf(1),
    plain: value(3).plus(0.5),
  })
  type Row = Awaited<typeof query>[number]
  const types: {
    yearly: Row['yearly']
    half: Row['half']
    kind: Row['kind']
    nick2: Row['nick2']
    month: Row['month']
    days: Row['days']
    skilled: Row['skilled']
  } = {
    yearly: null as string | null,
    half: 1,
    kind: '',
    nick2: '',
    month: new Date(),
    days: null as number | null,
    skilled: true,
  }
  expect(Object.keys(types)).toHaveLength(7)
  const rows = await query.plain(
    'id',
    'yearly',
    'half',
    'rest',
    'title',
    'kind',
    'nick2',
    'year',
    'hour',
    'weekday',
    'month',
    'days',
    'skilled',
    'length',
    'team2',
    'budget',
    'odd',
    'plain',
  )
  expect(rows[0]).toEqual({
    id: 1,
    yearly: '1.20',
    half: 0.5,
    rest: 1,
    title: 'P1 N',
    kind: 'skilled',
    nick2: 'N',
    year: 2025,
    hour: 1,
    weekday: 3,
    month: new Date(Date.UTC(2025, 0, 1)),
    days: 30,
    skilled: true,
    length: 5,
    team2: 'a',
    budget: '10.60',
    odd: null,
    plain: 3.5,
  })
  expect(rows[3]).toEqual({
    id: 4,
    yearly: '1200.00',
    half: 2,
    rest: 0,
    title: 'P4 ',
    kind: 'boss',
    nick2: 'none',
    year: null,
    hour: 4,
    weekday: 2,
    month: new Date(Date.UTC(2025, 3, 1)),
    days: null,
    skilled: false,
    length: 5,
    team2: null,
    budget: null,
    odd: 4,
    plain: 3.5,
  })
})

test('conditions compare columns, and name annotations', async () => {
  const ids = async (query: { flat(name: 'id'): PromiseLike<number[]> }) => query.flat('id')
  expect(await ids(people.filter({ id: { gt: col('level') } }))).toEqual([3])
  expect(await ids(people.filter({ level: col('boss.level') }))).toEqual([3])
  expect(await ids(people.filter({ boss: { level: col('level') } }))).toEqual([3])
  expect(await ids(people.exclude({ level: col('boss.level') }))).toEqual([1, 2, 4])
  expect(await ids(people.filter({ hired: { between: ['2025-01-01', col('hired')] } }))).toEqual([1, 3])
  expect(
    await ids(
      people
        .annotate({ d: col('hired').daysSince(now()) })
        .filter({ d: { lt: 0 } })
        .orderBy('-d'),
    ),
  ).toEqual([1, 3, 2])
  expect(
    await ids(
      people
        .annotate({ a: col('pay').plus(1) })
        .annotate({ b: col('a').times(2) })
        .filter({ b: { gte: '2.4' } }),
    ),
  ).toEqual([2, 4])
  expect(await ids(people.annotate({ big: caseWhen([[{ pay: { gt: '50' } }, true]], false) }).filter({ big: true }))).toEqual([4])
})

test.each<[() => unknown, string]>([
  [() => raw('1; drop table x', [], 'integer'), 'outside of quoted text'],
  [() => raw('1) or (1', [], 'integer'), 'closes a bracket'],
  [() => raw('1 -- x', [], 'integer'), 'comment'],
  [() => raw('(1', [], 'integer'), 'leaves a bracket open'],
  [() => raw("'a", [], 'integer'), 'outside of quoted text'],
  [() => raw('? + ?', [1], 'integer'), 'has 2 ? in its SQL, but 1 parameters'],
  [() => value({} as never), 'takes an expression'],
  [() => people.annotate({ x: 3 } as never), 'takes an expression'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(message)
})

// @ts-expect-error -- SQL that is put together at run time
export const refusedSql = (name: string) => raw(`length(${name})`, [], 'integer')
// @ts-expect-error -- no such column
export const refusedColumn = () => people.annotate({ x: col('lev').plus(1) })
// @ts-expect-error -- no such name of a group
export const refusedOrder = () => people.values('level').annotate({ n: count() }).orderBy('m')
