import { defineEntity, p } from '@mikro-orm/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { createDjust } from '../../src/engine/djust.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { count } from '../../src/query/aggregates.ts'
import { manager } from '../../src/query/manager.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { whyNot } from '../support/services.ts'

const RoomSchema = defineEntity({
  name: 'Room',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    notes: () => p.oneToMany(Note).mappedBy('room').orderBy({ id: 'asc' }),
    labels: () => p.manyToMany(Label).orderBy({ id: 'desc' }),
  },
})
class Room extends RoomSchema.class {
  static readonly objects = manager(Room)
}
RoomSchema.setClass(Room)

const NoteSchema = defineEntity({
  name: 'Note',
  properties: {
    id: p.integer().primary(),
    line: p.string(),
    stars: p.integer(),
    room: () => p.manyToOne(Room).index(),
    writer: () => p.manyToOne(Writer).nullable().index(),
  },
})
class Note extends NoteSchema.class {
  static readonly objects = manager(Note)
  get loud(): string {
    return this.line.toUpperCase()
  }
}
NoteSchema.setClass(Note)

const WriterSchema = defineEntity({
  name: 'Writer',
  properties: { id: p.integer().primary(), name: p.string(), notes: () => p.oneToMany(Note).mappedBy('writer').orderBy({ id: 'desc' }) },
})
class Writer extends WriterSchema.class {}
WriterSchema.setClass(Writer)

const LabelSchema = defineEntity({
  name: 'Label',
  properties: { id: p.integer().primary(), name: p.string(), rooms: () => p.manyToMany(Room).mappedBy('labels').orderBy({ id: 'asc' }) },
})
class Label extends LabelSchema.class {
  static readonly objects = manager(Label)
}
LabelSchema.setClass(Label)

const hostile = [
  `"quoted" and 'quoted'`,
  String.raw`back\slash \u0041 \"`,
  'line\nfeed\ttab\rreturn\u0001\u001f\u007f',
  '","',
  '[1,2]',
  'null',
  '</script>\u2028\u2029',
  'é 😀 \ufeff',
  ' space ',
]

