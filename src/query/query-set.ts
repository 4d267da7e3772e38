import { DjustError } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { checkBound } from './check-bound.ts'
import { copyCondition } from './copy-condition.ts'
import { LazyQuery, queryStateKey } from './lazy-query.ts'
import type { Expression } from './expression.ts'
import { parseOrder } from './parse-order.ts'
import type { Annotation, QueryState } from './query-state.ts'
import type {
  AnnotationValues,
  CheckAnnotations,
  CheckPaths,
  FlatValue,
  OrderBy,
  PlainRow,
  ValuesRow,
  ValuesTuple,
  Where,
} from './query-types.ts'
import { RowQuery, SingleQuery } from './row-query.ts'
import { AggregateQuery, ValuesQuery, valuesState } from './values-query.ts'
import { withAnnotations } from './with-annotations.ts'

/** What has rows of a type. */
interface RowOf<Row> {
  readonly '~row': Row
}

/** A query whose rows have all that is on `Row` already, and the new annotations: what `await` gives is taken from it. */
type Annotated<T extends object, Row, A> = QuerySet<T, Omit<Row, keyof T> & AnnotationValues<Row, A>>

/**
 * A lazy, immutable query of an entity's rows. Every method gives a new query and nothing runs until it is awaited,
 * iterated with `for await`, or met by a template that a view renders. Each run asks the database anew.
 *
 * @example
 * class LeaseQuerySet extends QuerySet<Lease> {
 *   expiringSoon(days = 60) {
 *     return this.filter({ status: 'active', endDate: { lte: inDays(days) } }).orderBy('endDate')
 *   }
 * }
 */
export class QuerySet<T extends object, Extra = unknown> extends RowQuery<T & Extra, (T & Extra)[]> {
  /** For TypeScript only: with what `annotate` adds, also where the class of the query is one of the application's. */
  declare readonly '~row': T & Extra

  /** All rows of an entity. */
  static of<T extends object>(entity: EntityClass<T>): QuerySet<T> {
    return new QuerySet<T>(initialState(entity))
  }

  all(): this {
    return this.derive({})
  }

  /** No rows, without asking the database. */
  none(): this {
    return this.derive({ none: true })
  }

  /** Rows that also meet the condition. A condition through a to-many relation means that there is such a row. */
  filter(condition: Where<T, Extra>): this {
    return this.#where('filter', condition)
  }

  /** Rows for which the condition is false or unknown (because of a null). */
  exclude(condition: Where<T, Extra>): this {
    return this.#where('exclude', condition)
  }

  /** Replaces the order. Nulls are smallest; rows that are equal come in the order of the primary key. */
  orderBy(...keys: OrderBy<T, Extra>[]): this {
    this.#refuseSliced('orderBy')
    return this.derive({ orderBy: Object.freeze((keys as unknown[]).map(parseOrder)) })
  }

  /**
   * Adds a property to each row, computed from its columns, from related rows and from annotations before it:
   * `annotate({ paid: sum('payments.amount'), yearly: col('monthlyRent').times(12) })`.
   */
  annotate<A extends Readonly<Record<string, Expression<unknown, string>>>>(
    annotations: A & CheckAnnotations<T & Extra, A>,
  ): this & Annotated<T, this['~row'], A> {
    const all = withAnnotations(this[queryStateKey].annotations, annotations)
    return this.derive({ annotations: all }) as this & Annotated<T, this['~row'], A>
  }

  /** Rows `start` to `end` (exclusive) of this query's rows; a slice of a slice counts from the first one's start. */
  slice(start: number, end?: number): this {
    checkBound('slice', start)
    if (end !== undefined) checkBound('slice', end)
    const { offset, limit } = this[queryStateKey]
    const left = limit === undefined ? Infinity : Math.max(0, limit - start)
    const length = Math.min(left, end === undefined ? Infinity : Math.max(0, end - start))
    return this.derive({ offset: offset + start, limit: length === Infinity ? undefined : length })
  }

  /** At most that many rows, behind the offset, whichever was said first. */
  limit(rows: number): this {
    checkBound('limit', rows)
    return this.derive({ limit: Math.min(rows, this[queryStateKey].limit ?? Infinity) })
  }

  /** Leaves out that many rows; a limit counts from there, whichever was said first. */
  offset(rows: number): this {
    checkBound('offset', rows)
    return this.derive({ offset: this[queryStateKey].offset + rows })
  }

  /** Kept for Django's sake: no condition, order or annotation of djust repeats a row. */
  distinct(): this {
    this.#refuseSliced('distinct')
    return this.derive({ distinct: true })
  }

