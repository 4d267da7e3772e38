import { DjustError } from '../error.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { checkBound } from './check-bound.ts'
import { conditionNames } from './condition-names.ts'
import { copyCondition } from './copy-condition.ts'
import type { Expression } from './expression.ts'
import { LazyQuery, queryStateKey } from './lazy-query.ts'
import { parseOrder } from './parse-order.ts'
import type { QueryState, ValuesState } from './query-state.ts'
import type { AnnotationValues, CheckAnnotations, CheckPaths, FlatValue, OrderBy, ValuesTuple, Where } from './query-types.ts'
import { withAnnotations } from './with-annotations.ts'

/** One row of aggregates: `{ total: '830.00', n: 3 }`. A template computes only those it reads. */
export class AggregateQuery<Row> extends LazyQuery<Row> {
  declare protected readonly row: Row
}

/**
 * Columns of rows as plain objects, instead of the rows: what `values()` gives. Annotations that aggregate the query's own
 * rows make groups: `Payment.objects.values('status').annotate({ n: count(), total: sum('amount') })`.
 */
export class ValuesQuery<T, Row, Item = Row> extends LazyQuery<Item[]> {
  /** Adds a property to each row; one that aggregates makes each row a group of rows that are equal in all other values. */
  annotate<A extends Readonly<Record<string, Expression<unknown, string>>>>(
    annotations: A & CheckAnnotations<T & Row, A>,
  ): ValuesQuery<T, Row & AnnotationValues<T & Row, A>> {
    const { values } = this
    if (values.list) throw refused('annotate() comes before valuesList().')
    return new ValuesQuery(this.changed({ annotations: withAnnotations(values.annotations, annotations) }))
  }

  /** Rows that also meet the condition; one that names an aggregate is about groups, others about what is grouped. */
  filter(condition: Where<T, Row>): this {
    return this.#where('filter', condition)
  }

  /** Rows for which the condition is false or unknown. */
  exclude(condition: Where<T, Row>): this {
    return this.#where('exclude', condition)
  }

  /** Replaces the order, by names that the rows have. */
  orderBy(...keys: OrderBy<Row>[]): this {
    this.#refuseSliced('orderBy')
    return this.with({ orderBy: Object.freeze((keys as unknown[]).map(parseOrder)) })
  }

  /** Each row once. */
  distinct(): this {
    this.#refuseSliced('distinct')
    return this.with({ distinct: true })
  }

  /** Rows `start` to `end` (exclusive). */
  slice(start: number, end?: number): this {
    checkBound('slice', start)
    if (end !== undefined) checkBound('slice', end)
    const { offset, limit } = this.values
    const left = limit === undefined ? Infinity : Math.max(0, limit - start)
    const length = Math.min(left, end === undefined ? Infinity : Math.max(0, end - start))
    return this.with({ offset: offset + start, limit: length === Infinity ? undefined : length })
  }

  /** Each row as a list of the named values. */
  valuesList<const Names extends readonly [string, ...string[]]>(
    ...names: Names & CheckPaths<Row, Names>
  ): ValuesQuery<T, Row, ValuesTuple<Row, Names>> {
    return new ValuesQuery(this.changed({ list: Object.freeze([...names]), flat: false }))
  }

  /** One value of each row, without a list around it. */
  flat<const P extends string>(name: P & CheckPaths<Row, readonly [P]>[0]): ValuesQuery<T, Row, FlatValue<Row, P>> {
    return new ValuesQuery(this.changed({ list: Object.freeze([name]), flat: true }))
  }

  /** How many rows there are. */
  count(): LazyQuery<number> {
    return new LazyQuery({ ...this[queryStateKey], result: 'count' })
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this
  }

  private get values(): ValuesState {
    return this[queryStateKey].values!
  }

  private changed(changes: Partial<ValuesState>): QueryState {
    return { ...this[queryStateKey], values: Object.freeze({ ...this.values, ...changes }) }
  }

  private with(changes: Partial<ValuesState>): this {
    return this.derive(this.changed(changes))
  }

  #where(kind: 'filter' | 'exclude', condition: object): this {
    this.#refuseSliced(kind)
    const copy = copyCondition(condition, `${kind}()`)
    if (isPlainObject(copy) && Object.keys(copy).length === 0) return this
    const parts = kind === 'filter' ? Object.entries(copy).map(([name, value]) => Object.freeze({ [name]: value as unknown })) : [copy]
    const state = this[queryStateKey]
    const [rows, groups] = [[...state.where], [...this.values.where]]
    for (const part of parts) (conditionNames(part, this.values.annotations) ? groups : rows).push(Object.freeze({ kind, condition: part }))
    if (rows.length > state.where.length && (state.limit !== undefined || state.offset > 0)) throw afterSlice(state, kind)
    return this.derive({ where: Object.freeze(rows), values: Object.freeze({ ...this.values, where: Object.freeze(groups) }) })
  }

  #refuseSliced(method: string): void {
    const { limit, offset } = this.values
    if (limit !== undefined || offset > 0) throw afterSlice(this[queryStateKey], method)
  }
}

/** The `values` of a state that has been told nothing more of them. */
export function valuesState(given: readonly string[], annotations: ValuesState['annotations'] = new Map()): ValuesState {
  return Object.freeze({
    names: Object.freeze([...given]),
    annotations,
    where: Object.freeze([]),
    orderBy: Object.freeze([]),
    offset: 0,
    limit: undefined,
    distinct: false,
    counted: false,
    reversed: false,
    list: null,
    flat: false,
  })
}

function afterSlice(state: QueryState, method: string): DjustError {
  return new DjustError(
    'query/after-slice',
    `${method}() on a slice of values of ${state.entity.name}: it would choose among other rows than the slice has.`,
    {
      hint: `Write .${method}(…) before .slice().`,
    },
  )
}

function refused(why: string): DjustError {
  return new DjustError('query/values', why, { hint: 'Write .values(…).annotate(…).valuesList(…).' })
}
