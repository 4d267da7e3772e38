import { defineEntity, p, type SqlEntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const OfficeSchema = defineEntity({ name: 'Office', properties: { id: p.integer().primary(), name: p.string() } })
class Office extends OfficeSchema.class {
  static objects = manager(Office)
}
OfficeSchema.setClass(Office)

const StaffSchema = defineEntity({ name: 'Staff', properties: { id: p.integer().primary() } })
class Staff extends StaffSchema.class {
  static objects = manager(Staff)
  async offices() {
    const found = await Office.objects.all().orderBy('id')
    return found.map(({ name }) => name).join('+')
  }
  async officeCount() {
    return Office.objects.count()
  }
  async elsewhere() {
    return database.adapter.inRequestContext(async () => await Office.objects.count())
  }
}
StaffSchema.setClass(Staff)

let opened: OpenOrm
let database: MikroOrmDatabase
let djust: Djust
let em: SqlEntityManager

beforeAll(async () => {
  opened = await openOrm('sqlite', { entities: [Office, Staff] })
  await opened.createTables()
  database = mikroOrm(opened.orm)
  const page = '{% for x in staff %}{{ x.offices }} {{ x.officeCount }} {{ x.elsewhere }}{% endfor %}'
  djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': page }), development: false })
  await opened.orm.em.execute("insert into office (id, name) values (1, 'ours'), (2, 'theirs')")
  await opened.orm.em.execute('insert into staff (id) values (1)')
})
afterAll(async () => {
  database.release()
  await opened.close()
})
beforeEach(() => {
  em = opened.orm.em.fork()
  em.addFilter({ name: 'ours', cond: { name: 'ours' }, entity: [Office] })
})

test('queries that members make run on the em of their page', async () => {
  expect(await djust.render('page.html', { staff: Staff.objects.all() })).toBe('ours+theirs 2 2')
  expect(await djust.render('page.html', { staff: Staff.objects.all() }, { using: em })).toBe('ours 1 2')
  const entities = await opened.orm.em.fork().find(Staff, {})
  expect(await djust.render('page.html', { staff: entities }, { using: em })).toBe('ours 1 2')
})

test('also inside of a request that has another one', async () => {
  const render = () => djust.render('page.html', { staff: Staff.objects.all() }, { using: em })
  expect(await database.adapter.inRequestContext(render)).toBe('ours 1 2')
})

test('and where the page is sent in pieces', async () => {
  let html = ''
  for await (const piece of djust.renderPieces('page.html', { staff: Staff.objects.all() }, { using: em })) html += piece
  expect(html).toBe('ours 1 2')
})

test('those of plain objects run on the em of their query', async () => {
  expect(await djust.serialize(Staff.objects.using(em).all(), ['offices', 'officeCount'])).toEqual([{ offices: 'ours', officeCount: 1 }])
})

test('inside of a transaction they see its rows', async () => {
  await em.transactional(async (tx) => {
    tx.create(Office, { id: 3, name: 'ours' })
    const elsewhere = '{% for x in staff %}{{ x.offices }} {{ x.officeCount }}{% endfor %}'
    const other = createDjust({ orm: database, templates: memoryLoader({ 'page.html': elsewhere }), development: false })
    expect(await other.render('page.html', { staff: Staff.objects.all() }, { using: tx })).toBe('ours+ours 2')
    await tx.rollback()
  })
})
