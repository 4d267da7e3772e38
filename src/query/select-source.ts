import { type RawBuilder, sql } from 'kysely'
import type { Model, Relation } from '../schema/schema.ts'
import { eachKey, keyCondition, type KeyTable } from './key-condition.ts'
import { onlyTail, wantsTail } from './list-queries.ts'
import { constantLimit, type RowsQuery, type SelectedAnnotations } from './rows-query.ts'
import type { SelectContext } from './select-context.ts'
import { Joins, ownedBy, type TableRef } from './select-joins.ts'
import { type OrderItem, orderClause, orderList } from './ordering.ts'
import { keyField, targetOf } from './target-of.ts'

/** Where a statement's rows come from. `order` and `limit` are asked for once all joins of the plan are there. */
export interface Source {
  readonly joins: Joins
  readonly from: RawBuilder<unknown>
  readonly where: readonly RawBuilder<unknown>[]
  /** Alias and column of each part of the key of the parent that a row belongs to. */
  readonly parent: readonly (readonly [alias: string, column: string])[]
  /** The number of all rows, where the source knows it. */
  readonly count: RawBuilder<unknown> | null
  order(reversed?: boolean, selected?: SelectedAnnotations): readonly OrderItem[]
}

/** All rows of a query. */
export function querySource(context: SelectContext, model: Model, query: RowsQuery): Source {
  const alias = context.alias()
  const joins = new Joins(context, model, alias)
  return {
    joins,
    from: context.from(model, alias),
    where: query.where(context, alias),
    parent: [],
    count: null,
    order: (reversed, selected) => query.order(context, joins, reversed, selected),
  }
}

/** The rows that a relation leads to from one parent or several. */
export function relationSource(context: SelectContext, owner: Model, relation: Relation, query: RowsQuery, single: boolean): Source {
  const fields = relation.local.map((_, i) => keyField(context.schema, owner, relation, i))
  return sourceOfKeys(context, relation, query, (columns) => keyCondition(context, columns, fields, single))
}

function sourceOfKeys(
  context: SelectContext,
  relation: Relation,
  query: RowsQuery,
  ofKeys: (columns: readonly RawBuilder<unknown>[]) => RawBuilder<unknown>,
): Source {
  const rows = querySource(context, targetOf(context.schema, relation), query)
  const { pivot } = relation
  const target = (column: string) => rows.joins.root.locate(column)
  const link = pivot && context.alias()
  const parent = pivot && link ? pivot.local.map((column) => [link, column] as const) : relation.foreign.map(target)
  const keys = ofKeys(parent.map((at) => sql.id(...at)))
  const on = pivot && link ? equal(pivot.foreign, link, relation.foreign, target) : sql.raw('')
  const from = pivot && link ? sql`${context.fromPivot(pivot, link)} inner join ${rows.from} on ${on}` : rows.from
  // The order of the links is that of the relation, where its query has none of its own.
  const linked = pivot && link && pivot.order !== null && !query.ordered ? sql.id(link, pivot.order) : null
  const order: Source['order'] = (reversed, selected) => [
    ...(linked ? [{ key: linked, direction: reversed ? 'desc' : '' }] : []),
    ...rows.order(reversed, selected),
  ]
  return { ...rows, from, where: [keys, ...rows.where], parent, order }
}

/** That the columns of links equal those of the target's rows. */
function equal(links: readonly string[], link: string, columns: readonly string[], target: TableRef['locate']): RawBuilder<unknown> {
  const parts = links.map((column, i) => sql`${sql.id(...target(columns[i] ?? ''))} = ${sql.id(link, column)}`)
  return sql.join(parts, sql.raw(' and '))
}

/** The rows that are wanted of each parent: so many from its first or its last one on. */
export interface Edge {
  readonly limit: number
  readonly offset: number
  readonly fromEnd: boolean
}

/** The rows that a list needs of each parent, where they are those from one end on; null where it needs all, or some of both ends. */
export function edgeOf(rows: Pick<Bounds, 'head' | 'tail'>, query: RowsQuery): Edge | null {
  const fromEnd = onlyTail(rows, query.sliced)
  if (fromEnd) return { limit: rows.tail, offset: 0, fromEnd }
  const limit = Math.min(rows.head, query.limit ?? Infinity)
  return wantsTail(rows) || (limit === Infinity && query.offset === 0) ? null : { limit, offset: query.offset, fromEnd }
}

