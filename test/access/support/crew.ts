import { afterAll, beforeAll } from 'vitest'
import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, manager } from '../../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

/** The class that the test gave. */
const registered = {} as { Person: typeof Person }

const TeamSchema = defineEntity({
  name: 'Team',
  tableName: 'team',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    motto: p.string(),
    notes: p.text().lazy().nullable(),
    people: () => p.oneToMany(registered.Person).mappedBy('team').orderBy({ id: 'asc' }),
  },
})
class Team extends TeamSchema.class {
  get crew(): Person[] {
    return this.people.getItems()
  }
}
TeamSchema.setClass(Team)

const TagSchema = defineEntity({
  name: 'Tag',
  tableName: 'tag',
  properties: { id: p.integer().primary(), label: p.string(), color: p.string(), person: () => p.manyToOne(registered.Person) },
})
export class Tag extends TagSchema.class {}
TagSchema.setClass(Tag)

const PersonSchema = defineEntity({
  name: 'Person',
  tableName: 'person',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    email: p.string(),
    pay: p.decimal().precision(10).scale(2),
    hired: p.date(),
    born: p.date().nullable(),
    bio: p.text().lazy().ref().nullable(),
    team: () => p.manyToOne(Team).ref(),
    boss: () => p.manyToOne(registered.Person).nullable(),
    reports: () => p.oneToMany(registered.Person).mappedBy('boss').orderBy({ id: 'asc' }),
    tags: () => p.oneToMany(Tag).mappedBy('person').orderBy({ id: 'asc' }),
  },
})
/** What tests give members to. */
export class Person extends PersonSchema.class {
  static objects = manager(Person)
}

/** A database of three people in two teams, whose class has the members of `Own`. */
export async function openCrew(Own: typeof Person, options: object = {}) {
  registered.Person = Own
  PersonSchema.setClass(Own)
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [TeamSchema, TagSchema, PersonSchema],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  em.create(Team, { id: 1, title: 'Core', motto: 'Slow', notes: 'quiet' } as never)
  em.create(Team, { id: 2, title: 'Ops', motto: 'Fast' } as never)
  const common = { hired: '2024-02-03', born: '1990-01-02' }
  em.create(PersonSchema, { id: 1, name: 'Ann', email: 'a@x', pay: '12.55', team: 1, bio: 'long', ...common } as never)
  em.create(PersonSchema, { id: 2, name: 'Bob', email: 'b@x', pay: '9.25', team: 2, boss: 1, ...common } as never)
  em.create(PersonSchema, { id: 3, name: 'Cyd', email: 'c@x', pay: '7.25', team: 1, boss: 2, ...common } as never)
  em.create(Tag, { id: 1, label: 'one', color: 'red', person: 1 } as never)
  em.create(Tag, { id: 2, label: 'two', color: 'blue', person: 1 } as never)
  em.create(Tag, { id: 3, label: 'six', color: 'pink', person: 2 } as never)
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
  const people = manager(Own).all().orderBy('id')
  return {
    orm,
    djust,
    people,
    /** A page of `body` for each person, and the columns that each of its statements selects. */
    async render(body: string, context: Readonly<Record<string, unknown>> = { people }) {
      const page = `{% for p in people %}${body}\n{% endfor %}`
      templates[body] = 'people' in context ? page : body
      warnings.length = 0
      const statements: string[] = []
      const html = await djust.render(body, context, {
        onReport: (report) => void statements.push(...report.statements.map(({ sql }) => sql)),
      })
      return { html, columns: statements.map(selected), warnings: [...warnings], statements }
    },
    /** A template by name. */
    add(name: string, template: string): void {
      templates[name] = template
    },
    /** The people with everything that they lead to, loaded by the ORM. */
    async loaded(): Promise<Person[]> {
      const em = orm.em.fork()
      await em.findAll(Team, { populate: ['people', 'notes'] as never })
      return await em.findAll(PersonSchema, {
        populate: ['team', 'boss', 'reports', 'tags', 'bio'] as never,
        orderBy: { id: 'asc' },
      })
    },
    async close() {
      database.release()
      await orm.close()
    },
  }
}

type Crew = Awaited<ReturnType<typeof openCrew>>

/** A crew that is open while the tests of a file run, and its people loaded. */
export function useCrew(Own: typeof Person): { readonly crew: Crew; readonly loaded: Person[] } {
  const crew = {} as Crew
  const loaded: Person[] = []
  beforeAll(async () => {
    Object.assign(crew, await openCrew(Own))
    loaded.push(...(await crew.loaded()))
  })
  afterAll(() => crew.close())
  return { crew, loaded }
}

/** `person.name team.title count`: what a statement selects. */
function selected(sql: string): string {
  const tables = new Map(Array.from(sql.matchAll(/"(\w+)" as "(t\d+)"/g), ([, table, alias]) => [alias!, table!] as const))
  for (const [, inner, outer] of sql.matchAll(/\(select "(t\d+)"\..* row_number.*\) as "(t\d+)"/g)) tables.set(outer!, tables.get(inner!)!)
  const columns = Array.from(sql.matchAll(/"(t\d+)"\."(\w+)" as "c\d+"/g), ([, alias, column]) => `${tables.get(alias!)}.${column}`)
  const more = [...(/\(select count\(/.test(sql) ? ['count'] : []), ...(/exists ?\(/.test(sql) ? ['exists'] : [])]
  return [...columns, ...more].join(' ')
}
