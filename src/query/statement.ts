import type { ManyPlan, OnePlan, PlanNode } from '../plan/load-plan.ts'
import type { Field, Model, Relation } from '../schema/schema.ts'

/**
 * A statement is one SELECT compiled once for a plan and a condition shape: constant SQL, a list of slots that say
 * where each parameter's value comes from, and a layout that says what each column of the result is.
 */
export interface Statement {
  readonly sql: string
  readonly slots: readonly Slot[]
  readonly model: Model
  /** null where the statement gives one number or truth only: `count` or `exists` is then column 0 of its one row. */
  readonly layout: Layout | null
  /** The columns with the parent's key that a row belongs to, in the order of `relation.local`; none for a root. */
  readonly parent: readonly number[]
  /** Whether a row may stand in the result several times, once for each parent (many-to-many). */
  readonly repeats: boolean
  /** Whether the rows come from the last one on: they are the last ones of the order. */
  readonly reversed: boolean
  /** The column with the number of all rows of a root of which only some are selected. */
  readonly count: number | null
  readonly exists: number | null
}

export type Slot =
  /** A value fixed when the statement was compiled. */
  | { readonly kind: 'constant'; readonly value: unknown }
  /** The n-th value of the query's conditions, in the order `conditionValues` gives them. */
  | { readonly kind: 'condition'; readonly index: number }
  | { readonly kind: 'limit' }
  /** The query's limit, or `most` where that is less. */
  | { readonly kind: 'top'; readonly most: number }
  | { readonly kind: 'offset' }
  /** The parents' keys, as one JSON or array parameter. */
  | { readonly kind: 'keys' }
  /** The n-th column's value of the only parent's key. */
  | { readonly kind: 'key'; readonly index: number }
  /** The n-th parameter of a model's restriction (global filter). */
  | { readonly kind: 'restriction'; readonly model: string; readonly index: number }

/** Where the values of one plan node stand in a positional row. */
export interface Layout {
  readonly node: PlanNode
  /** The column that is null where a joined row is missing; null where the row is always there. */
  readonly presence: number | null
  readonly fields: readonly { readonly name: string; readonly field: Field; readonly column: number }[]
  readonly annotations: readonly {
    readonly name: string
    readonly field: Field | null
    readonly column: number
    readonly decode: (raw: unknown) => unknown
  }[]
  readonly one: readonly { readonly relation: Relation; readonly layout: Layout }[]
  /** To-one relations whose rows come from statements of their own, by key, one a level. */
  readonly levels: readonly LevelLayout[]
  readonly many: readonly ListLayout[]
}

export interface LevelLayout {
  readonly one: OnePlan
  /** Columns with this row's key, in the order of `relation.local`. */
  readonly key: readonly number[]
  /** Relation names from the root of the query. */
  readonly path: readonly string[]
}

/** A to-many relation of a row: what the row itself says of it, and the columns that its rows are keyed by. */
export interface ListLayout {
  readonly many: ManyPlan
  /** Columns with this row's key, in the order of `relation.local`; none where no rows are needed. */
  readonly key: readonly number[]
  readonly count: number | null
  readonly exists: number | null
  readonly path: readonly string[]
  /** Its rows, where they come with this one. */
  readonly nested: NestedLayout | null
}

/** Rows in a column of JSON: a list with the columns of each, or with the one column there is. */
export interface NestedLayout {
  readonly column: number
  readonly layout: Layout
  /** How many columns a row has. */
  readonly width: number
  /** Whether they come from the last one on. */
  readonly reversed: boolean
}
