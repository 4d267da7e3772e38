import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDjust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import type { Library } from '../../src/template.ts'

const PersonSchema = defineEntity({
  name: 'Person',
  discriminatorColumn: 'kind',
  discriminatorValue: 'person',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    kind: p.string(),
    leases: () => p.oneToMany(Lease).mappedBy('person').orderBy({ id: 'asc' }),
  },
})
class Person extends PersonSchema.class {
  static objects = manager(Person)
  /** Leases of the person's that are the person's: told by comparing objects. */
  get own(): number {
    return [...this.leases].filter((lease) => lease.person === this).length
  }
  get label(): string {
    return `person ${this.name}`
  }
}
PersonSchema.setClass(Person)

const AgentSchema = defineEntity({ name: 'Agent', extends: PersonSchema, discriminatorValue: 'agent', properties: {} })
class Agent extends AgentSchema.class {
  get label(): string {
    return `agent ${(this as unknown as Person).name}`
  }
}
AgentSchema.setClass(Agent)

const LeaseSchema = defineEntity({
  name: 'Lease',
  properties: { id: p.integer().primary(), code: p.string(), person: () => p.manyToOne(Person) },
})
class Lease extends LeaseSchema.class {
  static objects = manager(Lease)
  get isFirst(): boolean {
    return this.person.leases[0] === this
  }
  get place(): string {
    return String([...this.person.leases].indexOf(this))
  }
  get together(): number {
    return new Set([this, ...this.person.leases]).size
  }
  /** The same row by ways of different length. */
  get round(): boolean {
    return this.person.leases[0]!.person.leases[0] === this.person.leases[0] && this.person.leases[0]!.person === this.person
  }
}
LeaseSchema.setClass(Lease)

/** Compares what it is given, as JavaScript does. */
const compare: Library = {
  name: 'compare',
  tags: [],
  filters: [{ name: 'is', argument: 'required', apply: (a, b) => (a === b ? 'same' : 'other') }],
}

let orm: Awaited<ReturnType<typeof open>>
let djust: ReturnType<typeof createDjust>
let database: ReturnType<typeof mikroOrm>
let selects: string[] = []
const templates: Record<string, string> = {}
const open = () =>
  MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [Person, Agent, Lease],
    debug: ['query'],
    colors: false,
    logger: (message) => void (message.includes('select') && selects.push(message)),
  })
beforeAll(async () => {
  orm = await open()
  await orm.schema.create()
  await orm.em.fork().insertMany(Person, [
    { id: 1, name: 'Ada', kind: 'person' },
    { id: 2, name: 'Bob', kind: 'agent' },
  ] as never)
  await orm.em.fork().insertMany(Lease, [
    { id: 1, code: 'A', person: 1 },
    { id: 2, code: 'B', person: 1 },
    { id: 3, code: 'C', person: 2 },
  ] as never)
  database = mikroOrm(orm)
  djust = createDjust({ orm: database, templates: memoryLoader(templates), development: true, builtins: [compare], logger: silent })
})
beforeEach(() => {
  selects = []
})
afterAll(async () => {
  database.release()
  await orm.close()
})

const silent = { warn: () => {}, error: () => {} }

async function render(template: string, context: Readonly<Record<string, unknown>>): Promise<string> {
  const name = `t${Object.keys(templates).length}`
  templates[name] = template
  selects = []
  return djust.render(name, context)
}

test.each(['nothing', 'the person', 'the person and its leases', 'everything'])('a row is one object where %s is loaded', async (depth) => {
  const em = orm.em.fork()
  const populate = ['nothing'].includes(depth) ? [] : depth === 'the person' ? ['person'] : ['person', 'person.leases']
  if (depth === 'everything') await em.find(Person, {}, { populate: ['leases'] })
  const one = await em.findOneOrFail(Lease, 2, { populate: populate as never })
  const html = await render('{{ one.person.own }} {{ one.isFirst }} {{ one.place }} {{ one.together }} {{ one.round }}', { one })
  expect(html).toBe('2 false 1 2 true')
  expect(selects.length).toBe(depth === 'nothing' ? 3 : depth === 'the person' ? 2 : 0)
})

