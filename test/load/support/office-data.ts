import { createLoader, type Loader } from '../../../src/load/loader.ts'
import type { StatementReport } from '../../../src/load/load-run.ts'
import type { LoadPlan } from '../../../src/plan/load-plan.ts'
import { queryState } from '../../../src/query/lazy-query.ts'
import type { OrmAdapter } from '../../../src/query/orm-adapter.ts'
import { Chair, type Office, openOffice, Person, Seat, Skill, Team } from '../../query/support/office.ts'

export { Chair, Person, Seat, Skill, Team }

export interface LoadedOffice extends Office {
  readonly loader: Loader
  /** Statements since the last call. */
  ran(): StatementReport[]
  load(plan: LoadPlan, query: object): Promise<any>
}

/** An office with three teams, eight people in a tree of bosses, skills, and seats with a key of two columns. */
export async function openLoadedOffice(
  change: (adapter: { -readonly [Name in keyof OrmAdapter]: OrmAdapter[Name] }) => void = () => undefined,
): Promise<LoadedOffice> {
  const office = await openOffice()
  const em = office.orm.em.fork()
  const seenAt = new Date('2026-01-02T03:04:05Z')
  await em.insertMany(Team, [
    { id: 1, name: 'Core', budget: '832.5' },
    { id: 2, name: 'Apps', budget: '10' },
    { id: 3, name: 'Empty', budget: '0' },
  ] as never)
  const people = [
    [1, 'Ada', null, 1, 1, 'ada'],
    [2, 'Bob', 1, 1, 1, null],
    [3, 'Cyd', 1, 2, 1, 'c'],
    [4, 'Dan', 2, null, 2, null],
    [5, 'Eve', 2, 2, 2, null],
    [6, 'Fay', 4, null, 1, null],
  ].map(([id, name, boss, team, home, nick]) => ({
    id,
    name,
    nick,
    boss,
    team,
    home,
    level: Number(id) * 10,
    pay: `${String(id)}.5`,
    hired: `2026-01-0${String(id)}`,
    account: id === 1 ? 9007199254740993n : null,
    seenAt,
  }))
  await em.insertMany(Person, people as never)
  await em.nativeUpdate(Team, { id: 1 }, { lead: 2 })
  await em.insertMany(Skill, [
    { id: 1, name: 'sql', weight: 3 },
    { id: 2, name: 'ts', weight: 1 },
    { id: 3, name: 'go', weight: 2 },
  ] as never)
  const links: [number, number][] = [
    [1, 1],
    [1, 2],
    [2, 1],
    [3, 3],
    [3, 1],
  ]
  for (const [person, skill] of links)
    await em.getConnection().execute('insert into person_skills (person_id, skill_id) values (?, ?)', [person, skill])
  await em.insertMany(Seat, [
    { floor: 1, desk: 1 },
    { floor: 1, desk: 2 },
    { floor: 2, desk: 1 },
  ] as never)
  const chairs: [number, number | null, number | null][] = [
    [1, 1, 1],
    [2, 1, 2],
    [3, 1, 2],
    [4, null, null],
  ]
  for (const chair of chairs) await em.getConnection().execute('insert into chair (id, seat_floor, seat_desk) values (?, ?, ?)', chair)
  const { adapter } = office
  change(adapter)
  let reports: StatementReport[] = []
  const loader = createLoader(adapter)
  loader.listen((report) => reports.push(report))
  return {
    ...office,
    adapter,
    loader,
    load: (plan, query) => loader.load(plan, queryState(query)!),
    ran() {
      const seen = reports
      reports = []
      return seen
    },
  }
}
