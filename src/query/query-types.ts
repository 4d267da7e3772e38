/**
 * What TypeScript knows of an entity, without knowing its ORM: a collection is what has `getItems()`, a reference what
 * has `unwrap()`, any other object that is no built-in value is a related entity (or JSON, which conditions refuse when
 * they run).
 */

import type { Expression } from './expression.ts'
import type { Arithmetic, At, ExpressionTypes, Like, Present } from './expression-types.ts'

type Builtin =
  | Date
  | Uint8Array
  | RegExp
  | readonly unknown[]
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...args: never) => unknown)
type IsAny<T> = 0 extends 1 & T ? true : false
type Collection<Item> = { getItems(...args: never): Item[] }
type Reference<Target> = { unwrap(): Target }

/** The entity that a property leads to; never for a column. */
type Target<V> = TargetOf<NonNullable<V>>
type TargetOf<V> = V extends Collection<infer Item> ? Item : V extends Reference<infer One> ? EntityOnly<NonNullable<One>> : EntityOnly<V>
type EntityOnly<V> = V extends Builtin ? never : V extends object ? V : never

type IsMany<V> = NonNullable<V> extends Collection<unknown> ? true : false

/** Names of columns and relations: everything but methods. */
type FieldName<T> = { [K in keyof T & string]: NonNullable<T[K]> extends (...args: never) => unknown ? never : K }[keyof T & string]

/** An entity's key, as far as its type tells: that of `id`, else any scalar. */
type KeyOf<T> = T extends { id: infer Id } ? NonNullable<Id> : string | number | bigint

/** A column of the same row, or what is computed from it. */
type Computed = Expression<unknown, string>

interface Operators<V> {
  readonly eq?: V | Computed | null
  readonly ne?: V | Computed | null
  readonly lt?: V | Computed
  readonly lte?: V | Computed
  readonly gt?: V | Computed
  readonly gte?: V | Computed
  readonly in?: readonly V[]
  readonly notIn?: readonly V[]
  /** Both ends included. */
  readonly between?: readonly [V | Computed, V | Computed]
  readonly isNull?: boolean
}

/** Operators on text; those that start with `i` ignore the case of ASCII letters. */
interface TextOperators<V> extends Operators<V> {
  readonly contains?: string
  readonly startsWith?: string
  readonly endsWith?: string
  readonly icontains?: string
  readonly istartsWith?: string
  readonly iendsWith?: string
  readonly iexact?: string
}

interface RelationOperators<T> {
  readonly eq?: T | KeyOf<T> | null
  readonly ne?: T | KeyOf<T> | null
  readonly in?: readonly (T | KeyOf<T>)[]
  readonly notIn?: readonly (T | KeyOf<T>)[]
  readonly isNull?: boolean
}

/** What a column may be compared with: a value means `eq`, null `isNull: true`, an array `in`. */
type ColumnCondition<V> = V | Computed | null | readonly V[] | ([V] extends [string] ? TextOperators<V> : Operators<V>)

/** An entity or key means that one, null none, an array one of them, an object conditions on the related row. */
type RelationCondition<T> = T | KeyOf<T> | null | readonly (T | KeyOf<T>)[] | (RelationOperators<T> & Where<T>)

type ValueCondition<V> =
  IsAny<V> extends true ? unknown : [Target<V>] extends [never] ? ColumnCondition<NonNullable<V>> : RelationCondition<Target<V>>

/** A condition on the rows of an entity: all its keys must hold. */
export type Where<T, Extra = unknown> = { readonly [K in FieldName<T>]?: ValueCondition<T[K]> } & {
  readonly [K in keyof Extra]?: ColumnCondition<NonNullable<Extra[K]>>
} & {
  readonly and?: readonly Where<T, Extra>[]
  /** No item at all means no row. */
  readonly or?: readonly Where<T, Extra>[]
  /** Rows for which the condition is false or unknown. */
  readonly not?: Where<T, Extra>
}

type Depth = readonly unknown[]

/** Dotted paths to columns through at most two to-one relations. */
type ColumnPath<T, D extends Depth = []> =
  IsAny<T> extends true ? string : { [K in FieldName<T>]: IsMany<T[K]> extends true ? never : StepTo<T[K], K, D> }[FieldName<T>]
type StepTo<V, K extends string, D extends Depth> = [Target<V>] extends [never]
  ? K
  : D['length'] extends 2
    ? K
    : K | `${K}.${ColumnPath<Target<V>, [...D, 0]>}`

/** Dotted paths of at most three relations. */
export type RelationPath<T, D extends Depth = []> =
  IsAny<T> extends true ? string : { [K in FieldName<T>]: RelationStep<T[K], K, D> }[FieldName<T>]
type RelationStep<V, K extends string, D extends Depth> = [Target<V>] extends [never]
  ? never
  : D['length'] extends 2
    ? K
    : K | `${K}.${RelationPath<Target<V>, [...D, 0]>}`

type OrderName<T, Extra> = ColumnPath<T> | (keyof Extra & string)

