import { raw } from '@mikro-orm/core'
import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { lazy, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { max, min } from '../../src/query/aggregates.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const PersonSchema = defineEntity({
  name: 'Person',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    hired: p.date(),
    wage: p.decimal().precision(8).scale(2),
    boss: () => p.manyToOne(Person).nullable(),
    reports: () => p.oneToMany(Person).mappedBy('boss'),
    skills: () => p.manyToMany(Skill).inversedBy('people'),
  },
})
class Person extends PersonSchema.class {
  static readonly objects = manager(Person)
}
PersonSchema.setClass(Person)

/** Has another name than its class. */
const StageSchema = defineEntity({
  name: 'Stage',
  filters: { open: { name: 'open', cond: { closed: false }, default: true } },
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    closed: p.boolean(),
    above: () => p.manyToOne(Theatre).nullable(),
    below: () => p.oneToMany(Theatre).mappedBy('above').orderBy({ id: 'asc' }),
  },
})
class Theatre extends StageSchema.class {
  static readonly objects = manager(Theatre)
}
StageSchema.setClass(Theatre)

const SkillSchema = defineEntity({
  name: 'Skill',
  properties: { id: p.integer().primary(), name: p.string(), people: () => p.manyToMany(Person).mappedBy('skills') },
})
class Skill extends SkillSchema.class {}
SkillSchema.setClass(Skill)

let orm: MikroORM<SqliteDriver>
let database: ReturnType<typeof mikroOrm>
beforeAll(async () => {
  orm = await MikroORM.init<SqliteDriver>({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [Person, Skill, Theatre],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  const [singing, dancing] = ['singing', 'dancing'].map((name, i) => em.create(Skill, { id: i + 1, name }))
  const work = { hired: '2024-04-14', wage: '12.50' }
  const ada = em.create(Person, { ...work, id: 1, name: 'Ada', skills: [singing!, dancing!] })
  const bo = em.create(Person, { ...work, id: 2, name: 'Bo', boss: ada, skills: [singing!] })
  em.create(Person, { ...work, id: 3, name: 'Cy', boss: bo, skills: [dancing!] })
  em.create(Person, { ...work, id: 4, name: 'Di', boss: bo })
  const closed = em.create(Theatre, { id: 1, name: 'Closed', closed: true })
  const open = em.create(Theatre, { id: 2, name: 'Open', closed: false, above: closed })
  em.create(Theatre, { id: 3, name: 'Under', closed: false, above: open })
  await em.flush()
  database = mikroOrm(orm as never)
})
afterAll(async () => {
  database.release()
  await orm.close()
})

const text = (names: readonly { name: string }[]): string => names.map(({ name }) => name).join(' ')

test('entities have the lists of a path that comes back to them, which MikroORM by itself takes for empty', async () => {
  const em = orm.em.fork()
  const people = await Person.objects
    .filter({ id: { lte: 3 } })
    .orderBy('id')
    .prefetchRelated('skills.people.reports')
    .using(em)
  expect(people.map((person) => `${person.name}: ${text(person.reports.getItems())}`)).toEqual(['Ada: Bo', 'Bo: Cy Di', 'Cy: '])
  const [singing] = people[0]!.skills.getItems()
  expect(text(singing!.people.getItems())).toBe('Ada Bo')
})

test('a page whose path comes back to its rows is the same with jitSerialization and without', async () => {
  const templates = memoryLoader({
    'people.html':
      '{% for person in people %}{{ person.name }}:{% for skill in person.skills %}{% for other in skill.people %}' +
      ' {{ other.name }}({% for report in other.reports %}{{ report.name }}<{{ report.boss.boss.name }}{% endfor %}){% endfor %}{% endfor %}; {% endfor %}',
  })
  const pages = []
  for (const jitSerialization of [true, false]) {
    const djust = createDjust({ orm: database, templates, jitSerialization, jitCacheBackend: 'memory', development: false })
    pages.push(
      await djust.inRequestContext(() => djust.render('people.html', { people: Person.objects.filter({ id: { lte: 2 } }).orderBy('id') })),
    )
  }
  expect(pages[0]).toBe(
    'Ada: Ada(Bo&lt;) Bo(Cy&lt;AdaDi&lt;Ada) Ada(Bo&lt;) Cy(); Bo: Ada(Bo&lt;) Bo(Cy&lt;AdaDi&lt;Ada); '.replaceAll('&lt;', '<'),
  )
  expect(pages[1]).toBe(pages[0])
})

test('annotations of entities are dates and decimals to templates, as those of other rows', async () => {
  const templates = memoryLoader({ 'people.html': '{% for person in people %}{{ person.first|date:"Y" }} {{ person.most }}; {% endfor %}' })
  const people = Person.objects
    .filter({ id: 1 })
    .annotate({ first: min('reports.hired'), most: max('reports.wage') })
    .orderBy('id')
  for (const jitSerialization of [true, false]) {
    const djust = createDjust({
      orm: database,
      templates,
      jitSerialization,
      jitCacheBackend: 'memory',
      development: false,
      values: 'python',
    })
    expect(await djust.inRequestContext(() => djust.render('people.html', { people }))).toBe('2024 12.50; ')
  }
})

test('what filters hide is in no entity and on no page, where MikroORM joins without them', async () => {
  const theatres = () => Theatre.objects.orderBy('id').using(orm.em.fork())
  const entities = await theatres().selectRelated('above.above').prefetchRelated('below.above')
  expect(entities.map(({ name, above }) => [name, above?.name, above?.above?.name])).toEqual([
    ['Open', undefined, undefined],
    ['Under', 'Open', undefined],
  ])
  const templates = memoryLoader({
    'theatres.html':
      '{% for t in theatres %}{{ t.name }} {{ t.above.name }} {{ t.above.above.name }}{% for b in t.below %} {{ b.above.name }}{% endfor %};{% endfor %}',
  })
  for (const jitSerialization of [true, false]) {
    const djust = createDjust({ orm: database, templates, jitSerialization, jitCacheBackend: 'memory', development: false })
    const find = (strategy: 'joined' | 'balanced' | 'select-in') =>
      lazy(orm.em.fork()).find(Theatre, {}, { orderBy: { id: 'asc' }, strategy, populate: ['above'], filters: {} })
    for (const rows of [theatres(), find('joined'), find('balanced'), find('select-in')])
      expect(await djust.render('theatres.html', { theatres: rows })).toBe('Open   Open;Under Open ;')
  }
})

test('relations to what a raw SQL filter hides are refused, which MikroORM would give', async () => {
  const em = orm.em.fork()
  const add = (cond: () => object) => em.addFilter({ name: 'first', cond, entity: Skill, default: true } as never)
  add(() => ({ [raw((alias) => `${alias}.id = 1`)]: [] }))
  const people = () => Person.objects.using(em).orderBy('id')
  await expect(people().prefetchRelated('skills')).rejects.toMatchObject({ code: 'orm/raw-filter' })
  await expect(people().prefetchRelated('reports.skills')).rejects.toThrow(
    "reports.skills can't be loaded into entities: Skill has a filter",
  )
  expect(await people().prefetchRelated('reports')).toHaveLength(4)
  expect(await people().plain('skills.name')).toEqual([
    { skills: [{ name: 'singing' }] },
    { skills: [{ name: 'singing' }] },
    { skills: [] },
    { skills: [] },
  ])
  add(() => ({ id: 1 }))
  const [ada] = await people().prefetchRelated('skills')
  expect(ada!.skills.getItems().map(({ name }) => name)).toEqual(['singing'])
})
