import { defineEntity, p } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { createDjust } from '../../src/engine/djust.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { leftOut } from '../support/services.ts'

const NoteSchema = defineEntity({
  name: 'SecretNote',
  tableName: 'secret_note',
  properties: {
    id: p.integer().primary(),
    org: p.integer(),
    text: p.string(),
    parent: () => p.manyToOne(Note).nullable(),
    notes: () => p.oneToMany(Note).mappedBy('parent'),
  },
})
class Note extends NoteSchema.class {
  static objects = manager(Note)
}
NoteSchema.setClass(Note)

/** A role of this file's own, which sees the rows of one organisation. */
const role = `djust_reader_${process.pid}`

describe.skipIf(leftOut('postgres')).each(['transaction', 'connection'] as const)('row level security, %s', (sessionContext) => {
  let opened: OpenOrm
  let database: MikroOrmDatabase

  beforeAll(async () => {
    opened = await openOrm('postgres', { entities: [Note] as never, sessionContext, pool: { max: 4 } })
    await opened.createTables()
    database = mikroOrm(opened.orm)
    const em = opened.orm.em.fork()
    await em.insertMany(Note, [
      { id: 1, org: 1, text: 'one' },
      { id: 2, org: 2, text: 'two', parent: 1 },
      { id: 3, org: 1, text: 'three', parent: 1 },
      { id: 4, org: 1, text: 'four', parent: 2 },
    ] as never)
    for (const sql of [
      `create role ${role}`,
      `grant select on all tables in schema public to ${role}`,
      'alter table secret_note enable row level security',
      `create policy own on secret_note using (org = current_setting('app.org')::int)`,
    ])
      await em.execute(sql)
  })
  afterAll(async () => {
    await opened?.orm.em.fork().execute(`drop owned by ${role}; drop role ${role}`)
    database?.release()
    await opened?.close()
  })

  test('a page reads what the policies let its role see, at once with another one', async () => {
    const template =
      '{% for note in notes %}{{ note.text }}<{{ note.parent.text }}({{ note.notes|length }}:{% for n in note.notes %}{{ n.text }}{% endfor %}) {% endfor %}'
    const djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': template }) })
    const pageOf = (org: number): Promise<string> =>
      database.adapter.inRequestContext(async () => {
        opened.orm.em.setSessionContext({ role, variables: { 'app.org': org } })
        const native = await opened.orm.em.find(Note, {}, { orderBy: { id: 1 } })
        const html = await djust.render('page.html', { notes: Note.objects.all().orderBy('id') })
        expect(native.map(({ text }) => text)).toEqual(html.match(/\w+(?=<)/g))
        return html
      })
    const both = ['one<(1:three) three<one(0:) four<(0:) ', 'two<(0:) ']
    expect(await Promise.all([1, 2, 1, 2, 1, 2].map(pageOf))).toEqual([...both, ...both, ...both])
    // Without a context it is the owner of the table who reads, on the same connections.
    expect(await Note.objects.using(opened.orm.em.fork()).count()).toBe(4)
  })
})
