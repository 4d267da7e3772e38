import { type RawBuilder, sql } from 'kysely'
import type { Field } from '../schema/schema.ts'
import type { SqlContext } from './sql-context.ts'

/** A field of the rows called `alias`, as SQL: its column, or what the database computes it by. */
export function fieldRef(
  context: Pick<SqlContext, 'dialect' | 'column'>,
  alias: string,
  field: Pick<Field, 'column' | 'expression'>,
): RawBuilder<unknown> {
  if (!field.expression) return context.column(alias, field.column)
  const quote = context.dialect === 'mysql' ? '`' : '"'
  return sql.raw(field.expression(quote + alias.replaceAll(quote, quote + quote) + quote))
}
