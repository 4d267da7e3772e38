import { type RawBuilder, sql } from 'kysely'
import type { Field } from '../schema/schema.ts'
import { doubleTypes, type Computed } from './aggregate-sql.ts'
import { collated } from './comparison.ts'
import type { ArithmeticOperator, DateUnit, FunctionName } from './expression-node.ts'
import { isNumeric, isText } from './operators.ts'
import type { Dialect } from './orm-adapter.ts'

type Sql = RawBuilder<unknown>

/** Two numbers put together; what is divided by 0 is null on every database. */
export function arithmeticSql(dialect: Dialect, operator: ArithmeticOperator, left: Computed, right: Computed, result: Field): Sql {
  const decimal = result.type === 'decimal'
  const whole = result.type === 'integer' || result.type === 'bigint'
  const operand = ({ sql: value, field }: Computed): Sql => {
    // PostgreSQL would make a double of a decimal times a double.
    if (decimal && dialect === 'postgres' && field.type !== 'decimal') return asNumeric(value, field)
    // MySQL as well: only of a plain number is it known how many digits it has.
    if (decimal && dialect === 'mysql' && field.type === 'float' && field.scale !== null && field.scale <= 30)
      return sql`cast(${value} as ${sql.raw(`decimal(65, ${field.scale})`)})`
    // MySQL has columns without a sign (all that are generated), and refuses a result below zero beside one.
    if (whole && dialect === 'mysql' && field.column !== '') return sql`cast(${value} as decimal(65, 0))`
    // PostgreSQL refuses a result that the type of both has not.
    return whole && dialect === 'postgres' && field.column !== '' && field.type === 'integer' ? sql`cast(${value} as bigint)` : value
  }
  const [a, b] = [operand(left), operand(right)]
  switch (operator) {
    case 'plus':
      return exact(dialect, result, sql`(${a} + ${b})`)
    case 'minus':
      return exact(dialect, result, sql`(${a} - ${b})`)
    case 'times':
      return exact(dialect, result, sql`(${a} * ${b})`)
    case 'dividedBy':
      return sql`(${decimal ? asExact(dialect, a) : asDouble(dialect, a)} / nullif(${b}, 0))`
    case 'modulo':
      if (dialect === 'sqlite' && !whole) return sqliteRemainder(a, b, result)
      // PostgreSQL has it for exact numbers only.
      if (dialect === 'postgres' && result.type === 'float')
        return sql`cast((${asNumeric(a, left.field)} % nullif(${asNumeric(b, right.field)}, 0)) as double precision)`
      // MariaDB leaves a zero below zero of a decimal.
      return decimal && dialect === 'mysql' ? sql`(${a} % nullif(${b}, 0) + 0)` : sql`(${a} % nullif(${b}, 0))`
  }
}

/** Of doubles 10 modulo 0.1 leaves nearly 0.1: decimals are moved in front of the point, where nothing is lost. */
function sqliteRemainder(a: Sql, b: Sql, { type, scale }: Field): Sql {
  if (type !== 'decimal' || scale === null) return sql`mod(${a}, nullif(${b}, 0))`
  const power = sql.raw(`1e${scale}`)
  return sql`(mod(round(${a} * ${power}), nullif(round(${b} * ${power}), 0)) / ${power})`
}

/** SQLite computes decimals as doubles: the digits behind the result's own are its errors. */
function exact(dialect: Dialect, { type, scale }: Field, value: Sql): Sql {
  return dialect === 'sqlite' && type === 'decimal' && scale !== null ? sql`round(${value}, ${sql.lit(scale)})` : value
}

/** By its text, as PostgreSQL makes a numeric of no more than 15 digits of a double. */
function asNumeric(value: Sql, { type }: Field): Sql {
  return type === 'float' ? sql`cast(cast(${value} as text) as numeric)` : sql`cast(${value} as numeric)`
}

function asDouble(dialect: Dialect, value: Sql): Sql {
  return sql`cast(${value} as ${sql.raw(dialect === 'sqlite' ? 'real' : doubleTypes[dialect])})`
}

function asExact(dialect: Dialect, value: Sql): Sql {
  if (dialect === 'sqlite') return asDouble(dialect, value)
  return dialect === 'mysql' ? sql`cast(${value} as decimal(65, 20))` : value
}

