import type { RawBuilder } from 'kysely'
import type { Model, Pivot, Schema } from '../schema/schema.ts'
import type { Dialect } from './orm-adapter.ts'
import type { Slot } from './statement.ts'

/** What the builders of one statement share. Aliases are numbered per statement, so that the same plan gives the same text. */
export interface SqlContext {
  readonly schema: Schema
  readonly dialect: Dialect
  /** The next alias of this statement: t0, t1, … */
  alias(): string
  /** A FROM or JOIN item with a model's rows; the ORM's global filters applied. */
  from(model: Model, alias: string): RawBuilder<unknown>
  fromPivot(pivot: Pivot, alias: string): RawBuilder<unknown>
  /** Whether global filters may hide rows of the model; without it, none do. */
  restricted?(model: Model): boolean
  column(alias: string, column: string): RawBuilder<unknown>
  /** A parameter whose value is filled in at each execution. */
  slot(slot: Slot): RawBuilder<unknown>
}
