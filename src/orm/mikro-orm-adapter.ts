import { AsyncLocalStorage } from 'node:async_hooks'
import { type EntityMetadata, type IDatabaseDriver, type MikroORM, RequestContext } from '@mikro-orm/core'
import { type AbstractSqlConnection, type AbstractSqlPlatform, QueryBuilder, type SqlEntityManager } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import type { Instance, InstanceList } from '../query/instance.ts'
import type { NativeCall } from '../query/native-call.ts'
import type { Dialect, OrmAdapter, ReadSession, Refusal, RowCursor, SqlQuery } from '../query/orm-adapter.ts'
import type { Field, Model } from '../schema/schema.ts'
import { dialectOf } from './mikro-orm-dialect.ts'
import { filteredRows, flushedBy } from './mikro-orm-filters.ts'
import { BuilderCall } from './mikro-orm-builder-call.ts'
import { FindCall } from './mikro-orm-find-call.ts'
import { isBareGlobal } from './mikro-orm-flush.ts'
import { jsonAsOf } from './mikro-orm-json.ts'
import { instanceListOf, instanceOf } from './mikro-orm-instance.ts'
import { capturedOf } from './mikro-orm-lazy-call.ts'
import { ofRepeated } from './mikro-orm-postgres.ts'
import { toParameter } from './mikro-orm-parameter.ts'
import { findPopulated } from './mikro-orm-populate.ts'
import { openReadSession } from './mikro-orm-read-session.ts'
import { mikroOrmSchema, type MikroSchema } from './mikro-orm-schema.ts'
import { directCursor, directRead, type PreparedQuery } from './mikro-orm-sqlite.ts'
import { tableSchemaOf } from './mikro-orm-table-schema.ts'
import { ConnectionWatch } from './mikro-orm-watch.ts'
import { decoderOf, encodeValue, selectAsOf, type Decoder } from './mikro-orm-values.ts'

type Row = readonly unknown[]

const noSchema = 'its database schema is decided at run time. Give the em one: em.fork({ schema })'

/** All that is asked of Kysely, whichever copy of it the ORM brought. */
interface Client {
  executeQuery(query: PreparedQuery, options?: object): Promise<{ readonly rows: readonly unknown[] }>
}

/** The same of a database with one connection, which one at a time has. */
interface SingleConnection {
  connection(): { execute<Result>(body: () => Promise<Result>): Promise<Result> }
}

/** MikroORM 7 as djust's adapter: schema, statements and values all go through the ORM's own metadata, connection and converters. */
export class MikroOrmAdapter implements OrmAdapter<SqlEntityManager> {
  readonly dialect: Dialect
  readonly schema: MikroSchema
  readonly #em: SqlEntityManager
  readonly #platform: AbstractSqlPlatform
  readonly #hasReplicas: boolean
  readonly #watch: ConnectionWatch
  /** The em that `onHandle` was given, and the one that was the current one there. */
  readonly #given = new AsyncLocalStorage<{ readonly em: SqlEntityManager; readonly instead: SqlEntityManager }>()
  #cursors = 0
  readonly #decoders = new WeakMap<Field, Decoder | null>()
  #wasConnected = false

