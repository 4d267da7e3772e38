import { type RawBuilder, sql } from 'kysely'
import type { Field, FieldType, Model, Ordering, Relation } from '../schema/schema.ts'
import { annotationColumn, annotationDecoder } from './annotation-expression.ts'
import type { Compared } from './comparison.ts'
import { queryShape } from './condition-shape.ts'
import { isNumeric } from './operators.ts'
import { type OrderItem, orderingExpressions, type ResolvedOrdering, resolveOrdering, reversedOrdering } from './ordering.ts'
import type { Dialect, OrmAdapter } from './orm-adapter.ts'
import type { QueryState } from './query-state.ts'
import { annotationsOf, conditionValues, resolveQuery, type ResolvedQuery, whereExpression } from './resolve-query.ts'
import { valueOrderOf } from './resolved-expression.ts'
import type { SelectContext } from './select-context.ts'
import type { Joins } from './select-joins.ts'
import type { SqlContext } from './sql-context.ts'

/** The places of annotations in a select list. */
export type SelectedAnnotations = ReadonlyMap<string, number>

/** Which rows of a model a statement is about: a query's, or all. Nothing is checked before SQL or values are asked for. */
export class RowsQuery {
  readonly model: Model
  /** Text that is the same for queries with the same SQL. */
  readonly shape: string
  readonly offset: number
  readonly limit: number | undefined
  /** The most rows that its result can be about: `first` looks at one, `get` at one more than it wants. */
  readonly most: number
  readonly #adapter: OrmAdapter
  readonly #state: QueryState | null
  readonly #ordering: readonly Ordering[]
  #resolved: ResolvedQuery | undefined
  #values: readonly unknown[] | undefined

  /** `ordering` is the order of a query that asks for none; the model's where it is empty. */
  constructor(adapter: OrmAdapter, model: Model, state: QueryState | null, ordering: readonly Ordering[] = [], resolved?: ResolvedQuery) {
    this.#resolved = resolved
    this.model = model
    const limit = adapter.dialect === 'postgres' ? (state?.limit ?? '') : ''
    this.shape = state ? `${queryShape(state)}${limit}` : ''
    this.offset = state?.offset ?? 0
    this.limit = state?.limit
    this.most = state?.result === 'first' ? 1 : state?.result === 'get' ? 2 : Infinity
    this.#adapter = adapter
    this.#state = state
    this.#ordering = ordering.length > 0 ? ordering : model.ordering
  }

  /** Whether it leaves rows out by a condition. */
  get conditional(): boolean {
    return this.#state !== null && (this.#state.none || this.#state.where.length > 0 || this.#state.among !== null)
  }

  /** Whether it says itself in which order its rows are. */
  get ordered(): boolean {
    return this.#state !== null && this.#state.orderBy.length > 0
  }

  /** Whether it is a part of its rows by number. */
  get sliced(): boolean {
    return this.limit !== undefined || this.offset > 0
  }

