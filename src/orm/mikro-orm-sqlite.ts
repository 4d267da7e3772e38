import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { NodeSqliteDialect } from '@mikro-orm/sql'
import type { RowCursor } from '../query/orm-adapter.ts'

/** Statements of one connection that stay prepared; the oldest goes first. */
const preparedLimit = 500

/** Kysely's types from the ORM's own copy of it. */
type Driver = ReturnType<NodeSqliteDialect['createDriver']>
type Connection = Awaited<ReturnType<Driver['acquireConnection']>>
type Compiled = Parameters<Connection['executeQuery']>[0]
/** Rows of the type that the caller of Kysely names. */
type Result = { rows: never[]; numAffectedRows?: bigint; insertId?: bigint }

/** A query whose statement is kept and whose rows are arrays; other dialects ignore the mark and give objects. */
export interface PreparedQuery extends Compiled {
  readonly prepared: true
}

/**
 * A `driverOptions` for MikroORM's SqliteDriver on node:sqlite, with which djust's statements stay prepared and give
 * arrays. MikroORM's own NodeSqliteDialect prepares at every call, which djust runs on too, at a higher cost a row.
 *
 *     MikroORM.init({ driver: SqliteDriver, dbName: 'app.sqlite', driverOptions: nodeSqlite('app.sqlite'), … })
 */
export function nodeSqlite(database: string | DatabaseSync): NodeSqliteDialect {
  return new PreparedSqliteDialect(database)
}

/** Runs a SELECT at once. Rows are arrays. */
export type DirectRead = (sql: string, parameters: readonly unknown[]) => readonly (readonly unknown[])[]

/**
 * How to read from such a dialect's one connection without waiting for it, which costs more than a small statement; null
 * where it can't be: another dialect, not connected yet, or somebody else's transaction is open.
 */
export function directRead(dialect: unknown, inOwnTransaction: boolean): DirectRead | null {
  return dialect instanceof PreparedSqliteDialect ? dialect.direct(inOwnTransaction) : null
}

/** Begins a SELECT; `exclusively` runs what pulls rows while nobody else has the connection. */
export type DirectCursor = (sql: string, parameters: readonly unknown[], exclusively: Exclusively) => RowCursor

type Rows = readonly (readonly unknown[])[]
type Exclusively = (pull: () => Rows) => Promise<Rows>

/** The same for rows that are read one after the other; null as for `directRead`. */
export function directCursor(dialect: unknown, inOwnTransaction: boolean): DirectCursor | null {
  return dialect instanceof PreparedSqliteDialect ? dialect.cursor(inOwnTransaction) : null
}

class PreparedSqliteDialect extends NodeSqliteDialect {
  readonly #database: string | DatabaseSync
  #driver: PreparedSqliteDriver | undefined

  constructor(database: string | DatabaseSync) {
    super(':memory:')
    this.#database = database
  }

  override createDriver(): Driver {
    this.#driver = new PreparedSqliteDriver(this.#database)
    return this.#driver
  }

  direct(inOwnTransaction: boolean): DirectRead | null {
    return this.#driver?.direct(inOwnTransaction) ?? null
  }

  cursor(inOwnTransaction: boolean): DirectCursor | null {
    return this.#driver?.cursor(inOwnTransaction) ?? null
  }
}

class PreparedSqliteDriver implements Driver {
  readonly #database: string | DatabaseSync
  #connection: PreparedSqliteConnection | undefined
  /** Kysely hands the connection to one at a time. */
  #taken = false

  constructor(database: string | DatabaseSync) {
    this.#database = database
  }

  /** A read that begins and ends at once can't come between others' statements unless they hold the connection. */
  direct(inOwnTransaction: boolean): DirectRead | undefined {
    return this.#taken === inOwnTransaction ? this.#connection?.read : undefined
  }

  cursor(inOwnTransaction: boolean): DirectCursor | undefined {
    const connection = this.#taken === inOwnTransaction ? this.#connection : undefined
    if (!connection) return undefined
    return (sql, parameters, exclusively) => {
      const rows = connection.iterate(sql, parameters)
      const pull = (most: number): Rows => {
        const pulled: (readonly unknown[])[] = []
        while (pulled.length < most) {
          const { done, value } = rows.next()
          if (done) break
          pulled.push(value)
        }
        return pulled
      }
      return {
        next: async (most) => (this.#taken === inOwnTransaction ? pull(most) : await exclusively(() => pull(most))),
        close: async () => void rows.return?.(),
      }
    }
  }

  async init(): Promise<void> {
    const database = typeof this.#database === 'string' ? new DatabaseSync(this.#database) : this.#database
    this.#connection = new PreparedSqliteConnection(database)
  }

  async acquireConnection(): Promise<Connection> {
    this.#taken = true
    return this.#connection!
  }

  async beginTransaction(): Promise<void> {
    this.#connection!.command('begin')
  }

  async commitTransaction(): Promise<void> {
    this.#connection!.command('commit')
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection!.command('rollback')
  }

  async savepoint(_: Connection, name: string): Promise<void> {
    this.#connection!.command(`savepoint ${identifier(name)}`)
  }

  async rollbackToSavepoint(_: Connection, name: string): Promise<void> {
    this.#connection!.command(`rollback to ${identifier(name)}`)
  }

  async releaseSavepoint(_: Connection, name: string): Promise<void> {
    this.#connection!.command(`release ${identifier(name)}`)
  }

  async releaseConnection(): Promise<void> {
    this.#taken = false
  }

  async destroy(): Promise<void> {
    this.#connection?.close()
    this.#connection = undefined
  }
}

class PreparedSqliteConnection implements Connection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  readonly read: DirectRead = (sql, parameters) =>
    this.#prepare(sql).all(...(parameters as SQLInputValue[])) as unknown as readonly unknown[][]

  /** A statement of its own: one that is kept can't be run anew before its last rows were read. */
  iterate(sql: string, parameters: readonly unknown[]): Iterator<readonly unknown[]> {
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    return statement.iterate(...(parameters as SQLInputValue[])) as unknown as Iterator<readonly unknown[]>
  }

  async executeQuery(query: Compiled & { readonly prepared?: true }): Promise<Result> {
    const parameters = query.parameters as SQLInputValue[]
    if (query.prepared) return { rows: this.read(query.sql, parameters) as never[] }
    const statement = this.#database.prepare(query.sql)
    if (statement.columns().length > 0) return { rows: statement.all(...parameters) as never[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  async *streamQuery(query: Compiled): AsyncIterableIterator<Result> {
    const statement = this.#database.prepare(query.sql)
    for (const row of statement.iterate(...(query.parameters as SQLInputValue[]))) yield { rows: [row as never] }
  }

  command(sql: string): void {
    this.#database.exec(sql)
  }

  close(): void {
    this.#prepared.clear()
    this.#database.close()
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql)
    if (statement) return statement
    statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    if (this.#prepared.size >= preparedLimit) this.#prepared.delete(this.#prepared.keys().next().value!)
    this.#prepared.set(sql, statement)
    return statement
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
