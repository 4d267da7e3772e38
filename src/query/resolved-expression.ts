import type { Field, FieldType, Model, Relation } from '../schema/schema.ts'
import type { AggregateKind, ArithmeticOperator, DateUnit, FunctionName } from './expression-node.ts'
import type { Condition } from './query-state.ts'

/** An expression after it was checked against a model. */
export type ResolvedExpression = {
  /** What its values look like. `native` is null where no column has such values: they are then decoded by type alone. */
  readonly field: Field
} & (
  | {
      readonly kind: 'column'
      readonly relations: readonly Relation[]
      readonly column: string
      /** Where the owner of the last relation has the same value, if no filter hides rows of its target. */
      readonly ownersKey: string | undefined
      /** What stands for the column where the field is none of its own. */
      readonly expression: Field['expression']
    }
  | { readonly kind: 'value'; readonly slot: number }
  | {
      readonly kind: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: ResolvedExpression
      readonly right: ResolvedExpression
    }
  | {
      readonly kind: 'call'
      readonly name: FunctionName
      readonly args: readonly ResolvedExpression[]
      readonly option: DateUnit | number | null
    }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: Condition; readonly value: ResolvedExpression }[]
      readonly otherwise: ResolvedExpression
      /** Those that the conditions may name. */
      readonly annotations: ReadonlyMap<string, { readonly name: string; readonly expression: ResolvedExpression }>
    }
  | {
      readonly kind: 'aggregate'
      readonly aggregate: AggregateKind
      /** From the query's model to the rows that are aggregated; none where those are the query's own. */
      readonly relations: readonly Relation[]
      /** The model of those rows. */
      readonly model: Model
      /** On those rows; null for the rows themselves. */
      readonly of: ResolvedExpression | null
      readonly filter: Condition | null
      readonly distinct: boolean
    }
  /** Of the row that has the rows which are aggregated. */
  | { readonly kind: 'owner'; readonly of: ResolvedExpression }
  /** What rows of one group have in common. */
  | { readonly kind: 'key'; readonly of: ResolvedExpression }
  /** Whether it holds for some row of a group. */
  | { readonly kind: 'some'; readonly of: ResolvedExpression }
  /** The columns of a key as one value, which tells it from others; null where one of them is. */
  | { readonly kind: 'tuple'; readonly of: readonly ResolvedExpression[] }
  /** How many values rows related to the rows of a group have, each counted once; `aggregate` is about one row. */
  | { readonly kind: 'distinct'; readonly aggregate: Extract<ResolvedExpression, { kind: 'aggregate' }> }
  | { readonly kind: 'exists'; readonly relations: readonly Relation[]; readonly model: Model; readonly filter: Condition | null }
  | { readonly kind: 'raw'; readonly parts: readonly string[]; readonly args: readonly ResolvedExpression[] }
)

/** The order of a column's values where that is their own; what is computed of them is sorted as any other value. */
export function valueOrderOf(expression: ResolvedExpression): Field['valueOrder'] {
  if (expression.kind === 'key') return valueOrderOf(expression.of)
  return expression.kind === 'column' ? expression.field.valueOrder : undefined
}

/** A field for values that no column has. */
export function computedField(type: FieldType, nullable: boolean, scale: number | null = null): Field {
  return { name: '', column: '', type, nullable, primary: false, hidden: false, scale, native: null }
}