/** A function's call in a dialect's own words. */
export function functionSql(dialect: Dialect, name: FunctionName, args: readonly Computed[], option: DateUnit | number | null): Sql {
  const values = args.map((arg) => arg.sql)
  const first = args[0]!
  const value = first.sql
  switch (name) {
    case 'coalesce':
      return values.length === 1 ? value : sql`coalesce(${sql.join(values)})`
    case 'nullIf':
      return nullIf(dialect, first, args[1]!)
    case 'concat':
      return concat(dialect, args)
    case 'lower':
    case 'upper':
      return cased(dialect, name, value)
    case 'trim':
      return sql`trim(${asText(dialect, first)})`
    case 'abs':
      return sql`abs(${value})`
    case 'length':
      return dialect === 'sqlite' ? sql`length(${value})` : sql`char_length(${asText(dialect, first)})`
    case 'round':
      return rounded(dialect, first, option as number)
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'weekday':
      return datePart(dialect, name, first)
    case 'truncate':
      return truncated(dialect, option as DateUnit, first)
    case 'date':
      return dateOf(dialect, first)
    case 'daysSince':
      return daysBetween(dialect, dateOf(dialect, args[1]!), dateOf(dialect, first))
  }
}

/** Halves go away from zero on every database. */
function rounded(dialect: Dialect, { sql: value, field }: Computed, digits: number): Sql {
  const { type, scale } = field
  if (type === 'integer' || type === 'bigint') return value
  const places = sql.lit(digits)
  // SQLite's double of 1.15 is a little less than that. Moved behind the point, the digits that there are say what a half is.
  if (dialect === 'sqlite' && type === 'decimal' && scale !== null && scale > digits) {
    const power = sql.raw(`1e${digits}`)
    return sql`(round(round(${value} * ${power}, ${sql.lit(scale - digits)})) / ${power})`
  }
  if (dialect === 'sqlite' && type === 'float' && digits > 0 && digits < 15) {
    const power = sql.raw(`1e${digits}`)
    return sql`case when abs(${value}) < 1e${sql.raw(String(15 - digits))} then round(cast(printf('%.15g', ${value} * ${power}) as real)) / ${power} else round(${value}, ${places}) end`
  }
  if (dialect === 'sqlite' || type !== 'float') return sql`round(${value}, ${places})`
  if (dialect === 'postgres') return sql`cast(round(${asNumeric(value, field)}, ${places}) as double precision)`
  // MySQL rounds halves of doubles to even digits. Those that a decimal can't hold have none behind the point.
  return sql`case when abs(${value}) < 1e16 then cast(round(cast(${value} as decimal(65, 30)), ${places}) as double) else ${value} end`
}

/** Not NULLIF, which takes the type of both, and in MySQL calls different texts equal. */
function nullIf(dialect: Dialect, a: Computed, b: Computed): Sql {
  const exactly = ({ sql: ref, field }: Computed): Sql => (dialect === 'mysql' ? collated(dialect, { ref, type: field.type }) : ref)
  return sql`case when ${exactly(a)} = ${exactly(b)} then null else ${a.sql} end`
}

/** PostgreSQL has UUIDs and enums that are no text to its functions. */
function asText(dialect: Dialect, { sql: value, field }: Computed): Sql {
  return dialect === 'postgres' && !isText(field.type) ? sql`cast(${value} as text)` : value
}

/** Only ASCII letters change, as in SQLite: other databases would each change what they know. */
function cased(dialect: Dialect, name: 'lower' | 'upper', value: Sql): Sql {
  const change = sql.raw(name)
  switch (dialect) {
    case 'sqlite':
      return sql`${change}(${value})`
    case 'postgres':
      return sql`${change}(cast(${value} as text) collate "C")`
    case 'mysql':
      // UTF-8 read as a character set of single bytes that has no cases besides those of ASCII.
      return sql`convert(cast(${change}(convert(cast(convert(${value} using utf8mb4) as binary) using tis620)) as binary) using utf8mb4)`
  }
}

