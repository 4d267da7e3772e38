import type { AbstractSqlConnection, SqlEntityManager } from '@mikro-orm/sql'
import type { Dialect, ReadSession, RowCursor, SqlQuery } from '../query/orm-adapter.ts'

type Row = readonly unknown[]

/** Runs a statement on a connection that is kept: the client of a transaction. */
export interface SessionClient {
  executeQuery(query: never, options?: object): Promise<{ readonly rows: readonly unknown[] }>
}

export interface SessionOptions {
  readonly em: SqlEntityManager
  readonly dialect: Exclude<Dialect, 'sqlite'>
  readonly connection: AbstractSqlConnection
  readonly signal: AbortSignal
  /** A name that no other cursor of this process has. */
  readonly name: () => string
  /** Runs and logs a statement; `client` is undefined for the connection that the em would use. */
  readonly run: (query: SqlQuery, client?: SessionClient, signal?: AbortSignal) => Promise<readonly Row[]>
}

/**
 * PostgreSQL reads from cursors, which take other statements between two fetches: in the transaction that the application has
 * open, else in one of its own that sees one moment. MariaDB has cursors only for a connection that does nothing else, so
 * that it reads by LIMIT and OFFSET, which are of one moment in a transaction of its own; the application's may be of another
 * kind.
 */
export async function openReadSession(options: SessionOptions): Promise<ReadSession | null> {
  const { em, dialect, connection, signal, run } = options
  if (em.isInTransaction()) return dialect === 'mysql' ? null : cursorSession(options, undefined, '')
  const sessionContext = em.getTransactionSessionContext()
  // What policies see is set in a transaction only.
  if (isPGlite(em)) return sessionContext ? null : cursorSession(options, undefined, ' with hold')
  const transaction = await connection.begin({
    isolationLevel: 'repeatable read' as never,
    readOnly: true,
    ...(sessionContext && { sessionContext }),
  })
  const client = transaction as unknown as SessionClient
  const session = dialect === 'mysql' ? null : cursorSession(options, client, '')
  return {
    open: session && session.open,
    execute: (query) => run(query, client, signal),
    close: () => connection.rollback(transaction),
  }
}

function cursorSession(
  { run, signal, name }: SessionOptions,
  client: SessionClient | undefined,
  hold: string,
): ReadSession & { open: object } {
  const execute = (query: SqlQuery): Promise<readonly Row[]> => run(query, client, client && signal)
  const left = new Set<() => Promise<void>>()
  return {
    execute,
    async open({ sql, parameters }): Promise<RowCursor> {
      const cursor = name()
      await execute({ sql: `declare ${cursor} no scroll cursor${hold} for ${sql}`, parameters })
      const close = async (): Promise<void> => {
        if (!left.delete(close)) return
        // The end of a transaction closes it too.
        if (!client) await run({ sql: `close ${cursor}`, parameters: [] }).catch(() => undefined)
      }
      left.add(close)
      return { next: (most) => execute({ sql: `fetch forward ${most} from ${cursor}`, parameters: [] }), close }
    },
    async close() {
      for (const close of left) await close()
    },
  }
}

/** It has one connection for all: a transaction that waits for who reads the page would stop everything else. */
function isPGlite(em: SqlEntityManager): boolean {
  const given: unknown = em.config.get('driverOptions')
  return typeof given === 'object' && given !== null && given.constructor.name === 'PGliteDialect'
}
