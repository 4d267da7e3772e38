import type { Model, Schema } from '../schema/schema.ts'
import type { ResolvedAnnotation } from './annotations.ts'
import type { ConditionSlot } from './condition-values.ts'

/** What the conditions and expressions of one query share. */
export interface ConditionScope {
  readonly schema: Schema
  /** The model of the rows that names of expressions in conditions belong to, also below relations. */
  readonly model: Model
  /** The values of all conditions so far, in the order of their slots; grows. */
  readonly slots: ConditionSlot[]
  /** Annotations that a condition on the query's own model may name. */
  readonly annotations: ReadonlyMap<string, ResolvedAnnotation>
  /** Those that an expression in a condition may name, also below relations. */
  readonly named: ReadonlyMap<string, ResolvedAnnotation>
}
