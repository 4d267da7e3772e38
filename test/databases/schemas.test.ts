import { defineEntity, p, type MikroORM } from '@mikro-orm/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { lazy, mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { leftOut } from '../support/services.ts'

const ShopSchema = defineEntity({
  name: 'Shop',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    items: () => p.oneToMany(Item).mappedBy('shop'),
    tags: () => p.manyToMany(Label).inversedBy('shops').pivotTable('shop_labels').joinColumn('shop_id').inverseJoinColumn('label_id'),
    country: () => p.manyToOne(Country).nullable(),
  },
})
class Shop extends ShopSchema.class {
  static objects = manager(Shop)
}
ShopSchema.setClass(Shop)

const ItemSchema = defineEntity({
  name: 'Item',
  filters: { live: { name: 'live', cond: { gone: false }, default: true } },
  properties: { id: p.integer().primary(), name: p.string(), gone: p.boolean(), shop: () => p.manyToOne(Shop) },
})
class Item extends ItemSchema.class {
  static objects = manager(Item)
}
ItemSchema.setClass(Item)

/** Of the schema that the em has, and of none without one. */
const LabelSchema = defineEntity({
  name: 'Label',
  schema: '*',
  properties: { id: p.integer().primary(), name: p.string(), shops: () => p.manyToMany(Shop).mappedBy('tags') },
})
class Label extends LabelSchema.class {
  static objects = manager(Label)
}
LabelSchema.setClass(Label)

/** Of one schema, whatever the em has. */
const CountrySchema = defineEntity({ name: 'Country', schema: 'shared', properties: { id: p.integer().primary(), name: p.string() } })
class Country extends CountrySchema.class {
  static objects = manager(Country)
}
CountrySchema.setClass(Country)

const tables = (schema: string): string => `create schema if not exists ${schema};
create table ${schema}.shop (id int primary key, name varchar(99), country_id int);
create table ${schema}.item (id int primary key, name varchar(99), gone boolean, shop_id int);
create table ${schema}.label (id int primary key, name varchar(99));
create table ${schema}.shop_labels (shop_id int, label_id int);
insert into ${schema}.shop values (1, '${schema} one', 1), (2, '${schema} two', 1);
insert into ${schema}.item values (1, '${schema} item', false, 1), (2, '${schema} gone', true, 1);
insert into ${schema}.label values (1, '${schema} label');
insert into ${schema}.shop_labels values (1, 1)`

const page = `{% for shop in shops %}{{ shop.name }}/{{ shop.country.name }}: {{ shop.items|length }} {% for item in shop.items %}{{ item.name }}{% endfor %} {% for tag in shop.tags %}{{ tag.name }}{% endfor %};{% endfor %}`
const pageOf = (schema: string): string => `${schema} one/Norway: 1 ${schema} item ${schema} label;${schema} two/Norway: 0  ;`

