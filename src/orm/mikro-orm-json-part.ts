import type { Platform } from '@mikro-orm/core'
import type { FieldType } from '../schema/schema.ts'
import { dialectOf } from './mikro-orm-dialect.ts'

/** SQL for one part of a JSON column, null where it is not there, of the type that its property has. */
export function jsonPart(
  { column, path }: { readonly column: string; readonly path: readonly string[] },
  name: string,
  type: FieldType,
  platform: Platform,
): (alias: string) => string {
  const names = [...path, name]
  const at = (alias: string): string => `${alias}.${platform.quoteIdentifier(column)}`
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
  const dollar = text(`$${names.map((one) => `.${JSON.stringify(one)}`).join('')}`)
  switch (dialectOf(platform)) {
    case 'sqlite':
      return (alias) => `json_extract(${at(alias)}, ${dollar})`
    case 'mysql':
      return (alias) => `json_value(${at(alias)}, ${dollar})`
    case 'postgres': {
      const list = text(`{${names.map((one) => JSON.stringify(one)).join(',')}}`)
      return (alias) => `cast(${at(alias)} #>> ${list} as ${postgresTypes[type] ?? 'text'})`
    }
  }
}

const postgresTypes: Partial<Record<FieldType, string>> = { integer: 'bigint', float: 'double precision', boolean: 'boolean' }
