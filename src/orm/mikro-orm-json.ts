import type { EntityProperty, Platform } from '@mikro-orm/core'
import type { Field } from '../schema/schema.ts'
import { dialectOf } from './mikro-orm-dialect.ts'
import type { NativeField } from './mikro-orm-values.ts'

type JsonAs = 'value' | 'text' | null

/** Types of columns that drivers give as JSON has them, and those of which they give the text. */
const postgres = {
  value: /^(?:varchar|char|character|text|citext|uuid|int|int2|int4|integer|smallint|serial|smallserial|bool|boolean|jsonb?)\b/,
  text: /^(?:bigint|int8|bigserial|numeric|decimal|date|timestamp|timestamptz|time)\b/,
}
const mariadb = {
  value: /^(?:varchar|char|enum|tinyint|smallint|mediumint|int|integer|bool|boolean)\b/,
  text: /^(?:bigint|numeric|decimal|date|datetime|timestamp|time)\b/,
}

/** The longest text that goes into JSON on MariaDB, which cuts off what is too long as a whole. */
const mariadbLength = 255

/** How a column stands in JSON that the database writes, so that there it is what the driver gives; null where neither way does. */
export function jsonAsOf(field: Field, platform: Platform): JsonAs {
  const { prop } = field.native as NativeField
  // SQL of the application's own can give anything, and SQLite takes what its JSON functions gave for JSON.
  if (field.expression || prop.formula || (prop.hasConvertToJSValueSQL && prop.customType?.convertToJSValueSQL)) return null
  if (prop.columnTypes.length !== 1) return null
  switch (dialectOf(platform)) {
    case 'sqlite':
      return field.type === 'binary' || field.type === 'other' ? null : 'value'
    case 'postgres':
      return prop.nativeEnumName ? 'value' : byType(prop, postgres)
    case 'mysql':
      // MySQL has no LIMIT inside an aggregate.
      return isMariaDb(platform) && lengthOf(prop) <= mariadbLength ? byType(prop, mariadb) : null
  }
}

function byType({ columnTypes: [columnType = ''] }: EntityProperty, types: Readonly<Record<'value' | 'text', RegExp>>): JsonAs {
  const type = columnType.toLowerCase()
  if (type.endsWith(']')) return null
  if (types.value.test(type)) return 'value'
  return types.text.test(type) ? 'text' : null
}

function lengthOf({ columnTypes: [columnType = ''], length }: EntityProperty): number {
  return Number(/^(?:var)?char\((\d+)\)/i.exec(columnType)?.[1] ?? length ?? 0)
}

function isMariaDb(platform: object): boolean {
  for (let at: object | null = platform; at; at = Object.getPrototypeOf(at) as object | null) {
    if (at.constructor.name === 'MariaDbPlatform') return true
  }
  return false
}
