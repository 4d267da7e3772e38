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

/** What stands on the right: a parameter, or an expression of the same type as the left side. */
export interface ComparedValue {
  readonly sql: RawBuilder<unknown>
  readonly parameter: boolean
}

/** One comparison. `given(n)` is the parameter of the leaf's n-th value. */
export function comparison(
  dialect: Dialect,
  left: Compared,
  operator: Operator,
  isNull: boolean,
  given: (n: number) => ComparedValue,
): RawBuilder<unknown> {
  const { ref, nullable } = left
  const value = (n: number): RawBuilder<unknown> => given(n).sql
  const parameter = (n: number): RawBuilder<unknown> => {
    const other = given(n)
    return other.parameter ? operand(dialect, left, other.sql) : collatedAs(dialect, left, other.sql)
  }
  const ordered = collated(dialect, left)
  switch (operator) {
    case 'isNull':
      return isNull ? sql`${ref} is null` : sql`${ref} is not null`
    case 'eq':
      return equals(dialect, left, parameter(0), given(0).parameter)
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
      // An empty list is a list of null on MySQL, which nothing is in, nor out of.
      return nullable || dialect === 'mysql'
        ? sql`(${inList(dialect, left, value(0))}) is not true`
        : sql`not (${inList(dialect, left, value(0))})`
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return matches(dialect, left, value(0))
    case 'icontains':
    case 'istartsWith':
    case 'iendsWith':
    case 'iexact':
      return matchesIgnoringCase(dialect, left, operator === 'iexact', value(0))
  }
}

/** An expression on the right, as the left side is compared. */
function collatedAs(dialect: Dialect, { type }: Compared, ref: RawBuilder<unknown>): RawBuilder<unknown> {
  return dialect === 'mysql' ? collated(dialect, { ref, type }) : ref
}

/** An expression as it is ordered: text by code point, as SQLite does unless a column says otherwise. */
export function collated(dialect: Dialect, { ref, type }: Pick<Compared, 'ref' | 'type'>): RawBuilder<unknown> {
  if (!isText(type) && type !== 'enum') return ref
  switch (dialect) {
    case 'sqlite':
      return ref
    case 'postgres':
      // An enum of the database's own is ordered as it was declared.
      return type === 'enum' ? sql`cast(${ref} as text) collate "C"` : sql`${ref} collate "C"`
    case 'mysql':
      // Collations that compare by code point have other names in MySQL and MariaDB, and some ignore spaces at the end.
      return sql`cast(convert(${ref} using utf8mb4) as binary)`
  }
}

/** The greatest or least text by code point, as text. */
export function collatedExtreme(dialect: Dialect, name: 'max' | 'min', compared: Pick<Compared, 'ref' | 'type'>): RawBuilder<unknown> {
  // PostgreSQL before 18 has none of UUIDs; their text is in the same order.
  if (dialect === 'postgres' && compared.type === 'uuid')
    return sql`cast(${sql.raw(name)}(cast(${compared.ref} as text) collate "C") as uuid)`
  const extreme = sql`${sql.raw(name)}(${collated(dialect, compared)})`
  return dialect === 'mysql' && (isText(compared.type) || compared.type === 'enum') ? sql`convert(${extreme} using utf8mb4)` : extreme
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

/** Text as it equals only itself: MySQL's usual collations call different texts equal. */
function exact(dialect: Dialect, left: Compared): RawBuilder<unknown> {
  return dialect === 'mysql' ? collated(dialect, left) : left.ref
}

function equals(dialect: Dialect, left: Compared, other: RawBuilder<unknown>, isParameter: boolean): RawBuilder<unknown> {
  const equal = sql`${exact(dialect, left)} = ${other}`
  // The bytes of a column in UTF-8 tell it sooner; others are converted first. Both have to be equal in the column's collation too.
  return isParameter && usesIndex(dialect, left)
    ? sql`(${left.ref} = ${other} and (${left.ref} = cast(${other} as binary) or ${equal}))`
    : equal
}

/** Whether MySQL first compares in the column's own collation, whose index narrows down what is compared exactly. */
function usesIndex(dialect: Dialect, { type, column }: Compared): boolean {
  return dialect === 'mysql' && column && (isText(type) || type === 'enum')
}

/** The parameter where the database would read it as another type than the left side's. */
function operand(dialect: Dialect, { type, column }: Compared, parameter: RawBuilder<unknown>): RawBuilder<unknown> {
  const cast = parameterType(dialect, type, column)
  return cast ? sql`cast(${parameter} as ${sql.raw(cast)})` : parameter
}

function parameterType(dialect: Dialect, type: FieldType, column: boolean): string | undefined {
  if (!isNumeric(type)) return undefined
  // A number that the column's type can't hold is no error: no row has it.
  if (column) return dialect === 'postgres' && type === 'integer' ? 'bigint' : undefined
  switch (dialect) {
    case 'sqlite':
      // A subquery's value has no affinity: text would be greater than any number.
      return 'numeric'
    case 'postgres':
      return type === 'float' ? 'double precision' : 'numeric'
    case 'mysql':
      return type === 'float' ? 'double' : 'decimal(65, 30)'
  }
}

function inList(dialect: Dialect, left: Compared, list: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (dialect) {
    case 'sqlite':
      return sql`${left.ref} in (select value from json_each(${list}))`
    case 'postgres': {
      const cast = parameterType(dialect, left.type, left.column)
      return sql`${left.ref} = any(${cast ? sql`cast(${list} as ${sql.raw(cast)}[])` : list})`
    }
    case 'mysql': {
      const listed = sql`${exact(dialect, left)} in (${list})`
      return usesIndex(dialect, left) ? sql`(${left.ref} in (${list}) and ${listed})` : listed
    }
  }
}

function matches(dialect: Dialect, left: Compared, pattern: RawBuilder<unknown>): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`${left.ref} glob ${pattern}`
  return sql`${searched(dialect, left)} like ${pattern} escape ${sql.lit(likeEscape)}`
}

function matchesIgnoringCase(dialect: Dialect, left: Compared, whole: boolean, pattern: RawBuilder<unknown>): RawBuilder<unknown> {
  const { ref } = left
  switch (dialect) {
    case 'sqlite':
      return whole ? sql`${ref} = ${pattern} collate nocase` : sql`${ref} like ${pattern} escape ${sql.lit(likeEscape)}`
    case 'postgres':
      // In the C collation only ASCII letters have a case.
      if (whole) return sql`lower(${searched(dialect, left)}) = lower(cast(${pattern} as text) collate "C")`
      return sql`${searched(dialect, left)} ilike ${pattern} escape ${sql.lit(likeEscape)}`
    case 'mysql':
      return sql`${searched(dialect, left)} regexp ${pattern}`
  }
}

/** What LIKE and REGEXP look into: text that tells upper from lower case, accents and all. */
function searched(dialect: Dialect, { ref, type }: Compared): RawBuilder<unknown> {
  if (dialect === 'mysql') return sql`convert(${ref} using utf8mb4) collate utf8mb4_bin`
  return isText(type) ? sql`${ref} collate "C"` : sql`cast(${ref} as text) collate "C"`
}
