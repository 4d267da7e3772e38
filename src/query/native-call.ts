import type { EntityClass } from '../schema/schema.ts'
import type { QueryState } from './query-state.ts'

/** Values of a model's `primaryKey`, in its order. */
export type Key = readonly unknown[]

/** A call of the ORM's own that a view holds and that did not start. Each method runs it, or a part of it, anew. */
export interface NativeCall {
  readonly entity: EntityClass
  /** What awaiting it gives: entities, one or null, `[entities, number of all]`, a number. */
  readonly gives: 'rows' | 'row' | 'rowsAndCount' | 'count'
  /** The em, transaction or client that it was called on. */
  readonly handle: unknown
  /** Relations and fields that its author asked for besides what a template reads. */
  readonly relations: readonly string[]
  readonly fields: readonly string[] | null
  /** Whether fields and rows that it leaves out may not be loaded by other means. */
  readonly closed: boolean
  /** The same rows in the same order as a query of djust's; null where such a query can't say what the call says. */
  query(): Promise<QueryState | null>
  /** Its rows' keys by the ORM's own SQL; null where the call can't be asked for keys alone. */
  keys(): Promise<readonly Key[] | null>
  /** The number of all rows, without limit and offset. */
  count(): Promise<number>
  /** Its entities with relations and fields of a plan added to its own (`fields` null: whole entities). */
  native(relations: readonly string[], fields: readonly string[] | null): Promise<readonly object[]>
  /** Runs the call as it was written. */
  run(): Promise<unknown>
}
