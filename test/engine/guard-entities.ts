import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, manager, type Reads } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import type { StatementReport } from '../../src/load/load-run.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const TeamSchema = defineEntity({
  name: 'Team',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    notes: p.text().lazy().nullable(),
    people: () => p.oneToMany(Person).mappedBy('team'),
  },
})
class Team extends TeamSchema.class {
  static objects = manager(Team)
}
TeamSchema.setClass(Team)

/** A name that the analysis can't see through. */
const hide = (name: string): string => name

const PersonSchema = defineEntity({
  name: 'Person',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    email: p.string(),
    secret: p.string().hidden(),
    bio: p.text().lazy().nullable(),
    team: () => p.manyToOne(Team),
    boss: () => p.manyToOne(Person).nullable(),
    reports: () => p.oneToMany(Person).mappedBy('boss'),
  },
})
export class Person extends PersonSchema.class {
  static objects = manager(Person)
  static readonly reads: Reads<Person> = { declared: ['team.title', 'reports.name'], wrong: ['name'] }
  get byName(): string {
    return String((this as any)[hide('email')])
  }
  get teamTitle(): string {
    return (this as any)[hide('team')].title
  }
  get titleOfBoss(): string {
    return this.boss?.teamTitle ?? 'none'
  }
  get deep(): string {
    return (this as any)[hide('boss')]?.team.title ?? 'none'
  }
  get top(): string {
    let one = this as any
    for (let above = one[hide('boss')]; above; above = one[hide('boss')]) one = above
    return `${one.name} of ${one.team.title}: ${one[hide('reports')].map(({ boss }: Person) => boss === one)}`
  }
  get lazily(): string {
    return (this as any)[hide('bio')] ?? 'none'
  }
  get team2(): unknown {
    return (this as any)[hide('team')]
  }
  get staff(): string {
    return ((this as any)[hide('reports')] as Person[]).map((one) => one.name).join()
  }
  get declared(): string {
    const self = this as any
    return `${self[hide('team')].title}: ${self[hide('reports')].map((one: Person) => one.name).join()}`
  }
  get wrong(): string {
    return (this as any)[hide('team')].title
  }
  get spied(): string {
    return (this as any)[hide('secret')]
  }
  get isTeam(): boolean {
    return (this as any)[hide('team')].title === 'Core'
  }
  async later(): Promise<string> {
    await Promise.resolve()
    return `${this.name} of ${this.team.title}`
  }
  async colleagues(): Promise<number> {
    return await Person.objects.filter({ team: this.team.id }).count()
  }
  async hiddenLater(): Promise<string> {
    await Promise.resolve()
    return (this as any)[hide('team')].title
  }
  async failing(): Promise<string> {
    await Promise.resolve()
    throw new Error(`no luck, ${this.name}`)
  }
  passedOn(): Promise<string> {
    return this.later()
  }
  get loaded(): Promise<string> {
    return this.reports.loadItems().then((all) => all.map((one) => one.name).join())
  }
  get counted(): Promise<number> {
    return this.reports.loadCount()
  }
  firstOf(): Promise<Person | null> {
    return Promise.resolve(this.boss ?? this)
  }
  async both(): Promise<string> {
    return `${await this.later()}!`
  }
}
PersonSchema.setClass(Person)

export async function openGuard(options: object = {}) {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [Team, Person],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  em.create(Team, { id: 1, title: 'Core' } as never)
  em.create(Team, { id: 2, title: 'Ops', notes: 'quiet' } as never)
  em.create(Person, { id: 1, name: 'Ann', email: 'a@x', secret: 'HIDDEN', team: 1 } as never)
  em.create(Person, { id: 2, name: 'Bob', email: 'b@x', secret: 'HIDDEN', team: 2, boss: 1, bio: 'long' } as never)
  await em.flush()
  const database = mikroOrm(orm)
  const templates: Record<string, string> = {}
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const djust = createDjust({
    orm: database,
    templates: memoryLoader(templates),
    development: true,
    logger: { warn, error: warn },
    ...options,
  })
  const statements: StatementReport[] = []
  let count = 0
  return {
    orm,
    djust,
    warnings,
    statements,
    async render(
      body: string,
      context: Readonly<Record<string, unknown>> = { people: Person.objects.all().orderBy('id') },
    ): Promise<string> {
      const name = Object.keys(templates).find((known) => templates[known] === body) ?? `page${count++}.html`
      templates[name] = body
      statements.length = 0
      return djust.render(name, context, { onReport: (report) => statements.push(...report.statements) })
    },
    async close() {
      database.release()
      await orm.close()
    },
  }
}
