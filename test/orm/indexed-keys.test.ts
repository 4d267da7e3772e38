import { defineEntity, p } from '@mikro-orm/core'
import { MikroORM as PostgreSql } from '@mikro-orm/postgresql'
import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { expect, test } from 'vitest'
import { MikroOrmAdapter } from '../../src/orm/mikro-orm-adapter.ts'
import { nodeSqlite } from '../../src/orm/mikro-orm-sqlite.ts'

const Shop = defineEntity({
  name: 'Shop',
  properties: {
    id: p.integer().primary(),
    plain: () => p.oneToMany(Item).mappedBy('plain'),
    indexed: () => p.oneToMany(Item).mappedBy('indexed'),
    leading: () => p.oneToMany(Item).mappedBy('leading'),
    second: () => p.oneToMany(Item).mappedBy('second'),
    partly: () => p.oneToMany(Item).mappedBy('partly'),
    unindexed: () => p.oneToMany(Item).mappedBy('unindexed'),
    tags: () => p.manyToMany(Tag).inversedBy('shops'),
    ordered: () => p.manyToMany(Tag).fixedOrder(),
  },
})
const Tag = defineEntity({
  name: 'Tag',
  properties: { code: p.string().primary(), shops: () => p.manyToMany(Shop).mappedBy('tags') },
})
const Item = defineEntity({
  name: 'Item',
  indexes: [{ properties: ['leading', 'second'] }, { properties: ['partly'], where: 'sold = true' }],
  properties: {
    id: p.uuid().primary(),
    sold: p.boolean(),
    plain: () => p.manyToOne(Shop),
    indexed: () => p.manyToOne(Shop).index(),
    leading: () => p.manyToOne(Shop).index(false),
    second: () => p.manyToOne(Shop).index(false),
    partly: () => p.manyToOne(Shop).index(false),
    unindexed: () => p.manyToOne(Shop).index(false),
  },
})
const entities = [Shop, Tag, Item]

function indexedKeys(orm: ConstructorParameters<typeof MikroOrmAdapter>[0]): Record<string, string | undefined> {
  const { models } = new MikroOrmAdapter(orm).schema
  const of = (model: string) => [...models.get(model)!.relations.values()].filter(({ kind }) => kind === 'many')
  return Object.fromEntries([...of('Shop'), ...of('Tag')].map(({ name, indexedKey }) => [name, indexedKey]))
}

test('on SQLite the keys of relations have an index unless it is turned off', async () => {
  const orm = await MikroORM.init({ driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:'), entities })
  expect(indexedKeys(orm)).toEqual({
    plain: 'integer',
    indexed: 'integer',
    leading: 'integer',
    second: undefined,
    partly: undefined,
    unindexed: undefined,
    tags: 'integer',
    // One link may be there twice, and its own column says which is the first.
    ordered: 'integer',
    shops: 'text',
  })
  await orm.close()
})

test('on PostgreSQL they have one where the entity says so; links have theirs by the side that owns them', async () => {
  const orm = await PostgreSql.init({ dbName: 'none', entities })
  expect(indexedKeys(orm)).toEqual({
    plain: undefined,
    indexed: 'int',
    leading: 'int',
    second: undefined,
    partly: undefined,
    unindexed: undefined,
    tags: 'int',
    ordered: undefined,
    shops: undefined,
  })
  await orm.close()
})
