/** What is used of node-postgres's `Client`. */
export interface PostgresClient {
  query(...args: never[]): unknown
}

/** The most texts that stay prepared: each connection of the server keeps a plan of each of them. */
const mostPrepared = 500

/** Marks parameters of statements that come again with the same text. A WeakSet of them would cost more than the rest of a statement. */
const repeated = Symbol('djust.repeated')

/** The same parameters, by which the client knows such a statement; other clients see nothing of it. */
export function ofRepeated(parameters: readonly unknown[]): readonly unknown[] {
  return Object.assign(parameters, { [repeated]: true })
}

function isRepeated(values: unknown): values is object {
  return typeof values === 'object' && values !== null && repeated in values
}

/** Names of prepared statements, the same on every connection. */
class StatementNames {
  readonly #names = new Map<string, string>()
  #last = 0

  /** null where there are too many already. */
  of(text: string): string | null {
    let name = this.#names.get(text)
    if (name === undefined) {
      if (this.#names.size >= mostPrepared) return null
      this.#names.set(text, (name = `djust_${++this.#last}`))
    }
    return name
  }

  /** What comes next of this text is prepared anew. */
  forget(text: string): void {
    this.#names.delete(text)
  }
}

/**
 * node-postgres's `Client` with which PostgreSQL prepares a statement of djust's once for each connection, and no more parses
 * and plans it each time; rows come as arrays. All other statements are sent as ever.
 *
 *     MikroORM.init({ dbName: 'app', driverOptions: { Client: preparedStatements(pg.Client) }, … })
 *
 * A pooler between (PgBouncer) has to know prepared statements, or to give each client a connection of its own.
 */
export function preparedStatements<Class extends new (...args: never[]) => PostgresClient>(Client: Class): Class {
  const names = new StatementNames()
  // A mixin's constructor takes what its base takes.
  const Base = Client as unknown as new (...args: unknown[]) => { query(...args: unknown[]): unknown }
  class PreparingClient extends Base {
    override query(...args: unknown[]): unknown {
      const [text, values] = args
      return typeof text === 'string' && isRepeated(values) ? this.#prepared(text, values) : super.query(...args)
    }

    async #prepared(text: string, values: object): Promise<unknown> {
      const once = { text, values, rowMode: 'array' }
      const name = names.of(text)
      if (name === null) return await super.query(once)
      try {
        return await super.query({ ...once, name })
      } catch (error) {
        if (!isLost(error)) throw error
        names.forget(text)
        try {
          return await super.query(once)
        } catch (second) {
          // Where the first error ended a transaction, the second says no more than that.
          throw codeOf(second) === '25P02' ? error : second
        }
      }
    }
  }
  return PreparingClient as unknown as Class
}

/** The table has other columns than when the statement was prepared, or the connection forgot it (`DISCARD ALL`, a pooler). */
function isLost(error: unknown): boolean {
  const code = codeOf(error)
  return code === '26000' || (code === '0A000' && error instanceof Error && error.message.includes('cached plan'))
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