function concat(dialect: Dialect, args: readonly Computed[]): Sql {
  const texts = args.map(({ sql: value, field }) => {
    const text =
      dialect === 'sqlite' || field.type === 'text' || field.type === 'string'
        ? value
        : sql`cast(${value} as ${sql.raw(dialect === 'mysql' ? 'char' : 'text')})`
    const whole = dialect === 'sqlite' && isNumeric(field.type) && field.type === 'decimal' && field.scale !== null && field.scale > 0
    // SQLite keeps 832.00 as 832.
    const written = whole ? sql`printf(${sql.lit(`%.${field.scale}f`)}, ${text})` : text
    // SQLite writes 3 as 3.0 where it is a double.
    if (dialect === 'sqlite' && field.type === 'float')
      return sql`coalesce(case when ${text} = round(${text}) and abs(${text}) < 1e15 then printf('%.0f', ${text}) else ${text} end, '')`
    if (!field.nullable) return written
    return whole ? sql`case when ${value} is null then '' else ${written} end` : sql`coalesce(${written}, '')`
  })
  if (texts.length === 0) return sql`''`
  return dialect === 'mysql' ? sql`concat(${sql.join(texts)})` : sql`(${sql.join([sql`''`, ...texts], sql.raw(' || '))})`
}

/** A moment, which SQLite has as milliseconds, and a date as arguments of SQLite's date functions. */
function sqliteTime({ sql: value, field }: Computed): Sql {
  return field.type === 'datetime' ? sql`${value} / 1000.0, 'unixepoch'` : value
}

/** A moment as its wall clock in UTC shows it. */
function postgresTime({ sql: value, field }: Computed): Sql {
  return field.type === 'datetime' ? sql`cast(${value} as timestamptz) at time zone 'UTC'` : value
}

function datePart(dialect: Dialect, part: 'year' | 'month' | 'day' | 'hour' | 'weekday', of: Computed): Sql {
  switch (dialect) {
    case 'sqlite':
      return sql`cast(strftime(${sql.lit({ year: '%Y', month: '%m', day: '%d', hour: '%H', weekday: '%w' }[part])}, ${sqliteTime(of)}) as integer)`
    case 'postgres':
      return sql`cast(extract(${sql.raw(part === 'weekday' ? 'dow' : part)} from ${postgresTime(of)}) as integer)`
    case 'mysql':
      return part === 'weekday' ? sql`(dayofweek(${of.sql}) - 1)` : sql`${sql.raw(part)}(${of.sql})`
  }
}

const sqliteFormats: Readonly<Record<DateUnit, string>> = {
  year: '%Y-01-01',
  month: '%Y-%m-01',
  week: '%Y-%m-%d',
  day: '%Y-%m-%d',
  hour: '%Y-%m-%d %H:00:00',
}
const mysqlFormats: Readonly<Record<DateUnit, string>> = { ...sqliteFormats, hour: '%Y-%m-%d %H:00:00' }

function truncated(dialect: Dialect, unit: DateUnit, of: Computed): Sql {
  const isDate = of.field.type === 'date'
  switch (dialect) {
    case 'sqlite': {
      // The Monday on or before a day is the one on or after six days before it.
      const week = unit === 'week' ? sql`, '-6 days', 'weekday 1'` : sql.raw('')
      const start = sql`strftime(${sql.lit(sqliteFormats[unit])}, ${sqliteTime(of)}${week})`
      return isDate ? start : sql`(unixepoch(${start}) * 1000)`
    }
    case 'postgres': {
      const start = sql`date_trunc(${sql.lit(unit)}, ${postgresTime(of)})`
      return isDate ? sql`cast(${start} as date)` : sql`(${start} at time zone 'UTC')`
    }
    case 'mysql': {
      const day = unit === 'week' ? sql`date_sub(${of.sql}, interval weekday(${of.sql}) day)` : of.sql
      return sql`cast(date_format(${day}, ${sql.lit(mysqlFormats[unit])}) as ${sql.raw(isDate ? 'date' : 'datetime')})`
    }
  }
}

function dateOf(dialect: Dialect, of: Computed): Sql {
  if (of.field.type === 'date') return of.sql
  if (dialect === 'sqlite') return sql`date(${sqliteTime(of)})`
  return dialect === 'postgres' ? sql`cast(${postgresTime(of)} as date)` : sql`date(${of.sql})`
}

function daysBetween(dialect: Dialect, from: Sql, to: Sql): Sql {
  switch (dialect) {
    case 'sqlite':
      return sql`cast(julianday(${to}) - julianday(${from}) as integer)`
    case 'postgres':
      return sql`(cast(${to} as date) - cast(${from} as date))`
    case 'mysql':
      return sql`datediff(${to}, ${from})`
  }
}
