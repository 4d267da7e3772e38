import type { EntityClass } from '../schema/schema.ts'
import type { ExpressionNode } from './expression-node.ts'
import type { SqlQuery } from './orm-adapter.ts'
import type { ResolvedExpression } from './resolved-expression.ts'

/**
 * What a QuerySet has been told, as plain data: a QuerySet is this and nothing else. Paths are names of the entity;
 * nothing is checked against a model until the query runs or is planned.
 */
export interface QueryState {
  readonly entity: EntityClass
  /** In the order they were given; all must hold. `exclude` keeps rows for which its condition is false or unknown. */
  readonly where: readonly { readonly kind: 'filter' | 'exclude'; readonly condition: object }[]
  readonly orderBy: readonly {
    readonly path: readonly string[]
    readonly descending: boolean
    readonly nulls: 'first' | 'last' | undefined
  }[]
  readonly offset: number
  /** undefined: no limit. */
  readonly limit: number | undefined
  readonly distinct: boolean
  readonly none: boolean
  readonly annotations: ReadonlyMap<string, Annotation>
  readonly selectRelated: readonly string[]
  readonly prefetchRelated: readonly (string | Prefetch)[]
  readonly only: readonly string[] | null
  /** Who says how text is compared and ordered and where nulls stand: djust, the same everywhere, or each database itself. */
  readonly collation: 'djust' | 'database'
  /** A SELECT of keys by the ORM's own SQL: only these rows. null for all. */
  readonly among: SqlQuery | null
  /** The em, transaction or client given by `.using()`. */
  readonly handle: unknown
  /** What the query gives: all rows, exactly one (`get`), the first or null, a number, a boolean, values, one row of aggregates. */
  readonly result: 'rows' | 'get' | 'first' | 'count' | 'exists' | 'values' | 'aggregate'
  /** What results 'values' and 'aggregate' are (and a `count` or `first` of them); null for rows of the entity. */
  readonly values: ValuesState | null
}

/**
 * What a query gives instead of rows of its entity: columns and annotations by name, grouped by them where an annotation
 * aggregates the query's own rows, or with no names at all one row of aggregates.
 */
export interface ValuesState {
  /** Paths over to-one relations, and annotations of the query. */
  readonly names: readonly string[]
  readonly annotations: ReadonlyMap<string, Annotation>
  /** Conditions on groups, by names of the result. */
  readonly where: QueryState['where']
  readonly orderBy: QueryState['orderBy']
  readonly offset: number
  readonly limit: number | undefined
  readonly distinct: boolean
  /** Whether each tells how many there are but for its own limit: a template may read some and the number of all. */
  readonly counted: boolean
  /** Whether they come from the last one on, which a query has no method for: the last ones of its order are first then. */
  readonly reversed: boolean
  /** Names in the order of a list's items; null for objects. */
  readonly list: readonly string[] | null
  /** Whether a list has one name and its items are bare values. */
  readonly flat: boolean
}

export type Annotation = ExpressionNode

/** A to-many relation with a query of its own. */
export interface Prefetch {
  readonly path: string
  readonly query: QueryState
}

/**
 * A condition after it was checked against a model. `slot` is the index of the value among the query's condition
 * values (`between` has two, `isNull` none).
 */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  /** SQL's `(of) is not true`: also rows for which it is unknown. */
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare'
      readonly field: string
      readonly operator: Operator
      readonly value: unknown
      readonly slot: number
      readonly other?: Others
    }
  | {
      readonly kind: 'annotation'
      readonly name: string
      readonly operator: Operator
      readonly value: unknown
      readonly slot: number
      readonly other?: Others
    }
  /** The key, of several fields, is one of those of the slot. */
  | { readonly kind: 'keys'; readonly slot: number }
  /** There is a related row for which `of` holds. */
  | { readonly kind: 'related'; readonly relation: string; readonly of: Condition }
  /** `of` speaks of the parts of a JSON field. */
  | { readonly kind: 'inside'; readonly field: string; readonly of: Condition }
  /** There is (no) related row. */
  | { readonly kind: 'present'; readonly relation: string; readonly present: boolean }

/** Expressions that stand for the values of a comparison, by the place of the value; null where that is a parameter. */
type Others = readonly (ResolvedExpression | null)[]

export type Operator =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'notIn'
  | 'between'
  | 'isNull'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'icontains'
  | 'istartsWith'
  | 'iendsWith'
  | 'iexact'
