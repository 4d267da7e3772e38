import type { AbstractSqlConnection, SqlEntityManager } from '@mikro-orm/sql'

type Watcher = (sql: string) => void
type Client = ReturnType<AbstractSqlConnection['getClient']>

/** What the ORM's connections are about to run, told to whoever watches. Connections are as they were when nobody does. */
export class ConnectionWatch {
  readonly #em: SqlEntityManager
  readonly #watchers = new Set<Watcher>()
  #restore: (() => void) | null = null

  constructor(em: SqlEntityManager) {
    this.#em = em
  }

  add(watcher: Watcher): () => void {
    // One function may watch twice.
    const own: Watcher = (sql) => watcher(sql)
    this.#watchers.add(own)
    this.#restore ??= this.#patch()
    return () => {
      this.#watchers.delete(own)
      if (this.#watchers.size > 0) return
      this.#restore?.()
      this.#restore = null
    }
  }

  #patch(): () => void {
    const driver = this.#em.getDriver()
    const connections = new Set([driver.getConnection('write'), driver.getConnection('read')] as AbstractSqlConnection[])
    const tell = (sql: string): void => this.#watchers.forEach((watcher) => watcher(sql))
    const restore = Array.from(connections, (connection) => watchConnection(connection, tell))
    return () => restore.forEach((each) => each())
  }
}

/** Own methods in front of those of the connection's class, until the result takes them away. */
function watchConnection(connection: AbstractSqlConnection, tell: Watcher): () => void {
  const original = Object.getPrototypeOf(connection) as AbstractSqlConnection
  const own = {
    execute: async (...args: Parameters<AbstractSqlConnection['execute']>): Promise<unknown> => {
      tell(textOf(args[0]))
      return original.execute.apply(connection, args)
    },
    stream: async function* (...args: Parameters<AbstractSqlConnection['stream']>): AsyncGenerator<unknown> {
      tell(textOf(args[0]))
      yield* original.stream.apply(connection, args)
    },
    begin: async (...args: Parameters<AbstractSqlConnection['begin']>): Promise<unknown> => {
      tell('begin')
      return original.begin.apply(connection, args)
    },
    // For `em.getKysely()`; the ORM's own statements come compiled, and pass plugins by.
    getClient: () => watchClient(original.getClient.call(connection), tell),
  }
  Object.assign(connection, own)
  return () => {
    for (const name of Object.keys(own)) Reflect.deleteProperty(connection, name)
  }
}

function watchClient(client: Client, tell: Watcher): Client {
  return client.withPlugin({
    transformQuery({ node, queryId }) {
      tell(client.getExecutor().compileQuery(node, queryId).sql)
      return node
    },
    transformResult: async ({ result }) => result,
  })
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : String((query as { readonly sql?: unknown }).sql ?? query)
}
