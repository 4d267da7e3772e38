import { type RawBuilder, sql } from 'kysely'
import type { Field, FieldType } from '../schema/schema.ts'
import type { Dialect } from './orm-adapter.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * That columns equal one key or are among many. Many are one parameter, so that the text is the same for any number of
 * them: an array on PostgreSQL, a list that the driver writes out on MySQL, JSON on SQLite and for keys of several
 * columns.
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
  const { dialect } = context
  const keys = context.slot({ kind: 'keys' })
  const [first, ...others] = columns
  if (!first || others.length > 0) return keyAmong(context, columns, fields, keys)
  if (dialect === 'mysql') return sql`${first} in (${keys})`
  return dialect === 'postgres' ? sql`${first} = any(${keys})` : sql`${first} in (select value from json_each(${keys}))`
}

/** That several columns together are one of many keys. */
export function keyAmong(
  context: SqlContext,
  columns: readonly RawBuilder<unknown>[],
  fields: readonly (Field | undefined)[],
  keys: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { dialect } = context
  if (dialect === 'mysql') return sql`(${sql.join(columns)}) in (${keys})`
  const alias = context.alias()
  const parts = fields.map((field, i) => keyPart(dialect, alias, i, field?.type))
  return sql`(${sql.join(columns)}) in (select ${sql.join(parts)} from ${keyRows(dialect, keys, alias)})`
}

function keyPart(dialect: 'sqlite' | 'postgres', alias: string, index: number, type: FieldType | undefined): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`json_extract(${sql.id(alias, 'value')}, ${sql.lit(`$[${index}]`)})`
  return sql`cast(${sql.id(alias, 'value')} ->> ${sql.lit(index)} as ${sql.raw(postgresTypes[type ?? 'text'] ?? 'text')})`
}

function keyRows(dialect: 'sqlite' | 'postgres', keys: RawBuilder<unknown>, alias: string): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`json_each(${keys}) as ${sql.id(alias)}`
  return sql`jsonb_array_elements(cast(${keys} as jsonb)) as ${sql.id(alias)}(value)`
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

/** The keys of one column as a table. */
export interface KeyTable {
  readonly from: RawBuilder<unknown>
  readonly value: RawBuilder<unknown>
}

/** Of a SQL type; null where the database has no such table. */
export function eachKey(context: SqlContext, type: string): KeyTable | null {
  if (context.dialect === 'mysql') return null
  const [alias, keys] = [context.alias(), context.slot({ kind: 'keys' })]
  const value = sql.id(alias, 'value')
  if (context.dialect === 'sqlite') return { from: sql`json_each(${keys}) as ${sql.id(alias)}`, value }
  return { from: sql`unnest(cast(${keys} as ${sql.raw(type)}[])) as ${sql.id(alias)}(value)`, value }
}

/** Parents' keys as the parameter of the slot 'keys'. */
export function keysParameter(dialect: Dialect, keys: readonly (readonly unknown[])[]): unknown {
  const one = keys[0]?.length === 1
  const list = one ? keys.map((key) => key[0]) : keys
  if (dialect === 'mysql' || (dialect === 'postgres' && one)) return list
  // A function that looks at each value costs more than all the rest.
  if (list.every((key) => typeof key === 'number' || typeof key === 'string')) return JSON.stringify(list)
  return JSON.stringify(list, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
