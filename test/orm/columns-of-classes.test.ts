import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { expect, test } from 'vitest'
import { createDjust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const IssueSchema = defineEntity({
  name: 'Issue',
  discriminatorColumn: 'kind',
  discriminatorValue: 'issue',
  properties: { id: p.integer().primary(), kind: p.enum(['issue', 'book', 'magazine']), title: p.string() },
})
class Issue extends IssueSchema.class {
  static objects = manager(Issue)
}
IssueSchema.setClass(Issue)

const BookSchema = defineEntity({
  name: 'Book',
  extends: IssueSchema,
  discriminatorValue: 'book',
  properties: { code: p.string().fieldName('isbn') },
})
class Book extends BookSchema.class {
  static objects = manager(Book)
}
BookSchema.setClass(Book)

const MagazineSchema = defineEntity({
  name: 'Magazine',
  extends: IssueSchema,
  discriminatorValue: 'magazine',
  properties: { code: p.integer().fieldName('issn') },
})
class Magazine extends MagazineSchema.class {
  static objects = manager(Magazine)
}
MagazineSchema.setClass(Magazine)

test('a name that classes of one table have for different columns is read of each class, and refused of them together', async () => {
  const connection = { driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:') }
  const orm = await MikroORM.init({ ...connection, entities: [Issue, Book, Magazine] })
  try {
    await orm.schema.create()
    const em = orm.em.fork()
    em.create(Book, { id: 1, title: 'Emma', code: '978-3' } as never)
    em.create(Magazine, { id: 2, title: 'Punch', code: 33 } as never)
    await em.flush()

    const templates = memoryLoader({
      titles: '{% for x in rows %}{{ x.title }} {% endfor %}',
      codes: '{% for x in rows %}{{ x.title }} {{ x.code }}{% endfor %}',
    })
    const djust = createDjust({ orm: mikroOrm(orm), templates, development: true })
    expect(await djust.render('codes', { rows: Book.objects.all() })).toBe('Emma 978-3')
    expect(await djust.render('codes', { rows: Magazine.objects.all() })).toBe('Punch 33')
    expect(await djust.render('titles', { rows: Issue.objects.orderBy('id') })).toBe('Emma Punch ')
    await expect(djust.render('codes', { rows: Issue.objects.all() })).rejects.toThrow('classes of its table keep it in different columns')

    const other = orm.em.fork()
    const references = [other.getReference(Book, 1), other.getReference(Magazine, 2)]
    await expect(djust.render('codes', { rows: references })).rejects.toThrow('classes of its table keep it in different columns')
    await other.find(Issue, {})
    expect(await djust.render('codes', { rows: references })).toMatch(/^Emma .*Punch /)
  } finally {
    await orm.close()
  }
})
