import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect as KyselyDialect,
} from 'kysely'
import type { Dialect, SqlQuery } from './orm-adapter.ts'

/** SQL text of a dialect; nothing is executed here. */
export function compileSql(query: RawBuilder<unknown>, dialect: Dialect): SqlQuery {
  const { sql, parameters } = query.compile(compilers[dialect])
  return { sql, parameters }
}

const driver = { createDriver: () => new DummyDriver() }

const dialects: Readonly<Record<Dialect, KyselyDialect>> = {
  sqlite: {
    ...driver,
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  postgres: {
    ...driver,
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  mysql: {
    ...driver,
    createAdapter: () => new MysqlAdapter(),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  },
}

// Kysely keeps no state here: it holds the compiler of a dialect and never connects.
const compilers: Readonly<Record<Dialect, Kysely<unknown>>> = {
  sqlite: new Kysely({ dialect: dialects.sqlite }),
  postgres: new Kysely({ dialect: dialects.postgres }),
  mysql: new Kysely({ dialect: dialects.mysql }),
}
