import { type RawBuilder, sql } from 'kysely'
import type { Field, FieldType } from '../schema/schema.ts'
import type { Dialect } from './orm-adapter.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * That columns equal one key or are among many. Many are one parameter, so that the text is the same for any number of
 * them: an array on PostgreSQL, JSON elsewhere and for keys of several columns.
 */
export function keyCondition(
  context: SqlContext,
  columns: readonly RawBuilder<unknown>[],
  fields: readonly (Field | undefined)[],
  single: boolean,
): RawBuilder<unknown> {
  if (single) {
    const equal = columns.map((column, index) => sql`${column} = ${context.slot({ kind: 'key', index })}`)
    return sql.join(equal, sql.raw(' and '))
  }
  const keys = context.slot({ kind: 'keys' })
  const [first] = columns
  if (columns.length === 1 && first) {
    if (context.dialect === 'postgres') return sql`${first} = any(${keys})`
    if (context.dialect === 'sqlite') return sql`${first} in (select value from json_each(${keys}))`
  }
  const alias = context.alias()
  const parts = fields.map((field, i) => keyPart(context.dialect, alias, i, field?.type))
  const of = columns.length === 1 && first ? first : sql`(${sql.join(columns)})`
  return sql`${of} in (select ${sql.join(parts)} from ${keyRows(context.dialect, keys, alias, fields)})`
}

function keyPart(dialect: Dialect, alias: string, index: number, type: FieldType | undefined): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`json_extract(${sql.id(alias, 'value')}, ${sql.lit(`$[${index}]`)})`
  if (dialect === 'postgres')
    return sql`cast(${sql.id(alias, 'value')} ->> ${sql.lit(index)} as ${sql.raw(postgresTypes[type ?? 'text'] ?? 'text')})`
  return sql.id(alias, `k${index}`)
}

function keyRows(dialect: Dialect, keys: RawBuilder<unknown>, alias: string, fields: readonly (Field | undefined)[]): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`json_each(${keys}) as ${sql.id(alias)}`
  if (dialect === 'postgres') return sql`jsonb_array_elements(cast(${keys} as jsonb)) as ${sql.id(alias)}(value)`
  const columns = fields.map((field, i) => {
    const path = sql.lit(fields.length === 1 ? '$' : `$[${i}]`)
    return sql`${sql.id(`k${i}`)} ${sql.raw(mysqlTypes[field?.type ?? 'text'] ?? 'varchar(255)')} path ${path}`
  })
  return sql`json_table(${keys}, '$[*]' columns (${sql.join(columns)})) as ${sql.id(alias)}`
}

const postgresTypes: Partial<Record<FieldType, string>> = {
  integer: 'bigint',
  bigint: 'bigint',
  decimal: 'numeric',
  float: 'double precision',
  uuid: 'uuid',
  date: 'date',
  datetime: 'timestamptz',
  boolean: 'boolean',
}

const mysqlTypes: Partial<Record<FieldType, string>> = {
  integer: 'bigint',
  bigint: 'bigint',
  decimal: 'decimal(65,30)',
  float: 'double',
  date: 'date',
  datetime: 'datetime(6)',
}

/** Parents' keys as the parameter of the slot 'keys'. */
export function keysParameter(dialect: Dialect, keys: readonly (readonly unknown[])[]): unknown {
  const flat = keys[0]?.length === 1 ? keys.map((key) => key[0]) : keys
  if (dialect === 'postgres' && keys[0]?.length === 1) return flat
  return JSON.stringify(flat, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
