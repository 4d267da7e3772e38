import { type RawBuilder, sql } from 'kysely'
import { DjustError } from '../error.ts'
import type { Model, Relation } from '../schema/schema.ts'
import type { SqlContext } from './sql-context.ts'

/** The FROM items that lead from a row over one relation to its related rows. */
export interface RelationLink {
  readonly model: Model
  /** The alias of the related rows. */
  readonly alias: string
  /** In order; the first one's `on` speaks of the row it starts from. */
  readonly items: readonly { readonly from: RawBuilder<unknown>; readonly on: RawBuilder<unknown> }[]
}

/** Follows a relation from the rows called `alias`. */
export function followRelation(relation: Relation, alias: string, context: SqlContext): RelationLink {
  const model = context.schema.models.get(relation.model)!
  const { pivot } = relation
  // Its columns are those of the row it is embedded in.
  if (relation.embedded) return { model, alias, items: [] }
  if (!pivot) {
    const target = context.alias()
    const on = equal(context, target, relation.foreign, alias, relation.local)
    return { model, alias: target, items: [{ from: context.from(model, target), on }] }
  }
  const between = context.alias()
  const target = context.alias()
  return {
    model,
    alias: target,
    items: [
      { from: context.fromPivot(pivot, between), on: equal(context, between, pivot.local, alias, relation.local) },
      { from: context.from(model, target), on: equal(context, target, relation.foreign, between, pivot.foreign) },
    ],
  }
}

/** `from … inner join … where …`: all rows at the end of the links, for the row that the first one starts from. */
export function linkedRows(links: readonly RelationLink[], conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const [first, ...joined] = links.flatMap((link) => link.items)
  if (!first) throw new DjustError('query/annotation', 'An annotation aggregates the rows of a relation; an embedded object has no rows.')
  const joins = joined.map(({ from, on }) => sql` inner join ${from} on ${on}`)
  return sql`from ${first.from}${sql.join(joins, sql.raw(''))} where ${sql.join([first.on, ...conditions], sql.raw(' and '))}`
}

function equal(context: SqlContext, a: string, aColumns: readonly string[], b: string, bColumns: readonly string[]): RawBuilder<unknown> {
  const parts = aColumns.map((column, i) => sql`${context.column(a, column)} = ${context.column(b, bColumns[i]!)}`)
  return sql.join(parts, sql.raw(' and '))
}