  /** At most `limit` of its rows, without the first `offset` of them. */
  part(offset: number, limit: number): RowsQuery {
    const rest = this.limit === undefined ? Infinity : this.limit - offset
    const state: QueryState = { ...this.#state!, offset: this.offset + offset, limit: Math.min(limit, rest) }
    return new RowsQuery(this.#adapter, this.model, state, this.#ordering, this.#resolved)
  }

  /** Encoded values of its conditions, in the order of their slots. */
  values(): readonly unknown[] {
    return (this.#values ??= this.#hasValues() ? conditionValues(this.#query(), this.#adapter) : [])
  }

  where(context: SqlContext, alias: string): RawBuilder<unknown>[] {
    const where = this.#state && whereExpression(this.#query(), alias, context)
    return where ? [where] : []
  }

  /**
   * The items of ORDER BY, or of its opposite; the primary key is among them, so that the same rows always come in the same order.
   * `selected` are columns of the select list that have the values of annotations: what is there is not computed again.
   */
  order(context: SelectContext, joins: Joins, reversed = false, selected: SelectedAnnotations = new Map()): readonly OrderItem[] {
    const resolved = this.#state && this.#query()
    const forward = this.resolvedOrder()
    const ordering = reversed ? reversedOrdering(forward) : forward
    const alias = joins.root.locate('')[0]
    const join = joinWith(joins)
    const computed = resolved ? annotationsOf(resolved, { alias, context, join }) : noAnnotation
    const annotation = (name: string): Compared => {
      const [all, at] = [computed(name), selected.get(name)]
      const isValue = valueOrderOf(resolved!.annotations.get(name)!.expression) === undefined
      return at !== undefined && isValue && isSelectedAsIs(context.dialect, all.type) ? { ...all, ref: sql.id(`c${at}`) } : all
    }
    return orderingExpressions(ordering, context, join, annotation, this.#state?.collation)
  }

  /** Throws where it names what there is not. */
  resolvedOrder(): readonly ResolvedOrdering[] {
    const own = this.#state && this.#state.orderBy.length > 0 ? this.#state.orderBy : this.#ordering
    return resolveOrdering(own, this.model, this.#adapter.schema, this.#state ? this.#query().annotations : undefined)
  }

  annotation(
    name: string,
    context: SqlContext,
    joins: Joins,
  ): { expression: RawBuilder<unknown>; field: Field | null; decode: (raw: unknown) => unknown } {
    const annotation = this.#query().annotations.get(name)
    if (!annotation) throw new TypeError(`the plan reads an annotation ${name} that the query does not have`)
    const alias = joins.root.locate('')[0]
    const expression = annotationColumn(annotation, { model: this.model, alias, context, join: joinWith(joins) })
    return { expression, field: annotation.expression.field, decode: annotationDecoder(annotation, this.#adapter) }
  }

  #query(): ResolvedQuery {
    if (!this.#state) throw new TypeError('all rows of a model are no query')
    return (this.#resolved ??= resolveQuery(this.#state, this.#adapter.schema))
  }

  #hasValues(): boolean {
    if (!this.#state) return false
    return this.#state.where.length > 0 || this.#state.annotations.size > 0 || this.#state.among !== null
  }
}

/** Whether a select list has the value that is ordered by: no text, which has a collation there, and no number as text. */
function isSelectedAsIs(dialect: Dialect, type: FieldType): boolean {
  return isNumeric(type) && !(dialect === 'sqlite' && type === 'bigint')
}

/** The alias of rows that to-one relations lead to, joined where they are not yet. */
export function joinWith(joins: Joins): (path: readonly Relation[]) => string {
  return (path) => path.reduce((ref, relation) => joins.to(ref, relation), joins.root).locate('')[0]
}

function noAnnotation(name: string): never {
  throw new TypeError(`no annotation ${name} here`)
}

/** SQLite and MySQL take no OFFSET without a LIMIT; PostgreSQL takes no negative one. */
export function limitClause(
  context: SqlContext,
  limit: RawBuilder<unknown> | null,
  offset: RawBuilder<unknown> | null,
): RawBuilder<unknown> {
  if (!offset) return limit ? sql` limit ${limit}` : sql.raw('')
  if (limit) return sql` limit ${limit} offset ${offset}`
  if (context.dialect === 'postgres') return sql` offset ${offset}`
  return sql` limit ${sql.raw(context.dialect === 'sqlite' ? '-1' : '18446744073709551615')} offset ${offset}`
}

/** The same with numbers that never change. */
export function constantLimit(context: SqlContext, limit: number | undefined, offset: number): RawBuilder<unknown> {
  return limitClause(context, limit === undefined || limit === Infinity ? null : sql.lit(limit), offset > 0 ? sql.lit(offset) : null)
}

/** The limit of a query, of whose rows at most so many are wanted, and its offset. */
export function queryLimits(context: SelectContext, query: Pick<RowsQuery, 'limit' | 'offset'>, most: number): RawBuilder<unknown> {
  const top = query.limit === undefined && most === Infinity ? null : topRows(context, query, most)
  return limitClause(context, top, query.offset > 0 ? context.slot({ kind: 'offset' }) : null)
}

/**
 * SQLite plans by the value of a bare `limit ?`, and so prepares the statement anew at each execution: twice the time of a
 * small page. A cast hides the value from its planner. PostgreSQL, which prepares a statement for any value, expects a tenth of
 * the table of an unknown limit, and plans anew each time instead: there it is part of the text.
 */
function topRows(context: SelectContext, query: Pick<RowsQuery, 'limit'>, most: number): RawBuilder<unknown> {
  if (context.dialect === 'postgres') return sql.lit(Math.min(most, query.limit ?? Infinity))
  const slot = context.slot({ kind: 'top', most })
  return context.dialect === 'sqlite' ? sql`cast(${slot} as integer)` : slot
}
