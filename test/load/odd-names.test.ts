import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { expect, test } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'

test('whatever fields and relations are called, generated code holds them apart', async () => {
  const names = [
    'class',
    'rows',
    'out',
    'length',
    'r',
    'i',
    'd1',
    'value',
    'value_2',
    'undefined',
    'arguments',
    'x y',
    'größe',
    'Number',
    'LightOdd',
    '$',
  ]
  const OtherSchema = defineEntity({ name: 'Other', properties: { id: p.integer().primary(), make: p.string() } })
  class Other extends OtherSchema.class {}
  OtherSchema.setClass(Other)
  const OddSchema = defineEntity({
    name: 'Odd',
    properties: {
      id: p.integer().primary(),
      ...Object.fromEntries(names.map((name, n) => [name, p.integer().fieldName(`column_${n}`)])),
      lists: () => p.manyToOne(Other).nullable(),
      make: () => p.manyToOne(Other),
      function: () => p.manyToOne(Other),
    },
  })
  class Odd extends OddSchema.class {}
  OddSchema.setClass(Odd)
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [Odd, Other],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  await em.insertMany(Other, [
    { id: 1, make: 'first' },
    { id: 2, make: 'second' },
  ] as never)
  const values = Object.fromEntries(names.map((name, n) => [name, n + 10]))
  await em.insert(Odd, { id: 1, ...values, lists: null, make: 1, function: 2 })
  const database = mikroOrm(orm)
  const djust = createDjust({ orm: database, jitCacheBackend: 'memory' })
  const plain = await djust.serialize(manager(Odd).all(), [...names, 'lists.make', 'make.make', 'function.make'])
  expect(plain).toEqual([{ ...values, lists: null, make: { make: 'first' }, function: { make: 'second' } }])
  database.release()
  await orm.close()
})