test('entities in a list, and what is loaded for them, are what they are of a query', async () => {
  const template = '{% for l in leases %}{{ l.person.own }}{{ l.isFirst }}{{ l.place }}{{ l.together }}{{ l.round }} {% endfor %}'
  const expected = await render(template, { leases: Lease.objects.all().orderBy('id').using(orm.em.fork()) })
  const leases = await orm.em.fork().find(Lease, {}, { orderBy: { id: 'asc' } })
  expect(await render(template, { leases })).toBe(expected)
  expect(expected).toBe('2true02true 2false12true 1true01true ')
  expect(selects).toHaveLength(3)
})

test('an entity that several names of the context hold is one object', async () => {
  const em = orm.em.fork()
  const one = await em.findOneOrFail(Lease, 1)
  const page = '{{ one|is:two }} {{ sections.0.lease|is:one }} {{ one|is:other }} {{ one.isFirst }}{{ two.place }}'
  const other = await em.find(Lease, { person: 1 }, { orderBy: { id: 'asc' } }).then((leases) => leases[1])
  expect(await render(page, { one, two: one, other, sections: [{ lease: one }] })).toBe('same same other true0')
})

test('what was changed and not saved is what is shown, also where the row comes back from the database', async () => {
  const one = await orm.em.fork().findOneOrFail(Lease, 1)
  one.code = 'changed'
  expect(await render('{% for l in one.person.leases %}{{ l.code }}{{ l.isFirst }} {% endfor %}', { one })).toBe('changedtrue Bfalse ')
})

test('entities of two ems stay two, each with its own values', async () => {
  const [one, two] = await Promise.all([orm.em.fork().findOneOrFail(Lease, 1), orm.em.fork().findOneOrFail(Lease, 1)])
  one.code = 'mine'
  expect(await render('{{ one.code }} {{ two.code }} {{ one.isFirst }} {{ two.isFirst }}', { one, two })).toBe('mine A true true')
})

test('entities of a subclass have its members, behind a relation too', async () => {
  const em = orm.em.fork()
  const people = [await em.find(Person, {}), await em.find(Agent, {})]
  const leases = await em.find(Lease, {}, { orderBy: { id: 'asc' } })
  expect(await render('{% for l in leases %}{{ l.person.label }};{% endfor %}', { leases })).toBe('person Ada;person Ada;agent Bob;')
  expect(selects).toEqual([])
  expect(people.flat().length).toBeGreaterThan(0)
})

test.each([
  [
    '{% for l in leases %}{% if l.person == leases.0.person %}first {% endif %}{{ l.person.name }} {% endfor %}',
    'first Ada first Ada Bob ',
  ],
  ['{% for l in leases %}{% ifchanged l.person %}{{ l.person.name }}{% else %}again{% endifchanged %} {% endfor %}', 'Ada again Bob '],
  [
    '{% regroup leases by person as all %}{% for g in all %}{{ g.grouper.label }}:{{ g.list|length }} {% endfor %}',
    'person Ada:2 agent Bob:1 ',
  ],
  ['{% for l in leases %}{% if l.person in people %}{{ l.person.label }} {% endif %}{% endfor %}', 'person Ada person Ada agent Bob '],
  ['{% for l in leases %}{{ l.person.own }}{{ l.person.label }} {% endfor %}', '2person Ada 2person Ada 1agent Bob '],
])('references to rows of several classes: %s', async (page, html) => {
  const em = orm.em.fork()
  const leases = await em.find(Lease, {}, { orderBy: { id: 'asc' } })
  const people = await orm.em.fork().find(Person, {})
  expect(await render(page, { leases, people })).toBe(html)
  expect(await render(page, { leases: Lease.objects.all().orderBy('id').using(em), people })).toBe(html)
  const references = [1, 2, 3].map((id) => em.getReference(Lease, id))
  expect(await render(page, { leases: references, people: [1, 2].map((id) => em.getReference(Person, id)) })).toBe(html)
})