/** `'endDate'`, `'-endDate'`, `'tenant.user.lastName'`, or an object where the place of nulls matters. */
export type OrderBy<T, Extra = unknown> =
  | OrderName<T, Extra>
  | `-${OrderName<T, Extra>}`
  | { readonly path: OrderName<T, Extra>; readonly direction?: 'asc' | 'desc'; readonly nulls?: 'first' | 'last' }

/** `P` itself if it names something of `T`, else a text that says what is wrong. */
type CheckPath<T, P extends string> =
  IsAny<T> extends true
    ? P
    : P extends `${infer Head}.${infer Rest}`
      ? Head extends keyof T
        ? [Target<T[Head]>] extends [never]
          ? `"${Head}" leads to no other model`
          : CheckPath<Target<T[Head]>, Rest> extends Rest
            ? P
            : CheckPath<Target<T[Head]>, Rest>
        : `there is no "${Head}"`
      : P extends keyof T
        ? P
        : `there is no "${P}"`

export type CheckPaths<T, Paths extends readonly string[]> = { readonly [I in keyof Paths]: CheckPath<T, Paths[I]> }

type Head<P extends string> = P extends `${infer First}.${string}` ? First : P
type Rest<P extends string, K extends string> = P extends `${K}.${infer More}` ? More : never
type NullOf<V> = null extends V ? null : undefined extends V ? null : never

/** The plain object that `plain(…paths)` makes of an entity. */
export type PlainRow<T, P extends string> = { [K in Head<P>]: K extends keyof T ? PlainValue<T[K], Rest<P, K>> : unknown }
type PlainValue<V, R extends string> = [R] extends [never]
  ? V extends (...args: never) => infer Result
    ? Result
    : [Target<V>] extends [never]
      ? V
      : PlainRelation<V, Readonly<Record<string, unknown>>>
  : PlainRelation<V, PlainRow<Target<V>, R>>
type PlainRelation<V, Row> = IsMany<V> extends true ? Row[] : Row | NullOf<V>

/** The value at a dotted path, through relations of any kind; null where a relation or the value may be. */
type ValueAt<T, P extends string> = P extends `${infer First}.${infer More}`
  ? First extends keyof T
    ? ValueAt<Target<T[First]>, More> | (IsMany<T[First]> extends true ? never : NullOf<T[First]>)
    : never
  : P extends keyof T
    ? NonNullable<T[P]> | NullOf<T[P]>
    : never

/** An expression's value on rows of `T`. */
export type ResultOf<T, V> =
  V extends At<infer P>
    ? ValueAt<T, P>
    : V extends Arithmetic<infer A, infer B>
      ? NumberOf<ResultOf<T, A> | ResultOf<T, B>>
      : V extends Present<infer A>
        ? NonNullable<ResultOf<T, A>>
        : V extends Like<infer R, infer A>
          ? R | Extract<ResultOf<T, A>, null>
          : V
type NumberOf<V> = ([Extract<V, string>] extends [never] ? Exclude<V, null> : string) | Extract<V, null>

/** The expressions themselves, or for one with a name that `T` does not have a text that says so. */
export type CheckAnnotations<T, A> = {
  readonly [K in keyof A]: A[K] extends Expression<infer V, infer N>
    ? [WrongName<T, N>] extends [never]
      ? A[K]
      : Expression<V, WrongName<T, N>>
    : never
}
type WrongName<T, N extends string> = N extends string ? (CheckPath<T, N> extends N ? never : CheckPath<T, N>) : never

/** The properties that annotations add to a row. */
export type AnnotationValues<T, A> = {
  readonly [K in keyof A]: A[K] extends { readonly '~types': ExpressionTypes<infer V, string> } ? ResultOf<T, V> : never
}

/** A row of `values(…paths)`; a value below a relation that may have no row may be null. */
export type ValuesRow<T, P extends string, Null = never> = {
  [K in Head<P>]: K extends keyof T
    ? [Rest<P, K>] extends [never]
      ? NonNullable<T[K]> | NullOf<T[K]> | Null
      : ValuesRow<Target<T[K]>, Rest<P, K>, Null | NullOf<T[K]>>
    : never
}

/** A row of `valuesList(…paths)`. */
export type ValuesTuple<T, Paths extends readonly string[]> = { -readonly [I in keyof Paths]: ValueAt<T, Paths[I]> }
export type FlatValue<T, P extends string> = ValueAt<T, P>

/** Dotted paths through at most two relations of any kind. */
type ReadPath<T, D extends Depth = []> = IsAny<T> extends true ? string : { [K in FieldName<T>]: ReadStep<T[K], K, D> }[FieldName<T>]
type ReadStep<V, K extends string, D extends Depth> = [Target<V>] extends [never]
  ? K
  : D['length'] extends 2
    ? K
    : K | `${K}.${ReadPath<Target<V>, [...D, 0]>}`

/**
 * What members of an entity read that their source does not show, as paths from the entity:
 * `static readonly reads: Reads<Lease> = { tenantName: ['tenant.user'] }`. A path that ends at a relation reads whole rows.
 */
export type Reads<T> = { readonly [K in keyof T & string]?: readonly ReadPath<T>[] }
