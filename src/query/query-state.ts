import type { EntityClass } from '../schema/schema.ts'

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
  /** The em, transaction or client given by `.using()`. */
  readonly handle: unknown
  /** What the query gives: all rows, exactly one (`get`), the first or null, a number, a boolean. */
  readonly result: 'rows' | 'get' | 'first' | 'count' | 'exists'
}

export interface Annotation {
  readonly kind: 'count' | 'sum' | 'max' | 'min' | 'avg'
  readonly path: string
  readonly filter: object | undefined
}

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
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Operator; readonly value: unknown; readonly slot: number }
  | { readonly kind: 'annotation'; readonly name: string; readonly operator: Operator; readonly value: unknown; readonly slot: number }
  /** There is a related row for which `of` holds. */
  | { readonly kind: 'related'; readonly relation: string; readonly of: Condition }
  /** There is (no) related row. */
  | { readonly kind: 'present'; readonly relation: string; readonly present: boolean }

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