/** The rows that a relation leads to from a row of the statement around. */
export function correlatedSource(context: SelectContext, owner: TableRef, relation: Relation, query: RowsQuery): Source {
  return sourceOfKeys(context, relation, query, (columns) => sql.join(ownedBy(owner, relation, columns), sql.raw(' and ')))
}

/**
 * The first or last rows of each of several parents, looked up parent by parent: what is not wanted is not read, however
 * many rows a parent has. null where no index is known to lead from a parent to its rows, or the database can't say it.
 */
export function lateralSource(context: SelectContext, relation: Relation, query: RowsQuery, edge: Edge): Source | null {
  if (relation.indexedKey === undefined || relation.pivot?.order) return null
  const keys = eachKey(context, relation.indexedKey)
  if (!keys) return null
  const found = sourceOfKeys(context, relation, query, ([parent]) => sql`${parent} = ${keys.value}`)
  const limits = constantLimit(context, edge.limit, edge.offset)
  const rows = (columns: readonly RawBuilder<unknown>[], order: readonly OrderItem[]): RawBuilder<unknown> =>
    sql`(select ${sql.join(columns)}${fromClause(found)}${orderClause(order)}${limits})`
  if (context.dialect === 'sqlite')
    return sourceOfFound(context, relation, query, keys, (column) => rows([column(found)], found.order(edge.fromEnd)))
  const table = subquery(context, found)
  const order = found.order()
  const nearest = edge.fromEnd ? found.order(true) : order
  return {
    ...table,
    get from() {
      const all = [...table.columns(), ...orderColumns(order)]
      return sql`${keys.from} cross join lateral ${rows(all, nearest)} as ${sql.id(table.alias)}`
    },
    where: [],
    count: null,
    order: () => orderOfColumns(table.alias, order),
  }
}

/** What rows are ordered by as columns, for the query around theirs. */
export function orderColumns(order: readonly OrderItem[]): RawBuilder<unknown>[] {
  return order.map(({ key }, i) => sql`${key} as ${sql.id(orderName(i))}`)
}

/** The order by these columns of a subquery, in the directions of its items. */
export function orderOfColumns(alias: string, order: readonly OrderItem[]): OrderItem[] {
  return order.map(({ direction }, i) => ({ key: sql.id(alias, orderName(i)), direction }))
}

function orderName(index: number): string {
  return `djust_order${index}`
}

/** On a database without lateral joins: the rows whose keys a subquery of each parent gives; null for keys of several columns. */
function sourceOfFound(
  context: SelectContext,
  relation: Relation,
  query: RowsQuery,
  keys: KeyTable,
  wanted: (key: (of: Source) => RawBuilder<unknown>) => RawBuilder<unknown>,
): Source | null {
  const { pivot, foreign } = relation
  const target = targetOf(context.schema, relation)
  const [column, ...others] = target.primaryKey.map((name) => target.fields.get(name)?.column)
  if (column === undefined || others.length > 0) return null
  const key = ({ joins }: Source): RawBuilder<unknown> => sql.id(...joins.root.locate(column))
  const rows = querySource(context, target, query)
  // SQLite keeps to the order of cross joins, by which rows are found by their keys alone.
  const from = sql`${keys.from} cross join ${rows.from}`
  const where = sql`${key(rows)} in ${wanted(key)}`
  const at = (name: string): readonly [string, string] => rows.joins.root.locate(name)
  if (!pivot) return { ...rows, from, where: [where], parent: foreign.map(at) }
  const link = context.alias()
  const parent = [link, pivot.local[0] ?? ''] as const
  const linked = [sql`${sql.id(...parent)} = ${keys.value}`, equal(pivot.foreign, link, foreign, at)]
  return { ...rows, from: sql`${from} cross join ${context.fromPivot(pivot, link)}`, where: [where, ...linked], parent: [parent] }
}

/** A subquery that stands for its source's rows. */
interface Subquery extends Pick<Source, 'joins' | 'parent'> {
  readonly alias: string
  /** What it selects, known once the plan is laid out: databases copy every column of what they sort. */
  columns(): readonly RawBuilder<unknown>[]
}

