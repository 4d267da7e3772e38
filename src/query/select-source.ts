import { type RawBuilder, sql } from 'kysely'
import type { Model, Relation } from '../schema/schema.ts'
import { keyCondition } from './key-condition.ts'
import { onlyTail, wantsTail } from './list-queries.ts'
import type { RowsQuery, SelectedAnnotations } from './rows-query.ts'
import type { SelectContext } from './select-context.ts'
import { Joins } from './select-joins.ts'
import { keyField } from './select-layout.ts'
import { targetOf } from './target-of.ts'

/** Where a statement's rows come from. `order` and `limit` are asked for once all joins of the plan are there. */
export interface Source {
  readonly joins: Joins
  readonly from: RawBuilder<unknown>
  readonly where: readonly RawBuilder<unknown>[]
  /** Alias and column of each part of the key of the parent that a row belongs to. */
  readonly parent: readonly (readonly [alias: string, column: string])[]
  /** The number of all rows, where the source knows it. */
  readonly count: RawBuilder<unknown> | null
  order(reversed?: boolean, selected?: SelectedAnnotations): readonly RawBuilder<unknown>[]
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
  const rows = querySource(context, targetOf(context.schema, relation), query)
  const { pivot } = relation
  const target = (column: string) => rows.joins.root.locate(column)
  const link = pivot && context.alias()
  const parent = pivot && link ? pivot.local.map((column) => [link, column] as const) : relation.foreign.map(target)
  const fields = relation.local.map((_, i) => keyField(context, owner, relation, i))
  const keys = keyCondition(
    context,
    parent.map((at) => sql.id(...at)),
    fields,
    single,
  )
  const on =
    pivot && link ? pivot.foreign.map((column, i) => sql`${sql.id(...target(relation.foreign[i] ?? ''))} = ${sql.id(link, column)}`) : []
  const from =
    pivot && link ? sql`${context.fromPivot(pivot, link)} inner join ${rows.from} on ${sql.join(on, sql.raw(' and '))}` : rows.from
  // The order of the links is that of the relation, where its query has none of its own.
  const linked = pivot && link && pivot.order !== null && !query.ordered ? sql.id(link, pivot.order) : null
  const order: Source['order'] = (reversed, selected) => [
    ...(linked ? [reversed ? sql`${linked} desc` : linked] : []),
    ...rows.order(reversed, selected),
  ]
  return { ...rows, from, where: [keys, ...rows.where], parent, order }
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
  const alias = context.alias()
  const { model } = inner.joins.root
  const [rowAlias] = inner.joins.root.locate('')
  const fromEnd = onlyTail(bounds, bounds.limit !== null || bounds.offset !== null)
  const counted = wantsTail(bounds) && !fromEnd
  const order = sql.join(inner.order(fromEnd))
  const partition = inner.parent.length === 0 ? sql.raw('') : sql`partition by ${sql.join(inner.parent.map((at) => sql.id(...at)))} `
  // A link's key columns are no columns of the target, so they need names that it does not use.
  const keys = inner.parent.map(([from, column], i) => (from === rowAlias ? column : `djust_key${i}`))
  const used = new Set(keys.filter((_, i) => inner.parent[i]![0] === rowAlias))
  const columns = (): RawBuilder<unknown>[] =>
    used.has('') ? [sql`${sql.id(rowAlias)}.*`] : [...used].map((column) => sql.id(rowAlias, column))
  const numbers = [
    ...inner.parent.flatMap((at, i) => (at[0] === rowAlias ? [] : [sql`${sql.id(...at)} as ${sql.id(keys[i] ?? '')}`])),
    sql`row_number() over (${partition}order by ${order}) as ${sql.id('djust_row')}`,
    ...(counted ? [sql`count(*) over (${inner.parent.length === 0 ? sql.raw('') : partition}) as ${sql.id('djust_count')}`] : []),
  ]
  const rows = sql` from ${inner.from}${inner.joins.sql()}${whereClause(inner.where)}`
  return {
    joins: new Joins(context, model, alias, used),
    // Known once the plan is laid out: databases copy every column of what they number.
    get from() {
      return sql`(select ${sql.join([...columns(), ...numbers])}${rows}) as ${sql.id(alias)}`
    },
    where: boundConditions(alias, fromEnd ? { ...bounds, head: bounds.tail, tail: 0 } : bounds),
    parent: keys.map((key) => [alias, key] as const),
    count: counted ? sliceCount(sql.id(alias, 'djust_count'), bounds) : null,
    order: () => [sql`${sql.id(alias, 'djust_row')}${sql.raw(fromEnd ? ' desc' : '')}`],
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

export function whereClause(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql.raw('') : sql` where ${sql.join(conditions, sql.raw(' and '))}`
}