describe.skipIf(leftOut('postgres'))('schemas of PostgreSQL', () => {
  let opened: OpenOrm
  let orm: MikroORM
  let database: MikroOrmDatabase
  let djust: Djust
  const statements: string[] = []

  beforeAll(async () => {
    opened = await openOrm('postgres', { entities: [Shop, Item, Label, Country] as never })
    orm = opened.orm
    await run(`${tables('a')};${tables('b')};${tables('public')};
      create schema shared; create table shared.country (id int primary key, name varchar(99)); insert into shared.country values (1, 'Norway')`)
    database = mikroOrm(orm)
    database.loader.listen(({ sql }) => statements.push(sql))
    djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': page }) })
  })
  beforeEach(() => void (statements.length = 0))
  afterAll(async () => {
    database?.release()
    await opened?.close()
  })

  async function run(sql: string): Promise<void> {
    for (const statement of sql.split(';')) await orm.em.fork().execute(statement)
  }

  test.for(['a', 'b', 'a'])('an em of schema %s reads its tables alone', async (schema) => {
    const em = orm.em.fork({ schema })
    expect(await djust.render('page.html', { shops: Shop.objects.all().orderBy('id') }, { using: em })).toBe(pageOf(schema))
    expect(statements).toHaveLength(3)
    const native = await em.find(Shop, {}, { orderBy: { id: 1 }, populate: ['items', 'tags', 'country'] })
    expect(await djust.render('page.html', { shops: native }, { using: em })).toBe(pageOf(schema))
    expect(
      await Shop.objects
        .filter({ items: { name: `${schema} item` } })
        .using(em)
        .plain('name'),
    ).toEqual([{ name: `${schema} one` }])
    expect(await Item.objects.using(em).count()).toBe(1)
    expect(
      await Shop.objects
        .filter({ items: { name: 'public item' } })
        .using(em)
        .exists(),
    ).toBe(false)
    expect((await Shop.objects.filter({ tags: { name: `${schema} label` } }).using(em)).map(({ name }) => name)).toEqual([`${schema} one`])
  })

  test('the wildcard is refused without a schema, and read with one', async () => {
    await expect(Label.objects.count()).rejects.toThrow('em.fork({ schema })')
    expect(await Label.objects.using(orm.em.fork({ schema: 'b' })).plain('name')).toEqual([{ name: 'b label' }])
  })

  test('an em without a schema reads the default one', async () => {
    const text = createDjust({
      orm: database,
      templates: memoryLoader({ 'page.html': '{% for s in shops %}{{ s.name }}{{ s.items|length }}{% endfor %}' }),
    })
    expect(await text.render('page.html', { shops: Shop.objects.all().orderBy('id') })).toBe('public one1public two0')
  })

  test('a schema that is set on the em between two pages is the one of the second', async () => {
    const em = orm.em.fork({ schema: 'a' })
    expect(await Shop.objects.filter({ id: 1 }).using(em).plain('name')).toEqual([{ name: 'a one' }])
    em.schema = 'b'
    expect(await Shop.objects.filter({ id: 1 }).using(em).plain('name')).toEqual([{ name: 'b one' }])
  })

  test('inside of a transaction', async () => {
    const failing = orm.em.fork({ schema: 'b' }).transactional(async (em) => {
      await em.execute(`insert into b.shop values (3, 'uncommitted', null)`)
      expect(await Shop.objects.using(em).count()).toBe(3)
      throw new Error('roll back')
    })
    await expect(failing).rejects.toThrow('roll back')
    expect(await Shop.objects.using(orm.em.fork({ schema: 'b' })).count()).toBe(2)
  })

  test('native calls, with the em’s schema or their own', async () => {
    const em = orm.em.fork({ schema: 'b' })
    const order = { orderBy: { id: 1 } } as const
    expect(await djust.render('page.html', { shops: lazy(em).find(Shop, {}, order) })).toBe(pageOf('b'))
    expect(await djust.render('page.html', { shops: lazy(orm.em.fork()).find(Shop, {}, { ...order, schema: 'a' }) })).toBe(pageOf('a'))
    // MikroORM joins the default schema's table for a condition: a lazy call gives its rows, a QuerySet those of the em's schema.
    const inItems = { items: { name: 'b item' } }
    expect(await djust.render('page.html', { shops: lazy(em).find(Shop, inItems) })).toBe('')
    expect(await em.find(Shop, inItems)).toEqual([])
    expect(await Shop.objects.filter(inItems).using(em).count()).toBe(1)
  })

  test('an entity lacks nothing of another schema', async () => {
    const em = orm.em.fork({ schema: 'b' })
    expect(await djust.render('page.html', { shops: await em.find(Shop, {}, { orderBy: { id: 1 } }) })).toBe(pageOf('b'))
    const stray = await orm.em.fork().find(Shop, {}, { orderBy: { id: 1 }, schema: 'b' })
    await expect(djust.render('page.html', { shops: stray })).rejects.toThrow('em.fork({ schema: "b" })')
  })

  test('the configured schema is the one of all ems', async () => {
    const other = await openOrm('postgres', { entities: [Shop, Item, Label, Country] as never, schema: 'a', dbName: undefined } as never)
    try {
      for (const statement of `${tables('a')};${tables('public')};create schema shared; create table shared.country (id int primary key, name varchar(99)); insert into shared.country values (1, 'Norway')`.split(
        ';',
      ))
        await other.orm.em.fork().execute(statement)
      const own = mikroOrm(other.orm)
      try {
        const em = other.orm.em.fork()
        expect(await Shop.objects.using(em).filter({ id: 1 }).plain('name')).toEqual([{ name: 'a one' }])
        expect((await em.find(Shop, { id: 1 })).map(({ name }) => name)).toEqual(['a one'])
      } finally {
        own.release()
      }
    } finally {
      await other.close()
    }
  })
})
