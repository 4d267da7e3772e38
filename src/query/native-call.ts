import type { EntityClass } from '../schema/schema.ts'
import type { QueryState } from './query-state.ts'

/** Values of a model's `primaryKey`, in its order. */
export type Key = readonly unknown[]

/** What is loaded besides, by dotted paths from the rows of a call. */
export interface CallTerms {
  /** A relation as the entities have it, loaded whatever they have, or loaded where they have it not. */
  relation(path: string): 'given' | 'loaded' | 'either'
  /** Whether a field is to stay unknown. */
  excludes(path: string): boolean
}

export interface NativeRows {
  readonly entities: readonly object[]
  /** null where the entities lack nothing but what was not asked for. */
  readonly terms: CallTerms | null
}

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
  /** The same rows in the same order as a query of djust's; null where such a query can't say what the call says. */
  query(): Promise<QueryState | null>
  /** Its rows' keys by the ORM's own SQL; null where the call can't be asked for keys alone. */
  keys(): Promise<readonly Key[] | null>
  /** The number of all rows, without limit and offset. */
  count(): Promise<number>
  /** Whether what a plan reads is nothing that the call leaves out. */
  allows(fields: readonly string[]): boolean
  /** Its entities with relations and fields of a plan added to its own (`fields` null: whole entities). */
  native(relations: readonly string[], fields: readonly string[] | null): Promise<NativeRows>
  /** Runs the call as it was written. */
  run(): Promise<unknown>
}
