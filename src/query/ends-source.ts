import { type RawBuilder, sql } from 'kysely'
import { orderClause } from './ordering.ts'
import { queryLimits, type RowsQuery } from './rows-query.ts'
import type { SelectContext } from './select-context.ts'
import { type Bounds, fromClause, orderColumns, orderOfColumns, querySource, type Source } from './select-source.ts'

/**
 * The last rows of a query, and the first ones with them, whose keys are looked up from either end: what is between is not
 * read. Rows that are in both come once. null where the order is computed, which numbering the rows does once for each, and
 * which may be another each time.
 */
export function endsSource(context: SelectContext, query: RowsQuery, { head, tail }: Pick<Bounds, 'head' | 'tail'>): Source | null {
  const { model } = query
  const key = model.primaryKey.map((name) => model.fields.get(name)!.column)
  if (key.length === 0 || query.resolvedOrder().some((by) => by.kind === 'annotation' || by.expression)) return null
  const last = query.sliced ? lastOfSlice(context, query, key, tail) : keys(context, query, key, tail, true)
  const parts = head > 0 ? [keys(context, query, key, head, false), last] : [last]
  const ends = context.alias()
  const rows = querySource(context, model, query)
  const union = sql.join(
    parts.map((part) => sql`select * from (${part}) as ${sql.id(context.alias())}`),
    sql.raw(' union '),
  )
  return {
    ...rows,
    // SQLite keeps to the order of cross joins, by which rows are found by their keys alone.
    from: sql`(${union}) as ${sql.id(ends)} cross join ${rows.from}`,
    where: key.map((column, i) => sql`${sql.id(...rows.joins.root.locate(column))} = ${sql.id(ends, keyName(i))}`),
  }
}

/** The keys of the first rows, or of the last ones of what is no slice. */
function keys(context: SelectContext, query: RowsQuery, key: readonly string[], most: number, fromEnd: boolean): RawBuilder<unknown> {
  const source = querySource(context, query.model, query)
  const order = orderClause(source.order(fromEnd))
  return sql`select ${sql.join(keyColumns(source, key))}${fromClause(source)}${order}${queryLimits(context, query, most)}`
}

function lastOfSlice(context: SelectContext, query: RowsQuery, key: readonly string[], most: number): RawBuilder<unknown> {
  const source = querySource(context, query.model, query)
  const [order, reversed] = [source.order(), source.order(true)]
  const columns = [...keyColumns(source, key), ...orderColumns(order)]
  const slice = sql`select ${sql.join(columns)}${fromClause(source)}${orderClause(order)}${queryLimits(context, query, Infinity)}`
  const alias = context.alias()
  const backwards = orderClause(orderOfColumns(alias, reversed))
  const names = sql.join(key.map((_, i) => sql.id(alias, keyName(i))))
  return sql`select ${names} from (${slice}) as ${sql.id(alias)}${backwards} limit ${sql.lit(most)}`
}

function keyColumns({ joins }: Source, key: readonly string[]): RawBuilder<unknown>[] {
  return key.map((column, i) => sql`${sql.id(...joins.root.locate(column))} as ${sql.id(keyName(i))}`)
}

function keyName(index: number): string {
  return `djust_key${index}`
}