  constructor(orm: MikroORM<IDatabaseDriver>) {
    // The driver decides what the em is; all SQL drivers have this one.
    this.#em = orm.em as unknown as SqlEntityManager
    this.#watch = new ConnectionWatch(this.#em)
    this.#platform = orm.em.getPlatform() as unknown as AbstractSqlPlatform
    this.#hasReplicas = (orm.config.get('replicas') ?? []).length > 0
    this.dialect = dialectOf(this.#platform)
    this.schema = mikroOrmSchema(orm.getMetadata(), this.#platform)
    this.#wasConnected = this.#isConnected()
  }

  /** The em of a page, else the transaction's, else the request's, else the ORM's own, which is enough to read rows. */
  currentHandle(): SqlEntityManager {
    const current = this.#em.getContext(false)
    const given = this.#given.getStore()
    return given?.instead === current ? given.em : current
  }

  onHandle<T>(em: SqlEntityManager, body: () => T): T {
    return this.#given.run({ em, instead: this.#em.getContext(false) }, body)
  }

  /** Whether an em is of this ORM instance: its forks and its transactions share its configuration. */
  owns(handle: unknown): boolean {
    return isEm(handle) && handle.config === this.#em.config
  }

  get ormInstance(): object {
    return this.#em.config
  }

  /** As far as is known: one that connects with its first statement, and was closed since, may not have been looked at in between. */
  isClosed(): boolean {
    const isConnected = this.#isConnected()
    this.#wasConnected ||= isConnected
    return this.#wasConnected && !isConnected
  }

  /** Runs `body` with an em of its own, as MikroORM's middleware does for a request. */
  inRequestContext<T>(body: () => T): T {
    return RequestContext.create(this.#em, body)
  }

  execute(query: SqlQuery, handle: SqlEntityManager): Promise<readonly Row[]> {
    return this.#logged(query, handle, (parameters, em) => this.#rows(query.sql, parameters, em))
  }

  async readSession(handle: SqlEntityManager, signal: AbortSignal): Promise<ReadSession | null> {
    const em = requireEm(handle).getContext(false)
    if (this.dialect === 'sqlite') return this.#sqliteSession(em)
    const connection = await connectionOf(em)
    return await openReadSession({
      em,
      dialect: this.dialect,
      connection,
      signal,
      name: () => `djust_${++this.#cursors}`,
      run: (query, client, stop) =>
        this.#logged(query, em, (parameters) =>
          client
            ? rowsOf(client, compile(query.sql, parameters, stop && { queryId: `djust ${++this.#cursors}` }), stop)
            : this.#rows(query.sql, parameters, em),
        ),
    })
  }

  /** Only a dialect of djust's own reads row by row from the one connection without keeping it from others. */
  #sqliteSession(em: SqlEntityManager): ReadSession | null {
    const own = em.isInTransaction()
    const begin = this.#hasReplicas ? null : directCursor(this.#em.config.get('driverOptions'), own)
    if (!begin) return null
    const cursors: RowCursor[] = []
    return {
      execute: (query) => this.execute(query, em),
      open: (query) =>
        this.#logged(query, em, (parameters) => {
          const cursor = begin(query.sql, parameters, async (pull) => {
            // Where others have the connection, their transaction is waited for.
            const client = own ? null : await connected(em)
            return client ? await (client as unknown as SingleConnection).connection().execute(async () => pull()) : pull()
          })
          cursors.push(cursor)
          return cursor
        }),
      async close() {
        for (const cursor of cursors) await cursor.close()
      },
    }
  }

  /** Runs a statement as the ORM would: parameters, log and errors are its own. */
  async #logged<Result>(
    query: SqlQuery,
    handle: SqlEntityManager,
    run: (parameters: readonly unknown[], em: SqlEntityManager) => Result | Promise<Result>,
  ): Promise<Result> {
    const em = requireEm(handle).getContext(false)
    const parameters = query.parameters.map((value) => toParameter(value, this.#platform))
    const logger = em.config.getLogger()
    const logged = logger.isEnabled('query')
    const started = logged ? performance.now() : 0
    const log = (outcome: object): void =>
      logger.logQuery({
        ...em.getLoggerContext({ disableContextResolution: true }),
        query: query.sql,
        params: query.parameters,
        took: Math.round(performance.now() - started),
        ...outcome,
      })
    try {
      const running = run(parameters, em)
      const result = running instanceof Promise ? await running : running
      if (!this.#wasConnected) this.#wasConnected = this.#isConnected()
      if (logged) log(Array.isArray(result) ? { results: result.length } : {})
      return result
    } catch (cause) {
      if (logged) log({ level: 'error' })
      throw cause instanceof Error ? this.#platform.getExceptionConverter().convertException(cause) : cause
    }
  }

  #isConnected(): boolean {
    // The ORM keeps this to its connections; `orm.isConnected()` sends a statement.
    return (this.#em.getConnection() as unknown as { readonly connected: boolean }).connected
  }

  #rows(sql: string, parameters: readonly unknown[], em: SqlEntityManager): readonly Row[] | Promise<readonly Row[]> {
    const inTransaction = em.isInTransaction()
    const read = this.#hasReplicas ? null : directRead(this.#em.config.get('driverOptions'), inTransaction)
    if (read) return read(sql, parameters)
    // Cursors are declared under names of their own.
    const query = compile(sql, this.dialect === 'postgres' && sql.startsWith('select') ? ofRepeated(parameters) : parameters)
    if (inTransaction) return rowsOf(em.getKysely(), query)
    // Policies of PostgreSQL see variables and a role that are only set inside a transaction.
    if (em.getTransactionSessionContext()) return em.withSessionContext(undefined, (client) => rowsOf(client as Client, query), reading(em))
    return rowsOf(connected(em), query)
  }

  watch(onStatement: (sql: string) => void): () => void {
    return this.#watch.add(onStatement)
  }

  encode(field: Field, value: unknown): unknown {
    return encodeValue(field, value, this.#platform)
  }

  decode(field: Field, raw: unknown): unknown {
    const decode = this.decoder(field)
    return decode ? decode(raw) : raw
  }

  decoder(field: Field): Decoder | null {
    let decode = this.#decoders.get(field)
    if (decode === undefined) this.#decoders.set(field, (decode = decoderOf(field, this.#platform)))
    return decode
  }

  selectAs(field: Field): ((ref: string) => string) | undefined {
    return selectAsOf(field, this.#platform)
  }

  jsonAs(field: Field): 'value' | 'text' | null {
    return jsonAsOf(field, this.#platform)
  }

  /** Flushes where `em.find` of one of the models would: new and removed entities that the em still holds back. */
  before(models: readonly Model[], handle: SqlEntityManager): Promise<void> | undefined {
    const em = flushedBy(requireEm(handle)).getContext(false)
    return isBareGlobal(em) ? undefined : this.#flush(models, em)
  }

  async #flush(models: readonly Model[], em: SqlEntityManager): Promise<void> {
    for (const model of models) await em.tryFlush(this.#meta(model).class, {})
  }

  tableSchema(handle: SqlEntityManager): string | null {
    return tableSchemaOf(requireEm(handle))
  }

  restrict(models: readonly Model[], handle: SqlEntityManager): Promise<readonly (SqlQuery | null)[] | Refusal> {
    const metas: EntityMetadata[] = []
    for (const model of models) {
      const meta = this.#meta(model)
      const reason = this.schema.refused.get(model) ?? (meta.schema === '*' && this.tableSchema(handle) === null ? noSchema : undefined)
      if (reason) return Promise.resolve({ refused: `${model.name} can't be read: ${reason}.` })
      metas.push(meta)
    }
    return filteredRows(metas, requireEm(handle).getContext(false))
  }

  async entities(
    model: Model,
    keys: readonly Row[],
    populate: readonly string[] | null,
    handle: SqlEntityManager,
  ): Promise<readonly object[]> {
    if (keys.length === 0) return []
    const context = requireEm(handle).getContext(false)
    const em = isBareGlobal(context) ? context.fork() : context
    const meta = this.#meta(model)
    const where = keysCondition(meta, model, keys)
    if (populate) return await findPopulated(em, meta, where, populate)
    // The filters of the rows themselves were asked when their keys were found.
    return await em.find(meta.class, where, { populate: false, filters: false })
  }

  /** Calls that `lazy()` caught, and query builders as they are. */
  recognise(value: object): NativeCall | undefined {
    const captured =
      capturedOf(value) ??
      (value instanceof QueryBuilder ? { kind: 'builder', builder: value, method: 'getResultList', args: [] } : undefined)
    if (!captured) return undefined
    if (captured.kind === 'builder') return new BuilderCall(this, captured.builder, captured.method, captured.args)
    return new FindCall(this, captured.em, captured.method, captured.args)
  }

  instance(value: object): Instance | undefined {
    return instanceOf(value, this.schema)
  }

  instanceList(value: object): InstanceList | undefined {
    return instanceListOf(value, this.schema)
  }

  #meta(model: Model): EntityMetadata {
    const meta = this.schema.metaOf.get(model)
    if (!meta) throw new DjustError('orm/model', `${model.name} is a model of another ORM instance.`)
    return meta
  }
}

function requireEm(handle: unknown): SqlEntityManager {
  if (isEm(handle)) return handle
  throw new DjustError('orm/handle', 'A query runs on a MikroORM entity manager.', {
    hint: 'Pass one as .using(em), or none for that of the current request.',
  })
}

function isEm(handle: unknown): handle is SqlEntityManager {
  return typeof (handle as SqlEntityManager | undefined)?.getKysely === 'function'
}

/** The connection that `em.find` would read from: a replica where the application has some. */
function reading(em: SqlEntityManager): AbstractSqlConnection {
  return em.getConnection(em.config.get('preferReadReplicas') ? 'read' : 'write')
}

async function connected(em: SqlEntityManager): Promise<Client> {
  return (await connectionOf(em)).getClient()
}

async function connectionOf(em: SqlEntityManager): Promise<AbstractSqlConnection> {
  const connection = reading(em)
  await connection.ensureConnection()
  return connection
}

/** `signal` ends the statement in the database too. */
async function rowsOf(client: Client | Promise<Client>, query: PreparedQuery, signal?: AbortSignal): Promise<readonly Row[]> {
  const abort = signal && { signal, inflightQueryAbortStrategy: 'cancel query' }
  const { rows } = await (await client).executeQuery(query, abort)
  return toArrays(rows)
}

const rawNode = { kind: 'RawNode' } as unknown as PreparedQuery['query']
const queryId = { queryId: 'djust' }

/** What is to be stopped needs an id of its own, by which the driver knows whether it still runs. */
function compile(sql: string, parameters: readonly unknown[], id = queryId): PreparedQuery {
  return { sql, parameters, query: rawNode, queryId: id, prepared: true }
}

/** Drivers give objects, whose keys are in the order of the select list since its aliases are unique. */
function toArrays(rows: readonly unknown[]): readonly Row[] {
  const first = rows[0]
  if (first === undefined || Array.isArray(first)) return rows as readonly Row[]
  const names = Object.keys(first as object)
  const width = names.length
  return (rows as Record<string, unknown>[]).map((row) => {
    const values = new Array<unknown>(width)
    for (let n = 0; n < width; n++) values[n] = row[names[n]!]
    return values
  })
}

function keysCondition(meta: EntityMetadata, model: Model, keys: readonly Row[]): object {
  const name = meta.primaryKeys[0]!
  if (model.primaryKey.length === 1) return { [name]: { $in: keys.map((key) => key[0]) } }
  return { $or: keys.map((key) => compositeKey(meta, key)) }
}

function compositeKey(meta: EntityMetadata, key: Row): object {
  const condition: Record<string, unknown> = {}
  let at = 0
  for (const prop of meta.getPrimaryProps()) {
    const values = key.slice(at, (at += prop.fieldNames.length))
    condition[prop.name] = values.length === 1 ? values[0] : values
  }
  return condition
}
