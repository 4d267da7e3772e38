import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const RowSchema = defineEntity({
  name: 'Row',
  properties: {
    id: p.integer().primary(),
    bigint: p.bigint(),
    decimal: p.decimal(),
    float: p.float(),
    boolean: p.boolean(),
    date: p.date(),
    datetime: p.datetime(),
    time: p.time(),
  },
})
class Row extends RowSchema.class {
  static objects = manager(Row)
}
RowSchema.setClass(Row)

const columns = ['id', 'bigint', 'decimal', 'float', 'boolean', 'date', 'datetime', 'time']
const filters = [
  'length',
  'date',
  'time',
  'date:"Y"',
  'date:"H:i"',
  'date:"c"',
  'time:"H"',
  'time:"Y"',
  'date:"-"',
  'timesince',
  'timeuntil',
]
const pages = filters.flatMap((filter) => columns.map((column) => `{{ row.${column}|${filter} }}`))

let orm: MikroORM<SqliteDriver>
let djust: Djust
beforeAll(async () => {
  const driverOptions = nodeSqlite(':memory:')
  orm = await MikroORM.init<SqliteDriver>({ driver: SqliteDriver, driverOptions, dbName: ':memory:', entities: [Row] })
  await orm.schema.create()
  const em = orm.em.fork()
  const numbers = { id: 12, bigint: 123n, decimal: '1.50', float: 1.5, boolean: true }
  em.create(Row, { ...numbers, date: '2024-01-02', datetime: new Date(0), time: '10:11:12' } as never)
  await em.flush()
  djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(Object.fromEntries(pages.map((page) => [page, page]))) })
})
afterAll(() => orm.close())

test.each(pages)('%s is a problem where the page shows nothing, no length or an error', async (page) => {
  const row = Row.objects.get({ id: 12 })
  const shown = await djust.render(page, { row }).catch((error: { code: string }) => error.code)
  const { problems } = await djust.check(page, { row })
  const isWrong = ['', '0', 'filter/input', 'value/date-format'].includes(shown)
  expect([shown, problems.length]).toEqual([shown, isWrong ? 1 : 0])
})
