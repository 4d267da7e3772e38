import { type RawBuilder, sql } from 'kysely'
import type { Field } from '../schema/schema.ts'
import { collated, collatedExtreme } from './comparison.ts'
import type { AggregateKind } from './expression-node.ts'
import type { Dialect } from './orm-adapter.ts'

/** An operand's SQL with what its values look like. */
export interface Computed {
  readonly sql: RawBuilder<unknown>
  readonly field: Field
}

/** An aggregate function over rows; `of` is null where rows are counted. */
export function aggregateSql(
  dialect: Dialect,
  { aggregate, distinct }: { readonly aggregate: AggregateKind; readonly distinct: boolean },
  of: Computed | null,
): RawBuilder<unknown> {
  if (of === null) return sql`count(*)`
  const { sql: value, field } = of
  switch (aggregate) {
    case 'count':
      if (!distinct) return sql`count(${value})`
      // MySQL's collations call different texts equal.
      return sql`count(distinct ${dialect === 'mysql' ? collated(dialect, { ref: value, type: field.type }) : value})`
    case 'sum':
      // SQLite adds decimals as doubles: 0.1 + 0.2 has digits behind the scale.
      if (dialect === 'sqlite' && field.type === 'decimal' && field.scale !== null)
        return sql`round(sum(${value}), ${sql.lit(field.scale)})`
      return sql`sum(${value})`
    case 'avg':
      // Elsewhere than in SQLite the average of whole numbers has a few digits only.
      return dialect === 'sqlite' ? sql`avg(${value})` : sql`avg(cast(${value} as ${sql.raw(doubleTypes[dialect])}))`
    case 'max':
    case 'min':
      return collatedExtreme(dialect, aggregate, { ref: value, type: field.type })
  }
}

/** One value for several, equal where all of them are; null where one is. Not all databases count different rows of a row's values. */
export function tupleSql(dialect: Dialect, parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  // Nothing of what is between two quotes, or of digits, is a comma; collations don't concern digits.
  if (dialect === 'mysql')
    return sql`concat(${sql.join(
      parts.map((part) => sql`hex(cast(${part} as binary))`),
      sql.raw(`, ',', `),
    )})`
  const known = parts.map((part) => sql`${part} is not null`)
  const row =
    dialect === 'postgres'
      ? sql`(${sql.join(parts)})`
      : sql.join(
          parts.map((part) => sql`quote(${part})`),
          sql.raw(` || ',' || `),
        )
  return sql`case when ${sql.join(known, sql.raw(' and '))} then ${row} end`
}

export const doubleTypes = { postgres: 'double precision', mysql: 'double' } as const

/** A parameter with its type said: without it PostgreSQL guesses text, and node:sqlite gives every number as a double. */
export function castLiteral(dialect: Dialect, parameter: RawBuilder<unknown>, { type, scale }: Field): RawBuilder<unknown> {
  const as = literalTypes[dialect][type]
  if (as === undefined) return parameter
  const full = dialect === 'mysql' && type === 'decimal' ? `decimal(65, ${scale ?? 30})` : as
  return sql`cast(${parameter} as ${sql.raw(full)})`
}

const literalTypes: Readonly<Record<Dialect, Partial<Record<Field['type'], string>>>> = {
  sqlite: { integer: 'integer', bigint: 'integer', decimal: 'numeric', float: 'real' },
  postgres: {
    integer: 'bigint',
    bigint: 'bigint',
    decimal: 'numeric',
    float: 'double precision',
    string: 'text',
    text: 'text',
    enum: 'text',
    boolean: 'boolean',
    date: 'date',
    datetime: 'timestamptz',
    time: 'time',
    uuid: 'uuid',
  },
  mysql: {
    integer: 'signed',
    bigint: 'signed',
    decimal: 'decimal',
    float: 'double',
    date: 'date',
    datetime: 'datetime(6)',
  },
}
