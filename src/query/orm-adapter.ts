import type { Field, Model, Schema } from '../schema/schema.ts'
import type { Instance, InstanceList } from './instance.ts'
import type { NativeCall } from './native-call.ts'

export type Dialect = 'sqlite' | 'postgres' | 'mysql'

/** SQL text in the dialect's own placeholders, with its parameters already encoded. */
export interface SqlQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** Why an adapter can't honour something on the fast path. */
export interface Refusal {
  readonly refused: string
}

/**
 * Statements of one page, run while it is being sent: on one connection, and of one moment where the database has such a
 * thing. It is closed when the page is complete, or nobody reads it any more.
 */
export interface ReadSession {
  /** Begins a query whose rows come as they are asked for; null where there is nothing of that kind, and LIMIT with OFFSET must do. */
  readonly open: ((query: SqlQuery) => Promise<RowCursor>) | null
  execute(query: SqlQuery): Promise<readonly (readonly unknown[])[]>
  close(): Promise<void>
}

export interface RowCursor {
  /** The next rows: fewer than `most` only at the end. */
  next(most: number): Promise<readonly (readonly unknown[])[]>
  close(): Promise<void>
}

/**
 * All that djust asks of an ORM: metadata, the application's own connection, and value conversion. `Handle` is
 * the em, transaction or client the application works with.
 */
export interface OrmAdapter<Handle = unknown> {
  readonly dialect: Dialect
  readonly schema: Schema
  /** The handle of this moment: the ORM's request context if there is one, else the instance's own; undefined with none. */
  currentHandle(): Handle | undefined
  /** Runs `body` in a request context of the ORM's own, where it has such a thing. */
  inRequestContext?<T>(body: () => T): T
  /** Runs `body` with a handle as that of this moment, but where code inside begins a request or a transaction of its own. */
  onHandle?<T>(handle: Handle, body: () => T): T
  /** Whether a handle given by `.using()` is of this ORM instance; without it every handle is taken to be. */
  owns?(handle: unknown): boolean
  /** What all adapters of one ORM instance have in common; without it each is of an instance of its own. */
  readonly ormInstance?: object
  /** Whether the ORM instance was open and has been closed; without it none ever is. */
  isClosed?(): boolean
  /** Runs on the handle's own connection and inside its transaction. Rows are arrays in the order of the select list. */
  execute(query: SqlQuery, handle: Handle): Promise<readonly (readonly unknown[])[]>
  /**
   * Tells of every statement that the ORM itself is about to run, which is those of the application's own calls and not
   * those of `execute`; throwing keeps it from the database. The result stops it.
   */
  watch?(onStatement: (sql: string) => void): () => void
  /**
   * Begins to read rows that are not kept as a whole; null where that can't be done on this handle, and they are to be read
   * at once. `signal` ends a statement that runs.
   */
  readSession?(handle: Handle, signal: AbortSignal): Promise<ReadSession | null>
  /** An entity's value as a parameter, by the ORM's own converter. */
  encode(field: Field, value: unknown): unknown
  /** A raw column value as the entity has it, by the ORM's own converter. null stays null. */
  decode(field: Field, raw: unknown): unknown
  /** `decode` of one field, made once for generated code; null where a raw value already is the entity's. Takes null. */
  decoder?(field: Field): ((raw: unknown) => unknown) | null
  /** A column that the driver can't return as it is (bigint on SQLite): how to select it, as SQL around `ref`. */
  selectAs?(field: Field): ((ref: string) => string) | undefined
  /**
   * How a column has to stand in JSON that the database writes, so that parsing it gives what the driver gives: as it is, or cast
   * to text; null where neither does. Without it no rows are read as JSON.
   */
  jsonAs?(field: Field): 'value' | 'text' | null
  /** What the ORM itself would do before reading these models, such as flushing. */
  before?(models: readonly Model[], handle: Handle): Promise<void> | undefined
  /** The database schema, at this moment, of tables whose model names none; null for the connection's own. */
  tableSchema?(handle: Handle): string | null
  /** The ORM's global filters for each model as a derived table's SELECT of the whole rows, null where there is none; or why one can't be read. */
  restrict?(models: readonly Model[], handle: Handle): Promise<readonly (SqlQuery | null)[] | Refusal>
  /**
   * The ORM's own entities for these keys (values of `model.primaryKey`, in order), in any order. `populate` null: each row that is
   * there, whatever it leads to, with none of it.
   */
  entities(
    model: Model,
    keys: readonly (readonly unknown[])[],
    populate: readonly string[] | null,
    handle: Handle,
  ): Promise<readonly object[]>
  /** A native call that a view holds; undefined for anything else. */
  recognise?(value: object): NativeCall | undefined
  /** An entity of the ORM; undefined for anything else and for what djust can't read. */
  instance?(value: object): Instance | undefined
  /** A to-many relation of such an entity. */
  instanceList?(value: object): InstanceList | undefined
}
