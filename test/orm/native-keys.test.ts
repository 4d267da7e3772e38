import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDjust, type Djust } from '../../src/index.ts'
import { lazy, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const EntrySchema = defineEntity({
  name: 'Entry',
  properties: {
    year: p.integer().primary(),
    no: p.integer().primary(),
    text: p.string(),
    lines: () => p.oneToMany(Line).mappedBy('entry').orderBy({ pos: 'asc' }),
  },
})
class Entry extends EntrySchema.class {}
EntrySchema.setClass(Entry)

const LineSchema = defineEntity({
  name: 'Line',
  properties: {
    entry: () => p.manyToOne(Entry).primary(),
    pos: p.integer().primary(),
    amount: p.integer(),
    checks: () => p.oneToMany(Check).mappedBy('line').orderBy({ no: 'asc' }),
  },
})
class Line extends LineSchema.class {}
LineSchema.setClass(Line)

const CheckSchema = defineEntity({
  name: 'Check',
  properties: { line: () => p.manyToOne(Line).primary(), no: p.integer().primary(), passed: p.boolean() },
})
class Check extends CheckSchema.class {}
CheckSchema.setClass(Check)

const NodeSchema = defineEntity({
  name: 'Node',
  properties: {
    id: p.integer().primary(),
    above: () => p.manyToOne(Node).nullable(),
    below: () => p.oneToMany(Node).mappedBy('above').orderBy({ id: 'asc' }),
    notes: () => p.oneToMany(Note).mappedBy('node').orderBy({ id: 'asc' }),
  },
})
class Node extends NodeSchema.class {}
NodeSchema.setClass(Node)

const NoteSchema = defineEntity({
  name: 'Note',
  properties: { id: p.integer().primary(), text: p.string(), node: () => p.manyToOne(Node) },
})
class Note extends NoteSchema.class {}
NoteSchema.setClass(Note)

const templates = {
  lines: '{% for x in rows %}{{ x.pos }} {{ x.entry.text }} {% for c in x.checks %}{{ c.no }}{% endfor %};{% endfor %}',
  entries:
    '{% for x in rows %}{{ x.text }} {% for l in x.lines %}{{ l.amount }}{{ l.entry.text }}{{ l.checks|length }} {% endfor %};{% endfor %}',
  tree:
    '{% for x in rows %}{% for one in x.above.below %}{{ one.id }}{% for n in one.notes %}{{ n.text }}{% endfor %} {% endfor %};{% endfor %}' +
    '{% with x=rows.3 %}{{ x.above.above.below|length }}{% endwith %}',
  checks: '{% for x in rows %}{{ x.no }} {{ x.line.amount }} {{ x.line.entry.text }}{% if x == rows.0 %}!{% endif %};{% endfor %}',
}
let orm: MikroORM<SqliteDriver>
let djust: Djust
beforeAll(async () => {
  const entities = [Entry, Line, Check, Node, Note]
  orm = await MikroORM.init<SqliteDriver>({ driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:'), entities })
  await orm.schema.create()
  const em = orm.em.fork()
  for (const no of [1, 2]) {
    const entry = em.create(Entry, { year: 2030, no, text: `e${no}` })
    for (let pos = 1; pos <= no; pos++) {
      const line = em.create(Line, { entry, pos, amount: no * 10 + pos })
      em.create(Check, { line, no: pos, passed: true })
    }
  }
  for (const id of [1, 2, 3, 4]) {
    const node = em.create(Node, { id, above: id > 1 ? Math.floor(id / 2) : null })
    em.create(Note, { id, text: `n${id}`, node })
    await em.flush()
  }
  djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates), development: true })
})
afterAll(() => orm.close())

const pages = {
  lines: [Line, { entry: 'asc', pos: 'asc' }, '1 e1 1;1 e2 1;2 e2 2;'],
  entries: [Entry, { no: 'asc' }, 'e1 11e11 ;e2 21e21 22e21 ;'],
  tree: [Node, { id: 'asc' }, ';2n2 3n3 ;2n2 3n3 ;4n4 ;2'],
  checks: [Check, { line: 'asc', no: 'asc' }, '1 11 e1!;1 21 e2;2 22 e2;'],
} as const

describe('keys that are keys of relations, and ways that come back, in calls that only MikroORM can run', () => {
  test.each(
    Object.entries(pages).flatMap(([page, of]) => [undefined, 'joined', 'select-in'].map((strategy) => [page, strategy, of] as const)),
  )('%s, strategy %s', async (page, strategy, [entity, orderBy, html]) => {
    for (const one of [{ populateWhere: {} }, { cache: 50 }, { populateFilter: {} }, {}]) {
      const options = { orderBy, ...one, ...(strategy && { strategy }) }
      const rows = lazy(orm.em.fork()).find(entity as typeof Line, {}, options as never)
      expect(await djust.render(page, { rows }), JSON.stringify(options)).toBe(html)
    }
  })
})
