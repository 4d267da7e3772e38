import type { Platform } from '@mikro-orm/core'
import type { Field, FieldType } from '../schema/schema.ts'
import { dialectOf } from './mikro-orm-dialect.ts'

/** SQL for one part of a JSON column, null where it is not there, of the type that its property has. */
export function jsonPart(
  { column, path }: { readonly column: string; readonly path: readonly string[] },
  { name, type, scale }: Pick<Field, 'name' | 'type' | 'scale'>,
  platform: Platform,
): (alias: string) => string {
  const names = [...path, name]
  const at = (alias: string): string => `${alias}.${platform.quoteIdentifier(column)}`
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
  const dollar = text(`$${names.map((one) => `.${JSON.stringify(one)}`).join('')}`)
  switch (dialectOf(platform)) {
    case 'sqlite': {
      const part = (alias: string): string => `json_extract(${at(alias)}, ${dollar})`
      if (type === 'datetime') return (alias) => `cast(round(unixepoch(${part(alias)}, 'subsec') * 1000) as integer)`
      const as = sqliteTypes[type]
      return as ? (alias) => `cast(${part(alias)} as ${as})` : part
    }
    case 'mysql': {
      const part = (alias: string): string => `json_value(${at(alias)}, ${dollar})`
      const as = type === 'decimal' ? `decimal(65, ${scale ?? 30})` : mysqlTypes[type]
      return as ? (alias) => `cast(${part(alias)} as ${as})` : part
    }
    case 'postgres': {
      const list = text(`{${names.map((one) => JSON.stringify(one)).join(',')}}`)
      return (alias) => `cast(${at(alias)} #>> ${list} as ${postgresTypes[type] ?? 'text'})`
    }
  }
}

/** Types that JSON has not, or has as text. */
const sqliteTypes: Partial<Record<FieldType, string>> = { bigint: 'integer', decimal: 'numeric' }
const mysqlTypes: Partial<Record<FieldType, string>> = { integer: 'signed', bigint: 'signed', float: 'double', boolean: 'signed' }
const postgresTypes: Partial<Record<FieldType, string>> = {
  integer: 'bigint',
  bigint: 'bigint',
  float: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
}
