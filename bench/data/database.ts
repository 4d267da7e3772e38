import { DatabaseSync } from 'node:sqlite'
import { MikroORM, NodeSqliteDialect, SqliteDriver } from '@mikro-orm/sql'
import { nodeSqlite } from 'djust/mikro-orm'
import { entities } from './models.ts'
import { postEntities, postTables } from './posts.ts'
import { tables } from './rows.ts'

export interface BenchDatabase {
  readonly orm: Orm
  /** The connection that the ORM itself uses, so that hand-written statements run on the same one. */
  readonly connection: DatabaseSync
}

export type Orm = Awaited<ReturnType<typeof connect>>

/** The sample data in memory, read through djust's dialect for node:sqlite. */
export async function openDatabase(): Promise<BenchDatabase> {
  const connection = new DatabaseSync(':memory:')
  return { orm: await fill(await connect(nodeSqlite(connection))), connection }
}

/** The same data in a database of its own, read through MikroORM's dialect for node:sqlite. */
export async function openWithPlainDialect(): Promise<Orm> {
  return await fill(await connect(new NodeSqliteDialect(':memory:')))
}

async function connect(driverOptions: NodeSqliteDialect) {
  return await MikroORM.init({ driver: SqliteDriver, dbName: ':memory:', driverOptions, entities: [...entities, ...postEntities] })
}

async function fill(orm: Orm): Promise<Orm> {
  await orm.schema.create()
  const em = orm.em.fork()
  await em.begin()
  for (const [table, rows] of [...tables(), ...postTables()]) {
    for (const row of rows) {
      const columns = Object.keys(row)
      await em.execute(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`, Object.values(row))
    }
  }
  await em.commit()
  await em.execute('analyze')
  return orm
}
