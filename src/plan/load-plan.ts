import type { Field, Model, Relation } from '../schema/schema.ts'

/**
 * The load plan: exactly what one query has to load, before any SQL.
 *
 * A plan node is one model and what is read of its rows. Nodes may form cycles (a tree page reads `children` of
 * `children`), so printing and JSON are a table of nodes with indexes.
 */
export interface LoadPlan {
  readonly root: ListPlan
}

/** What is needed of a list of rows: a query's result or a to-many relation. */
export interface ListPlan {
  /** Rows from the front: 0, a bound, or Infinity for all. */
  readonly head: number
  /** Rows from the end, besides those. */
  readonly tail: number
  readonly count: boolean
  readonly exists: boolean
  /** What is read of each row; null where no rows are needed (`head` and `tail` are 0). */
  readonly node: PlanNode | null
}

export interface PlanNode {
  /** Its index in the plan's table. */
  readonly id: number
  readonly model: Model
  /** Fields whose columns are selected; the primary key is among them wherever lists or identity need it. */
  readonly fields: ReadonlyMap<string, Field>
  /** Getters and methods that run on the rows; what they read is already in this plan. */
  readonly members: ReadonlySet<string>
  /** Annotations of the query that are read (only on the root's node). */
  readonly annotations: ReadonlySet<string>
  readonly one: ReadonlyMap<string, OnePlan>
  readonly many: ReadonlyMap<string, ManyPlan>
  /** Those of `members` that give promises, which are waited for before the page is rendered. */
  readonly awaited?: ReadonlySet<string>
  /** Whether members of this query tell rows apart as objects: a row is then one object, whatever leads to it. */
  readonly shared?: boolean
  /** Where no plan led: to what a row that was loaded before has of a relation. */
  readonly from?: { readonly node: PlanNode; readonly relation: string }
}

export interface OnePlan {
  readonly relation: Relation
  /** 'join': the target's row is needed. 'key': its key columns in the owner's table say enough (truth, primary key). */
  readonly load: 'join' | 'key' | 'levels'
  readonly node: PlanNode
}

export interface ManyPlan extends ListPlan {
  readonly relation: Relation
}
