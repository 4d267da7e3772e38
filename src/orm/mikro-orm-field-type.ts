import { types, type EntityProperty, type Platform } from '@mikro-orm/core'
import type { FieldType } from '../schema/schema.ts'

/** MikroORM's mapped types, most derived first. */
const byMappedType = [
  [types.bigint, 'bigint'],
  [types.decimal, 'decimal'],
  [types.json, 'json'],
  [types.datetime, 'datetime'],
  [types.date, 'date'],
  [types.time, 'time'],
  [types.boolean, 'boolean'],
  [types.uuid, 'uuid'],
  [types.blob, 'binary'],
  [types.uint8array, 'binary'],
  [types.double, 'float'],
  [types.float, 'float'],
  [types.integer, 'integer'],
  [types.smallint, 'integer'],
  [types.tinyint, 'integer'],
  [types.mediumint, 'integer'],
  [types.text, 'text'],
  [types.string, 'string'],
  [types.character, 'string'],
] as const

/** What kind of value the entity has, whatever column type keeps it ('other' for an application's own type). */
export function fieldTypeOf(prop: EntityProperty, platform: Platform): FieldType {
  if (prop.enum && !prop.array) return prop.items?.every((item) => typeof item === 'number') ? 'integer' : 'enum'
  if (prop.customType) return ofMappedType(prop.customType) ?? 'other'
  if (prop.runtimeType === 'boolean') return 'boolean'
  if (prop.runtimeType === 'Date') return 'datetime'
  if (prop.runtimeType === 'bigint') return 'bigint'
  if (prop.runtimeType === 'Buffer') return 'binary'
  // The declared name says more than SQLite's column types, which keep a time and a string alike as text.
  return ofMappedType(platform.getMappedType(prop.type)) ?? ofMappedType(platform.getMappedType(prop.columnTypes[0] ?? '')) ?? 'other'
}

function ofMappedType(type: object): FieldType | undefined {
  return byMappedType.find(([mapped]) => type instanceof mapped)?.[1]
}
