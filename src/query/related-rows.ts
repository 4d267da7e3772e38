import { type RawBuilder, sql } from 'kysely'
import type { Relation } from '../schema/schema.ts'
import { constantLimit, type RowsQuery } from './rows-query.ts'
import type { SelectContext } from './select-context.ts'
import { ownedBy, type TableRef } from './select-joins.ts'
import { targetOf } from './target-of.ts'

/** How many rows a to-many relation has for the owner's row, as a subquery of its select list. */
export function relatedCount(
  context: SelectContext,
  owner: TableRef,
  relation: Relation,
  query: RowsQuery,
  shift: number,
): RawBuilder<unknown> {
  if (!query.sliced) return sql`(select count(*) ${relatedRows(context, owner, relation, query, shift)})`
  // In MySQL and MariaDB a derived table can't name the row outside.
  if (context.dialect === 'mysql') return sql`(select ${sliceOfCount(query)} ${relatedRows(context, owner, relation, query, shift, false)})`
  return sql`(select count(*) from (select 1 as ${sql.id('one')} ${relatedRows(context, owner, relation, query, shift)}) as ${sql.id(context.alias())})`
}

function sliceOfCount({ limit, offset }: RowsQuery): RawBuilder<unknown> {
  const rest = sql`greatest(count(*) - ${sql.lit(offset)}, 0)`
  return limit === undefined ? rest : sql`least(${rest}, ${sql.lit(limit)})`
}

/** Whether a to-many relation has a row for the owner's row. */
export function relatedExists(
  context: SelectContext,
  owner: TableRef,
  relation: Relation,
  query: RowsQuery,
  shift: number,
): RawBuilder<unknown> {
  return sql`exists (select 1 ${relatedRows(context, owner, relation, query, shift)})`
}

function relatedRows(
  context: SelectContext,
  owner: TableRef,
  relation: Relation,
  query: RowsQuery,
  shift: number,
  limited = true,
): RawBuilder<unknown> {
  const target = targetOf(context.schema, relation)
  const owned = (alias: string, columns: readonly string[]) =>
    ownedBy(
      owner,
      relation,
      columns.map((column) => sql.id(alias, column)),
    )
  const { pivot } = relation
  const limits = limited ? constantLimit(context, query.limit, query.offset) : sql.raw('')
  const all = (conditions: readonly RawBuilder<unknown>[]) => sql`where ${sql.join(conditions, sql.raw(' and '))}${limits}`
  if (!pivot) {
    const alias = context.alias()
    const from = context.from(target, alias)
    return sql`from ${from} ${all([...owned(alias, relation.foreign), ...query.where(context.shifted(shift), alias)])}`
  }
  const link = context.alias()
  const from = context.fromPivot(pivot, link)
  // The links alone count the targets, as each leads to one; not so where something hides or picks targets.
  if (!query.conditional && !context.restricted(target)) return sql`from ${from} ${all(owned(link, pivot.local))}`
  const alias = context.alias()
  const on = pivot.foreign.map((column, i) => sql`${sql.id(alias, relation.foreign[i] ?? '')} = ${sql.id(link, column)}`)
  const join = sql`inner join ${context.from(target, alias)} on ${sql.join(on, sql.raw(' and '))}`
  return sql`from ${from} ${join} ${all([...owned(link, pivot.local), ...query.where(context.shifted(shift), alias)])}`
}
