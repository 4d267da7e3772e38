import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { lazy, mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { Animal, Author, Book, bootOrm, Card, Document, Dog, Guest, Reservation, Seat, type TestOrm } from './mikro-orm-entities.ts'

let orm: TestOrm
let database: MikroOrmDatabase
let djust: Djust
const templates: Record<string, string> = {}
const statements: string[] = []
beforeAll(async () => {
  orm = await bootOrm()
  const em = orm.em.fork()
  const insert = async (entity: unknown, rows: object[]) => {
    for (const row of rows) em.create(entity as typeof Author, row as never)
    await em.flush()
  }
  await insert(Author, [
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bob' },
  ])
  await insert(Card, [{ author: 1, number: 'A1' }])
  await insert(Book, [
    {
      id: '9007199254740991',
      title: 'Big',
      author: 1,
      cents: 1.5,
      loud: 'x',
      shop: { city: 'Oslo', zip: '1' },
      notes: 'n',
      extra: { a: 1 },
      printedOn: '2024-02-03',
      sales: '12',
      ownerKey: 2,
    },
    { id: '2', title: 'Small', author: 2 },
  ])
  await insert(Seat, [
    { hall: 1, row: 'a' },
    { hall: 1, row: 'b' },
  ])
  await insert(Guest, [
    { id: 1, seat: [1, 'a'] },
    { id: 2, seat: [1, 'b'] },
    { id: 3, seat: null },
  ])
  await insert(Reservation, [
    { seat: [1, 'a'], guest: 1, paid: true },
    { seat: [1, 'b'], guest: 2, paid: false },
  ])
  await insert(Animal, [{ id: 1, kind: 'animal', name: 'Any' }])
  await insert(Dog, [{ id: 2, kind: 'dog', name: 'Rex', tricks: 3 }])
  await insert(Document, [
    { id: 1, org: 1 },
    { id: 2, org: 2 },
    { id: 3, org: 1, deletedAt: new Date() },
  ])
  database = mikroOrm(orm)
  database.loader.listen(({ sql }) => statements.push(sql))
  djust = createDjust({ orm: database, templates: memoryLoader(templates), development: true })
})
beforeEach(() => void statements.splice(0))
afterAll(async () => {
  database?.release()
  await orm?.close()
})

const fork = () => orm.em.fork()
async function render(template: string, context: object): Promise<string> {
  const name = `t${Object.keys(templates).length}`
  templates[name] = template
  return djust.render(name, context as Record<string, unknown>)
}

/** The page of a call, of the rows by key, and of entities that are loaded and lack all relations. */
async function threeWays(entity: unknown, template: string): Promise<string[]> {
  const em = fork()
  em.setFilterParams('tenant', { org: 1 })
  const one = entity as typeof Author
  const first = Object.keys(em.getMetadata().get(one).properties).includes('title') ? 'title' : em.getMetadata().get(one).primaryKeys[0]!
  const rows = lazy(em).find(one, {}, { orderBy: { [first]: 'asc' } })
  const byKey = lazy(em).find(one, {}, { orderBy: { [first]: 'asc' }, comments: 'by key' })
  const entities = await em.find(one, {}, { orderBy: { [first]: 'asc' } })
  return [await render(template, { rows }), await render(template, { rows: byKey }), await render(template, { rows: entities })]
}

describe('models of every kind: called, by key, and as entities', () => {
  test.each([
    [
      'bigint keys, custom types, embedded objects, JSON',
      Book,
      '{% for b in rows %}{{ b.id }} {{ b.title }} {{ b.cents }} {{ b.loud }} {{ b.shop.city }} {{ b.notes }} {{ b.extra.a }} {{ b.printedOn|date:"j.n.Y" }} {{ b.sales }} {{ b.ownerKey }} {{ b.author.name }};{% endfor %}',
      '9007199254740991 Big 1.5 X Oslo n 1 3.2.2024 12 2 Ann;2 Small         Bob;',
    ],
    [
      'a key that is a relation',
      Card,
      '{% for c in rows %}{{ c.number }} {{ c.author.name }} {{ c.author.books|length }};{% endfor %}',
      'A1 Ann 1;',
    ],
    ['the other side of a one-to-one', Author, '{% for a in rows %}{{ a.name }} {{ a.card.number }};{% endfor %}', 'Ann A1;Bob ;'],
    [
      'composite keys',
      Seat,
      '{% for s in rows %}{{ s.hall }}{{ s.row }} {% for g in s.guests %}{{ g.id }}{% endfor %};{% endfor %}',
      '1a 1;1b 2;',
    ],
    [
      'relations with composite keys',
      Guest,
      '{% for g in rows %}{{ g.id }} {{ g.seat.row }} {{ g.seat.guests|length }};{% endfor %}',
      '1 a 1;2 b 1;3  0;',
    ],
    [
      'a composite key of relations',
      Reservation,
      '{% for r in rows %}{{ r.paid }} {{ r.seat.row }} {{ r.guest.id }};{% endfor %}',
      'true a 1;false b 2;',
    ],
    [
      'a table of several classes',
      Animal,
      '{% for a in rows %}{{ a.name }} {{ a.sound }} {{ a.tricks }};{% endfor %}',
      'Any … ;Rex woof 3;',
    ],
    ['a subclass in a shared table', Dog, '{% for d in rows %}{{ d.name }} {{ d.sound }} {{ d.tricks }};{% endfor %}', 'Rex woof 3;'],
    ['filters with parameters', Document, '{% for d in rows %}{{ d.id }} {{ d.org }};{% endfor %}', '1 1;'],
  ])('%s', async (_, entity, template, expected) => {
    expect(await threeWays(entity, template)).toEqual([expected, expected, expected])
  })

  test('references to all of them', async () => {
    const em = fork()
    expect(
      await render('{% for g in rows %}{{ g.seat.row }}{% endfor %}', { rows: [em.getReference(Guest, 1), em.getReference(Guest, 2)] }),
    ).toBe('ab')
    expect(await render('{{ s.guests|length }}', { s: em.getReference(Seat, [1, 'a'] as never) })).toBe('1')
    expect(await render('{{ c.number }}', { c: em.getReference(Card as never, 1 as never) })).toBe('A1')
    expect(await render('{{ b.title }}', { b: em.getReference(Book, '9007199254740991' as never) })).toBe('Big')
    expect(statements).toHaveLength(4)
  })
})
