import { type RawBuilder, sql } from 'kysely'
import type { FieldType } from '../schema/schema.ts'
import { isNumeric, isText } from './operators.ts'
import type { Dialect } from './orm-adapter.ts'
import type { Operator } from './query-state.ts'
import { likeEscape } from './text-pattern.ts'

/** What stands on the left of an operator. */
export interface Compared {
  readonly ref: RawBuilder<unknown>
  readonly type: FieldType
  readonly nullable: boolean
  /** A column of a table, whose type the database applies to the parameter as well. */
  readonly column: boolean
}

/** One comparison. `value(n)` is the parameter of the leaf's n-th value. */
export function comparison(
  dialect: Dialect,
  left: Compared,
  operator: Operator,
  isNull: boolean,
  value: (n: number) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { ref, nullable } = left
  const parameter = (n: number): RawBuilder<unknown> => operand(dialect, left, value(n))
  const ordered = collated(dialect, left)
  switch (operator) {
    case 'isNull':
      return isNull ? sql`${ref} is null` : sql`${ref} is not null`
    case 'eq':
      return sql`${exact(dialect, left)} = ${parameter(0)}`
    case 'ne':
      return nullable ? distinctFrom(dialect, exact(dialect, left), parameter(0)) : sql`${exact(dialect, left)} <> ${parameter(0)}`
    case 'lt':
      return sql`${ordered} < ${parameter(0)}`
    case 'lte':
      return sql`${ordered} <= ${parameter(0)}`
    case 'gt':
      return sql`${ordered} > ${parameter(0)}`
    case 'gte':
      return sql`${ordered} >= ${parameter(0)}`
    case 'between':
      return sql`${ordered} between ${parameter(0)} and ${parameter(1)}`
    case 'in':
      return inList(dialect, left, value(0))
    case 'notIn':
      return nullable ? sql`(${inList(dialect, left, value(0))}) is not true` : sql`not (${inList(dialect, left, value(0))})`
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return matches(dialect, left, value(0))
    case 'icontains':
    case 'istartsWith':
    case 'iendsWith':
    case 'iexact':
      return matchesIgnoringCase(dialect, ref, operator === 'iexact', value(0))
  }
}

/** An expression as it is ordered: text by code point, as SQLite does unless a column says otherwise. */
export function collated(dialect: Dialect, { ref, type }: Pick<Compared, 'ref' | 'type'>): RawBuilder<unknown> {
  if (!isText(type)) return ref
  switch (dialect) {
    case 'sqlite':
      return ref
    case 'postgres':
      return sql`${ref} collate "C"`
    case 'mysql':
      return sql`${ref} collate utf8mb4_bin`
  }
}

/** `a` differs from `b`, where null is a value like others. */
function distinctFrom(dialect: Dialect, a: RawBuilder<unknown>, b: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (dialect) {
    case 'sqlite':
      return sql`${a} is not ${b}`
    case 'postgres':
      return sql`${a} is distinct from ${b}`
    case 'mysql':
      return sql`not (${a} <=> ${b})`
  }
}

/** Equality of text: only MySQL's default collations call different texts equal; elsewhere the column's index stays usable. */
function exact(dialect: Dialect, left: Compared): RawBuilder<unknown> {
  return dialect === 'mysql' ? collated(dialect, left) : left.ref
}

// A subquery's value has no affinity in SQLite: text would be greater than any number.
function operand(dialect: Dialect, { type, column }: Compared, parameter: RawBuilder<unknown>): RawBuilder<unknown> {
  return dialect === 'sqlite' && !column && isNumeric(type) ? sql`cast(${parameter} as numeric)` : parameter
}

function inList(dialect: Dialect, left: Compared, list: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (dialect) {
    case 'sqlite':
      return sql`${left.ref} in (select value from json_each(${list}))`
    case 'postgres':
      return sql`${left.ref} = any(${list})`
    case 'mysql': {
      const type = sql.raw(mysqlTypes[left.type])
      return sql`${exact(dialect, left)} in (select value from json_table(${list}, '$[*]' columns (value ${type} path '$')) as list)`
    }
  }
}

const mysqlTypes: Readonly<Record<FieldType, string>> = {
  integer: 'bigint',
  bigint: 'bigint',
  float: 'double',
  decimal: 'decimal(65, 30)',
  string: 'longtext character set utf8mb4 collate utf8mb4_bin',
  text: 'longtext character set utf8mb4 collate utf8mb4_bin',
  boolean: 'bigint',
  date: 'date',
  datetime: 'datetime(6)',
  time: 'time(6)',
  uuid: 'char(36)',
  enum: 'varchar(255)',
  json: 'json',
  binary: 'longtext',
  other: 'longtext',
}

function matches(dialect: Dialect, left: Compared, pattern: RawBuilder<unknown>): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`${left.ref} glob ${pattern}`
  return sql`${collated(dialect, { ref: left.ref, type: 'text' })} like ${pattern} escape ${sql.lit(likeEscape)}`
}

function matchesIgnoringCase(
  dialect: Dialect,
  ref: RawBuilder<unknown>,
  whole: boolean,
  pattern: RawBuilder<unknown>,
): RawBuilder<unknown> {
  switch (dialect) {
    case 'sqlite':
      return whole ? sql`${ref} = ${pattern} collate nocase` : sql`${ref} like ${pattern} escape ${sql.lit(likeEscape)}`
    case 'postgres':
      // In the C collation only ASCII letters have a case.
      if (whole) return sql`lower(${ref} collate "C") = lower(${pattern}::text collate "C")`
      return sql`${ref} collate "C" ilike ${pattern} escape ${sql.lit(likeEscape)}`
    case 'mysql':
      return sql`${ref} collate utf8mb4_bin regexp ${pattern}`
  }
}
