import { type RawBuilder, sql } from 'kysely'
import type { ManyPlan, PlanNode } from '../plan/load-plan.ts'
import type { Model } from '../schema/schema.ts'
import { orderClause } from './ordering.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import { constantLimit, type RowsQuery } from './rows-query.ts'
import type { SelectContext } from './select-context.ts'
import type { SelectList } from './select-list.ts'
import { type Edge, edgeOf, type Source, fromClause } from './select-source.ts'
import { fieldOfColumn, keyColumns, targetOf } from './target-of.ts'

/** The most rows of a list, and the most columns and joins of each, that come with the row that has it. */
const mostRows = { sqlite: 100, postgres: 100, mysql: 20 }
const mostColumns = 30
const mostJoins = 8

/** What a column can take in JSON on MariaDB: 255 characters, escaped. As many rows and columns as above take less than it cuts off. */
const mostBytes = 1600

/**
 * The rows that a list needs, where they can come with their owner's row, in one column of JSON, instead of in a statement of
 * their own: few, found by an index, of columns whose values JSON keeps, and with no lists below them.
 */
export function nestedEdge(adapter: OrmAdapter, many: ManyPlan, query: RowsQuery): Edge | null {
  const { relation, node } = many
  if (!node || relation.indexedKey === undefined) return null
  const edge = edgeOf(many, query)
  return edge && edge.limit <= mostRows[adapter.dialect] && isKept(adapter, node) ? edge : null
}

function isKept(adapter: OrmAdapter, node: PlanNode): boolean {
  if (!adapter.jsonAs) return false
  const columnIsKept = (model: Model, column: string | undefined): boolean => {
    const field = fieldOfColumn(model, column ?? '')
    return field !== undefined && adapter.jsonAs!(field) !== null
  }
  let [columns, joins] = [0, 0]
  const nodeIsKept = (each: PlanNode, above: readonly PlanNode[]): boolean => {
    if (each.shared || each.annotations.size > 0 || above.includes(each)) return false
    if ((columns += each.fields.size + each.many.size) > mostColumns) return false
    if (![...each.fields.values()].every((field) => adapter.jsonAs!(field) !== null)) return false
    if (![...each.many.values()].every((many) => many.node === null)) return false
    return [...each.one.values()].every(({ relation, load, node: target }) => {
      if (load === 'levels' || ++joins > mostJoins) return false
      const model = targetOf(adapter.schema, relation)
      // What tells that there is no such row.
      const present = relation.embedded || [relation.foreign[0], keyColumns(model)[0]].every((column) => columnIsKept(model, column))
      return present && nodeIsKept(target, [...above, each])
    })
  }
  return nodeIsKept(node, [])
}

/** The rows as JSON: a list with a list of columns for each, or with the one column there is; null or an empty list for none. */
export function nestedRows(context: SelectContext, source: Source, list: SelectList, edge: Edge): RawBuilder<unknown> {
  const order = orderClause(source.order(edge.fromEnd))
  const limits = constantLimit(context, edge.limit, edge.offset)
  const from = fromClause(source)
  const row = (values: readonly RawBuilder<unknown>[], array: string): RawBuilder<unknown> =>
    values.length === 1 ? values[0]! : sql`${sql.raw(array)}(${sql.join(values)})`
  if (context.dialect === 'mysql') {
    // A derived table could not name the row outside. What is too long would be cut off without an error.
    const json = sql`(select json_arrayagg(${row(list.values(), 'json_array')}${order}${limits})${from})`
    return sql`if(@@group_concat_max_len < ${sql.lit(edge.limit * list.values().length * mostBytes)}, 'cut off', ${json})`
  }
  const rows = sql` from (select ${list.sql()}${from}${order}${limits}) as ${sql.id(context.alias())}`
  const columns = list.values().map((_, i) => sql.id(`c${i}`))
  if (context.dialect === 'sqlite') return sql`(select json_group_array(${row(columns, 'json_array')})${rows})`
  return sql`(select cast(json_agg(${row(columns, 'json_build_array')}) as text)${rows})`
}