  /** Exactly one row; awaited, it fails with `query/does-not-exist` or `query/multiple-objects`. */
  get(condition?: Where<T, Extra>): SingleQuery<this['~row']> {
    const query = condition === undefined ? this : this.filter(condition)
    return new SingleQuery({ ...query[queryStateKey], result: 'get' })
  }

  /** The first row, or null. Without an order, by primary key. */
  first(): SingleQuery<this['~row'], null> {
    return new SingleQuery({ ...this[queryStateKey], result: 'first' })
  }

  count(): LazyQuery<number> {
    return new LazyQuery({ ...this[queryStateKey], result: 'count' })
  }

  exists(): LazyQuery<boolean> {
    return new LazyQuery({ ...this[queryStateKey], result: 'exists' })
  }

  /**
   * One row of aggregates over this query's rows: `aggregate({ total: sum('amount', { default: 0 }), n: count() })`. Lazy like a
   * query: a template computes those that it reads, `await` all.
   */
  aggregate<Row, A extends Readonly<Record<string, Expression<unknown, string>>>>(
    this: RowOf<Row>,
    aggregates: A & CheckAnnotations<Row, A>,
  ): AggregateQuery<{ -readonly [K in keyof A]: AnnotationValues<Row, A>[K] }> {
    return new AggregateQuery({ ...stateOf(this), result: 'aggregate', values: valuesState([], withAnnotations(new Map(), aggregates)) })
  }

  /**
   * The named columns and annotations as plain objects, over to-one relations as objects in them. With an annotation that
   * aggregates, groups: `values('status').annotate({ n: count() })`.
   */
  values<Row, const Names extends readonly [string, ...string[]]>(
    this: RowOf<Row>,
    ...names: Names & CheckPaths<Row, Names>
  ): ValuesQuery<Row, ValuesRow<Row, Names[number]>> {
    return new ValuesQuery({ ...stateOf(this), result: 'values', values: valuesState(names) })
  }

  /** The named columns and annotations as lists. */
  valuesList<Row, const Names extends readonly [string, ...string[]]>(
    this: RowOf<Row>,
    ...names: Names & CheckPaths<Row, Names>
  ): ValuesQuery<Row, ValuesRow<Row, Names[number]>, ValuesTuple<Row, Names>> {
    return new ValuesQuery({ ...stateOf(this), result: 'values', values: { ...valuesState(names), list: Object.freeze([...names]) } })
  }

  /** One column or annotation of each row: `Lease.objects.flat('id')`. */
  flat<Row, const P extends string>(
    this: RowOf<Row>,
    name: P & CheckPaths<Row, readonly [P]>[0],
  ): ValuesQuery<Row, ValuesRow<Row, P>, FlatValue<Row, P>> {
    return new ValuesQuery({
      ...stateOf(this),
      result: 'values',
      values: { ...valuesState([name]), list: Object.freeze([name as string]), flat: true },
    })
  }

  /** The rows as plain objects with just the named paths: `plain('id', 'tenant.user.email')`. */
  plain<const Paths extends readonly string[]>(
    ...paths: Paths & CheckPaths<T & Extra, Paths>
  ): Promise<PlainRow<T & Extra, Paths[number]>[]> {
    return this.plainRows(paths) as Promise<PlainRow<T & Extra, Paths[number]>[]>
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T & Extra, void, undefined> {
    yield* await this
  }

  #where(kind: 'filter' | 'exclude', condition: object): this {
    this.#refuseSliced(kind)
    const copy = copyCondition(condition, `${kind}()`)
    if (isPlainObject(copy) && Object.keys(copy).length === 0) return this
    return this.derive({ where: Object.freeze([...this[queryStateKey].where, Object.freeze({ kind, condition: copy })]) })
  }

  #refuseSliced(method: string): void {
    const { limit, offset, entity } = this[queryStateKey]
    if (limit === undefined && offset === 0) return
    throw new DjustError(
      'query/after-slice',
      `${method}() on a slice of ${entity.name}: it would choose among other rows than the slice has.`,
      {
        hint: `Write .${method}(…) before .slice(), .limit() and .offset().`,
      },
    )
  }
}

function stateOf(query: object): QueryState {
  return (query as { readonly [queryStateKey]: QueryState })[queryStateKey]
}

/** The state of a query of all rows. */
export function initialState(entity: EntityClass): QueryState {
  return Object.freeze({
    entity,
    where: Object.freeze([]),
    orderBy: Object.freeze([]),
    offset: 0,
    limit: undefined,
    distinct: false,
    none: false,
    annotations: new Map<string, Annotation>(),
    selectRelated: Object.freeze([]),
    prefetchRelated: Object.freeze([]),
    only: null,
    collation: 'djust' as const,
    among: null,
    handle: undefined,
    result: 'rows' as const,
    values: null,
  })
}