function subquery(context: SelectContext, inner: Source): Subquery {
  const alias = context.alias()
  const { model } = inner.joins.root
  const [rowAlias] = inner.joins.root.locate('')
  // A link's key columns are no columns of the target, so they need names that it does not use.
  const keys = inner.parent.map(([from, column], i) => (from === rowAlias ? column : `djust_key${i}`))
  const used = new Set(keys.filter((_, i) => inner.parent[i]![0] === rowAlias))
  const columns = (): RawBuilder<unknown>[] =>
    used.has('') ? [sql`${sql.id(rowAlias)}.*`] : [...used].map((column) => sql.id(rowAlias, column))
  const links = inner.parent.flatMap((at, i) => (at[0] === rowAlias ? [] : [sql`${sql.id(...at)} as ${sql.id(keys[i] ?? '')}`]))
  return {
    alias,
    joins: new Joins(context, model, alias, used),
    parent: keys.map((key) => [alias, key] as const),
    columns: () => [...columns(), ...links],
  }
}

/** What part of its source's rows a list needs; numbers are SQL. */
export interface Bounds {
  readonly head: number
  readonly tail: number
  readonly offset: RawBuilder<unknown> | null
  readonly limit: RawBuilder<unknown> | null
}

/** The first and last rows of each parent (of the whole source where it has none), by row numbers. */
export function boundedSource(context: SelectContext, inner: Source, bounds: Bounds): Source {
  const table = subquery(context, inner)
  const { alias } = table
  const fromEnd = onlyTail(bounds, bounds.limit !== null || bounds.offset !== null)
  const counted = wantsTail(bounds) && !fromEnd
  const order = orderList(inner.order(fromEnd))
  const partition = inner.parent.length === 0 ? sql.raw('') : sql`partition by ${sql.join(inner.parent.map((at) => sql.id(...at)))} `
  const numbers = [
    sql`row_number() over (${partition}order by ${order}) as ${sql.id('djust_row')}`,
    ...(counted ? [sql`count(*) over (${inner.parent.length === 0 ? sql.raw('') : partition}) as ${sql.id('djust_count')}`] : []),
  ]
  const from = fromClause(inner)
  return {
    ...table,
    get from() {
      return sql`(select ${sql.join([...table.columns(), ...numbers])}${from}) as ${sql.id(alias)}`
    },
    where: boundConditions(alias, fromEnd ? { ...bounds, head: bounds.tail, tail: 0 } : bounds),
    count: counted ? sliceCount(sql.id(alias, 'djust_count'), bounds) : null,
    order: () => [{ key: sql.id(alias, 'djust_row'), direction: fromEnd ? 'desc' : '' }],
  }
}

function boundConditions(alias: string, { head, tail, offset, limit }: Bounds): RawBuilder<unknown>[] {
  const row = sql.id(alias, 'djust_row')
  const conditions = offset ? [sql`${row} > ${offset}`] : []
  const stop = limit && (offset ? sql`${offset} + ${limit}` : limit)
  if (stop) conditions.push(sql`${row} <= ${stop}`)
  if (head === Infinity) return conditions
  const first = sql`${row} <= ${offset ? sql`${offset} + ` : sql.raw('')}${sql.lit(head)}`
  if (tail === 0) return [...conditions, first]
  const count = sql.id(alias, 'djust_count')
  const end = stop ? sql`case when ${count} < ${stop} then ${count} else ${stop} end` : count
  const last = sql`${row} > ${end} - ${sql.lit(tail)}`
  return [...conditions, head === 0 ? last : sql`(${first} or ${last})`]
}

function sliceCount(count: RawBuilder<unknown>, { offset, limit }: Bounds): RawBuilder<unknown> {
  const rest = offset ? sql`${count} - ${offset}` : count
  return limit ? sql`case when ${rest} < ${limit} then ${rest} else ${limit} end` : rest
}

/** Where rows of a source come from, once all that is joined is known. */
export function fromClause({ from, joins, where }: Pick<Source, 'from' | 'joins' | 'where'>): RawBuilder<unknown> {
  return sql` from ${from}${joins.sql()}${whereClause(where)}`
}

export function whereClause(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql.raw('') : sql` where ${sql.join(conditions, sql.raw(' and '))}`
}
