import type { PGlite } from '@electric-sql/pglite'
import { EntitySchema, MikroORM, type Options, SqliteDriver } from '@mikro-orm/sql'
import { CompiledQuery, PGliteDialect } from 'kysely'
import { nodeSqlite, preparedStatements } from '../src/orm/mikro-orm.ts'
import type { EntityClass } from '../src/schema/schema.ts'
import type { DatabaseName } from './databases.ts'
import { type Server, servers, unreachable } from './servers.ts'

/** An ORM on an empty database of its own, without tables; `close` drops it. */
export interface OpenOrm {
  readonly orm: MikroORM
  /** Without foreign keys, so that rows may point at one another in circles. */
  createTables(): Promise<void>
  close(): Promise<void>
}

/** All that is used of the driver's own connection. */
interface Connection {
  executeQuery(query: CompiledQuery): Promise<unknown>
}

/** What the caller decides: entities, logger, time zone… */
export type OrmOptions = Omit<Options, 'driver' | 'dbName' | 'driverOptions' | 'clientUrl' | 'onCreateConnection'> & {
  /** Runs on each connection before anything else. */
  readonly onConnection?: string
  /** Whether PostgreSQL keeps statements prepared. */
  readonly prepared?: boolean
}

export async function openOrm(database: DatabaseName, options: OrmOptions): Promise<OpenOrm> {
  switch (database) {
    case 'sqlite':
      return inMemory(options)
    case 'pglite':
      return onPGlite(options)
    case 'postgres':
    case 'mariadb':
      return onServer(databaseServers[database], options)
  }
}

/**
 * Lets go of classes that were made for this one database. MikroORM keeps every class for ever, and its ORM by it: thousands
 * of databases in one process would not fit into its memory.
 */
export function forgetClasses(classes: Iterable<EntityClass>): void {
  for (const each of classes) EntitySchema.REGISTRY.delete(each as never)
}

/** Why a database can't be used here, as one sentence; undefined where it can. */
export async function whyUnreachable(database: DatabaseName): Promise<string | undefined> {
  if (database !== 'postgres' && database !== 'mariadb') return undefined
  const server = databaseServers[database]
  const admin = await administration(server)
  try {
    await admin.em.execute('select 1')
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const reason = message.split('\n', 1)[0] || code
    return unreachable(server, reason ?? 'no reason given')
  } finally {
    await admin.close(true)
  }
}

async function inMemory({ onConnection, prepared: _, ...options }: OrmOptions): Promise<OpenOrm> {
  const orm = await init({ ...options, driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:') })
  if (onConnection) await orm.em.execute(onConnection)
  return {
    orm,
    async createTables() {
      // MikroORM writes no valid tables for SQLite without them.
      await orm.schema.execute(await tablesOf(orm))
      await orm.em.execute('pragma foreign_keys = off')
    },
    close: () => orm.close(true),
  }
}

const withoutForeignKeys = { schemaGenerator: { createForeignKeyConstraints: false } }

/** Starting one takes seconds, so that those no longer used are emptied and used again. */
const idle: PGlite[] = []

async function onPGlite({ onConnection, prepared: _, ...options }: OrmOptions): Promise<OpenOrm> {
  const { PostgreSqlDriver } = await import('@mikro-orm/postgresql')
  const pglite = idle.pop() ?? (await startPGlite())
  if (onConnection) await pglite.exec(onConnection)
  const orm = await init({
    ...options,
    ...withoutForeignKeys,
    driver: PostgreSqlDriver,
    dbName: 'postgres',
    driverOptions: new PGliteDialect({ pglite: unclosing(pglite) }),
    ensureDatabase: false,
  })
  return {
    orm,
    // This driver sends several statements at once, which PGlite only takes here.
    createTables: async () => void (await pglite.exec(await tablesOf(orm))),
    async close() {
      await orm.close(true)
      await pglite.exec('reset all; drop schema public cascade; create schema public')
      idle.push(pglite)
    },
  }
}

/** Ends what is kept for the next `openOrm`: a process with an open PGlite does not end by itself. */
export async function closeIdle(): Promise<void> {
  await Promise.all(idle.splice(0).map((pglite) => pglite.close()))
}

async function startPGlite(): Promise<PGlite> {
  const { PGlite: Database } = await import('@electric-sql/pglite')
  return Database.create({ parsers: pgliteParsers })
}

const asText = (text: string): string => text

/** MikroORM reads date, timestamp and timestamptz as text, of which PGlite would make Dates in its own way. */
const pgliteParsers = { 1082: asText, 1114: asText, 1184: asText }

/** An ORM that is closed closes the database it was given. */
function unclosing(pglite: PGlite): PGlite {
  return new Proxy(pglite, {
    get(target, name) {
      if (name === 'close') return async () => undefined
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
}

interface DatabaseServer extends Server {
  driver(): Promise<NonNullable<Options['driver']>>
  createDatabase(name: string): string
}

const databaseServers: Readonly<Record<keyof typeof servers, DatabaseServer>> = {
  postgres: {
    ...servers.postgres,
    driver: async () => (await import('@mikro-orm/postgresql')).PostgreSqlDriver,
    createDatabase: (name) => `create database ${name}`,
  },
  mariadb: {
    ...servers.mariadb,
    driver: async () => (await import('@mikro-orm/mariadb')).MariaDbDriver,
    createDatabase: (name) => `create database ${name} character set utf8mb4`,
  },
}

let created = 0

async function onServer(server: DatabaseServer, { onConnection, prepared, ...options }: OrmOptions): Promise<OpenOrm> {
  const name = `djust_${process.pid}_${Date.now().toString(36)}_${++created}`
  const admin = await administration(server)
  try {
    await admin.em.execute(server.createDatabase(name))
    const orm = await init({
      ...options,
      ...withoutForeignKeys,
      driver: await server.driver(),
      clientUrl: server.url,
      dbName: name,
      ...(prepared && { driverOptions: { Client: await preparingClient() } }),
      ...(onConnection && {
        onCreateConnection: async (connection: unknown) =>
          void (await (connection as Connection).executeQuery(CompiledQuery.raw(onConnection))),
      }),
    })
    return {
      orm,
      createTables: async () => orm.schema.execute(await tablesOf(orm)),
      async close() {
        await orm.close(true)
        await admin.em.execute(`drop database ${name}`)
        await admin.close(true)
      },
    }
  } catch (error) {
    await admin.close(true)
    throw error
  }
}

async function preparingClient(): Promise<object> {
  const { Client } = await import('pg')
  return preparedStatements(Client)
}

async function administration(server: DatabaseServer): Promise<MikroORM> {
  return init({
    driver: await server.driver(),
    clientUrl: server.url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    allowGlobalContext: true,
  })
}

/** MikroORM 7.2 writes some tables twice where relations go round in circles: each block is a table with its indexes. */
async function tablesOf(orm: MikroORM): Promise<string> {
  return [...new Set((await orm.schema.getCreateSchemaSQL()).split('\n\n'))].join('\n\n')
}

/** The driver is only known at run time, and every driver here is one of SQL. */
function init(options: Options): Promise<MikroORM> {
  return MikroORM.init(options)
}
