import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { expect, test } from 'vitest'
import { createDjust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const StallSchema = defineEntity({
  name: 'Stall',
  schema: 'main',
  properties: {
    id: p.integer().primary(),
    stands: p.string().formula((_, table) => `'${table.schema} ${table.name} ${table.qualifiedName}'`),
    all: p.integer().formula((_, table) => `(select count(*) from ${table.qualifiedName})`),
  },
})
class Stall extends StallSchema.class {
  static objects = manager(Stall)
}
StallSchema.setClass(Stall)

test('a formula is told the schema of its entity', async () => {
  const connection = { driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:') }
  const orm = await MikroORM.init({ ...connection, entities: [Stall] })
  try {
    await orm.em.execute('create table stall (id integer primary key)')
    await orm.em.execute('insert into stall values (1), (2)')
    const djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader({ page: '{{ row.stands }} {{ row.all }}' }) })
    const html = 'main stall main.stall 2'
    expect(await djust.render('page', { row: Stall.objects.get({ id: 1 }) })).toBe(html)
    expect(await djust.render('page', { row: await orm.em.fork().findOne(Stall, 1) })).toBe(html)
  } finally {
    await orm.close()
  }
})