describe.each(databases)('rows of lists that come with their owners on %s', (name) => {
  const reason = whyNot(name)
  let opened: OpenOrm
  let database: MikroOrmDatabase
  beforeAll(async () => {
    if (reason) return
    opened = await openOrm(name, { entities: [Room, Note, Writer, Label] })
    await opened.createTables()
    database = mikroOrm(opened.orm)
    const em = opened.orm.em.fork()
    for (const id of [1, 2]) em.create(Writer, { id, name: `w${id}` } as never)
    const labels = [1, 2, 3].map((id) => em.create(Label, { id, name: `l${id}` } as never))
    for (const id of [1, 2, 3]) {
      const room: Room = em.create(Room, { id, title: `r${id}` } as never)
      room.labels.add(labels.slice(0, id - 1))
    }
    // Room 1 has the hostile ones, room 2 has five notes, room 3 none.
    const lines = [...hostile.map((line) => ({ line, room: 1 })), ...['a', 'b', 'c', 'd', 'e'].map((line) => ({ line, room: 2 }))]
    for (const [i, one] of lines.entries()) {
      em.create(Note, { id: 1 + i, stars: i % 3, writer: [null, 1, 2][i % 3], ...one } as never)
    }
    await em.flush()
  })
  afterAll(async () => {
    database?.release()
    await opened?.close()
  })

  async function page(template: string, context: object): Promise<{ html: string; statements: readonly string[] }> {
    const djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': template }), timeZone: 'UTC' })
    const statements: string[] = []
    const html = await djust.render('page.html', context as never, {
      onReport: (report) => void statements.push(...report.statements.map(({ sql }) => sql)),
    })
    return { html, statements }
  }
  const each = (body: string): string => `{% autoescape off %}{% for room in rooms %}${body};{% endfor %}{% endautoescape %}`
  const all = () => Room.objects.orderBy('id')

  test.skipIf(reason)('text is what was written, whatever it is', async () => {
    const both = await page(each('{% for n in room.notes|slice:":20" %}{{ n.line }}|{{ n.writer.name }}|{% endfor %}'), { rooms: all() })
    expect(both.statements).toHaveLength(1)
    const writers = hostile.map((line, i) => `${line}|${['', 'w1', 'w2'][i % 3]}|`)
    expect(both.html.startsWith(`${writers.join('')};`)).toBe(true)
    const one = await page(each('{% for n in room.notes|slice:":9" %}{{ n.line }}|{% endfor %}'), { rooms: all() })
    expect(one.html).toBe(`${hostile.map((line) => `${line}|`).join('')};a|b|c|d|e|;;`)
    expect(one.statements).toHaveLength(1)
    const members = await page(each('{{ room.notes.first.loud }}'), { rooms: all() })
    expect(members.html).toBe(`${hostile[0]!.toUpperCase()};A;;`)
  })

  test.skipIf(reason)('both ends, and none', async () => {
    for (const [body, html] of [
      ['{% for n in room.notes|slice:"-2:" %}{{ n.stars }}{% endfor %}', '12;01;;'],
      ['{{ room.notes.last.stars }}{{ room.notes|length }}', '29;15;0;'],
      ['{% for l in room.labels|slice:":2" %}{{ l.name }}{% endfor %}', ';l1;l2l1;'],
      ['{{ room.labels.last.name }}', ';l1;l1;'],
      ['{% if room.notes.first %}y{% else %}n{% endif %}', 'y;y;n;'],
    ] as const) {
      const { html: shown, statements } = await page(each(body), { rooms: all() })
      expect(shown, body).toBe(html)
      expect(statements, body).toHaveLength(1)
    }
  })

  test.skipIf(reason)('of a query of their own with values, of which some are counted', async () => {
    const rooms = all()
      .filter({ id: { in: [1, 2, 3] } })
      .annotate({ five: count('notes', { filter: { line: 'e' } }) })
      .prefetchRelated(
        new Prefetch('notes', Note.objects.filter({ stars: { gt: 0 }, line: { ne: 'b' } }).orderBy('-stars', 'id')),
        new Prefetch('labels', Label.objects.exclude({ name: 'l2' })),
      )
    const body =
      '{{ room.five }} {{ room.labels|length }} {{ room.notes|length }}{% for n in room.notes|slice:":2" %}{{ n.stars }}{{ n.id }} {% endfor %}{{ room.labels.first.name }}'
    const { html, statements } = await page(each(body), { rooms })
    expect(html).toBe('0 0 623 26 ;1 1 2212 114 l1;0 1 0l1;')
    expect(statements).toHaveLength(1)
  })

  test.skipIf(reason)('of a query that is a slice itself they are a whole list', async () => {
    const rooms = all().prefetchRelated(new Prefetch('notes', Note.objects.orderBy('-id').slice(1, 3)))
    const { html, statements } = await page(each('{% for n in room.notes %}{{ n.stars }}{% empty %}-{% endfor %}{{ room.notes|length }}'), {
      rooms,
    })
    expect(html).toBe('102;022;-0;')
    expect(statements).toHaveLength(1)
    const plain = await rooms.plain('id', 'notes.stars')
    expect(plain.map(({ notes }) => notes.map(({ stars }) => stars))).toEqual([[1, 0], [0, 2], []])
  })

  test.skipIf(reason)('lists below lists: those whose owners come once', async () => {
    const nested = await page(
      '{% for l in labels %}{{ l.name }}: {% for r in l.rooms %}{{ r.title }} {{ r.notes.0.line }} {% endfor %};{% endfor %}',
      { labels: Label.objects.orderBy('id') },
    )
    // A room comes once for each of its labels.
    expect(nested.html).toBe('l1: r2 a r3  ;l2: r3  ;l3: ;')
    expect(nested.statements).toHaveLength(3)
    const below = await page(each('{% for n in room.notes %}{{ n.writer.notes.0.id }} {% endfor %}'), { rooms: all().filter({ id: 2 }) })
    expect(below.html).toBe(' 14 12  14 ;')
    expect(below.statements).toHaveLength(3)
  })

  test.skipIf(reason)('of one owner no more rows are read than are wanted', async () => {
    const { html, statements } = await page('{{ room.notes.0.line }}', { room: Room.objects.get({ id: 2 }) })
    expect(html).toBe('a')
    // MariaDB would read a list to its end for JSON of its first rows.
    expect(statements).toHaveLength(name === 'mariadb' ? 2 : 1)
    expect(statements.at(-1)).toMatch(name === 'mariadb' ? / limit 1$/ : / limit 1\) as/)
  })

  test.skipIf(reason || name !== 'sqlite')('what JSON would change or can’t hold is an error', async () => {
    const { em } = opened.orm
    await em.execute('update note set stars = 9007199254740993 where id = 10')
    await expect(page(each('{{ room.notes.0.stars }}'), { rooms: all().filter({ id: 2 }) })).rejects.toThrow(
      'Note.stars is an integer, but holds 9007199254740992, which has more digits than a number keeps',
    )
    await em.execute("update note set stars = 0, line = x'ff00' where id = 10")
    await expect(page(each('{{ room.notes.0.line }}'), { rooms: all().filter({ id: 2 }) })).rejects.toThrow('JSON cannot hold BLOB values')
    await em.execute("update note set line = 'a' where id = 10")
  })

  test.skipIf(reason || name !== 'mariadb')('JSON that the server cuts off is an error', async () => {
    const small = await openOrm('mariadb', {
      entities: [Room, Note, Writer, Label],
      onConnection: 'set session group_concat_max_len = 2000',
    })
    const its = mikroOrm(small.orm)
    try {
      await small.createTables()
      const em = small.orm.em.fork()
      em.create(Room, { id: 1, title: 'r' } as never)
      for (const id of [1, 2, 3]) em.create(Note, { id, line: `some line ${id}`, stars: 1, room: 1, writer: null } as never)
      await em.flush()
      const djust = createDjust({
        orm: its,
        templates: memoryLoader({ 'page.html': each('{% for n in room.notes|slice:":3" %}{{ n.line }}{% endfor %}') }),
      })
      await expect(djust.render('page.html', { rooms: all() })).rejects.toThrow('The rows of Room.notes came as text that is no JSON')
    } finally {
      its.release()
      await small.close()
    }
  })
})
