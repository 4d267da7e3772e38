import { isRaw, Type, type EntityMetadata, type EntityProperty, type Platform } from '@mikro-orm/core'
import { DjustError } from '../error.ts'
import type { Field } from '../schema/schema.ts'
import { DecimalValue } from '../value/decimal-value.ts'
import { dialectOf } from './mikro-orm-dialect.ts'
import { embeddedDecoder } from './mikro-orm-embedded.ts'
import { toParameter } from './mikro-orm-parameter.ts'
import { dayText } from '../query/day-text.ts'

/** What `Field.native` is here: the property that converts the values, and the entity that declares it. */
export interface NativeField {
  readonly prop: EntityProperty
  readonly meta: EntityMetadata
  /** What a page shows of an object that the entity has there, where it is kept in JSON. */
  readonly view?: (value: unknown) => unknown
}

export type Decoder = (raw: unknown) => unknown

/** Digits that a double keeps; a decimal with more is read as text. */
const safeDigits = 15

/** How a field is selected where its bare column would not survive the driver; undefined for most. */
export function selectAsOf(field: Field, platform: Platform): ((ref: string) => string) | undefined {
  const { prop, meta } = field.native as NativeField
  if (prop.formula) return (ref) => formulaSql(prop, meta, ref.slice(0, ref.lastIndexOf('.')), platform)
  const type = prop.customType
  if (prop.hasConvertToJSValueSQL && type?.convertToJSValueSQL) return (ref) => type.convertToJSValueSQL!(ref, platform)
  if (dialectOf(platform) !== 'sqlite') return undefined
  // node:sqlite throws for an integer above 2^53 rather than round it.
  if (field.type === 'bigint') return (ref) => `cast(${ref} as text)`
  if (field.type !== 'decimal' || (prop.precision ?? 0) <= safeDigits) return undefined
  // As text a double may have digits behind those that tell it from others.
  return (ref) => `iif(typeof(${ref}) = 'integer', cast(${ref} as text), ${ref})`
}

/** A parameter for a field's column, converted as the ORM does when it writes or compares the property. */
export function encodeValue(field: Field, value: unknown, platform: Platform): unknown {
  if (value === null || value === undefined) return null
  const { prop } = field.native as NativeField
  if (prop.hasConvertToDatabaseValueSQL) {
    throw new DjustError(
      'orm/sql-conversion',
      `${prop.name} is converted by SQL when it is written, so djust can't compare it with a value.`,
    )
  }
  const converted = prop.customType ? convert(field, prop.customType, value, platform) : value
  return toParameter(field.type === 'datetime' ? asDate(field, converted) : converted, platform)
}

function convert(field: Field, type: Type<unknown>, value: unknown, platform: Platform): unknown {
  try {
    return type.convertToDatabaseValue(dayText(field.type, value), platform, { mode: 'query' })
  } catch (cause) {
    if (cause instanceof DjustError) throw cause
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new DjustError('orm/parameter', `${field.name} can't be compared with this value: ${message}`, { cause })
  }
}

/** Turns a raw column value into the entity's; null where both are the same. */
export function decoderOf(field: Field, platform: Platform): Decoder | null {
  const { prop, meta } = field.native as NativeField
  if (prop.kind === 'embedded') return embeddedDecoder(prop, meta, platform)
  const type = prop.customType
  if (field.type === 'decimal' && decimalIsText(prop)) return decimalDecoder(field)
  if (type) return convertsNothing(type, platform) ? null : (raw) => (raw === null ? null : type.convertToJSValue(raw, platform))
  if (prop.runtimeType === 'boolean') return (raw) => (raw === null ? null : !!raw)
  if (prop.runtimeType === 'Date' && !platform.isNumericProperty(prop)) return dateDecoder(platform)
  return null
}

/** Types whose JavaScript value is the driver's, so that generated code can skip the call. */
function convertsNothing(type: Type<unknown>, platform: Platform): boolean {
  if (type.convertToJSValue === Type.prototype.convertToJSValue) return true
  // MikroORM's date and uuid types hand on to the platform, which on SQLite gives back what it got.
  return ['DateType', 'UuidType'].includes(type.constructor.name) && type.convertToJSValue('2025-01-02', platform) === '2025-01-02'
}

function decimalIsText(prop: EntityProperty): boolean {
  const mode = (prop.customType as { mode?: string } | undefined)?.mode ?? prop.runtimeType
  return prop.customType?.constructor.name === 'DecimalType' && mode !== 'number'
}

/** SQLite keeps 832.00 as 832, and what has more digits than a double as one: the column's scale gives back the digits. */
function decimalDecoder(field: Field): Decoder {
  const scale = field.scale ?? 0
  return (raw) => {
    if (raw === null) return null
    const given = `${raw as number | string}`
    const text = given.includes('e') ? withoutExponent(given, scale) : given
    if (scale === 0 || !/^-?\d+(?:\.\d+)?$/.test(text)) return text
    const point = text.indexOf('.')
    if (point === -1) return `${text}.${'0'.repeat(scale)}`
    return text.padEnd(point + 1 + scale, '0')
  }
}

function withoutExponent(text: string, scale: number): string {
  return (
    DecimalValue.parse(String(Number(text)))
      ?.round(scale)
      .toFixed() ?? text
  )
}

/** As MikroORM's result mapper: a text without an offset is in the configured time zone. */
function dateDecoder(platform: Platform): Decoder {
  const zone = platform.getTimezone()
  const suffix = zone && zone !== 'local' ? zone : ''
  return (raw) => {
    if (typeof raw === 'number') return platform.parseDate(raw)
    if (raw === null || raw instanceof Date) return raw
    if (typeof raw === 'bigint') return platform.parseDate(Number(raw))
    const text = raw as string
    return platform.parseDate(suffix && !hasOffset(text) ? text + suffix : text)
  }
}

function hasOffset(text: string): boolean {
  return text.includes('+') || text.lastIndexOf('-') > 10 || text.endsWith('Z')
}

function asDate(field: Field, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const date = new Date(value)
  if (Number.isNaN(date.getTime()))
    throw new DjustError('orm/parameter', `${JSON.stringify(value)} is no date, which ${field.name} is compared with.`)
  return date
}

/** A formula's SQL for the row of a quoted alias. */
export function formulaSql(prop: EntityProperty, meta: EntityMetadata, quoted: string, platform: Platform): string {
  const alias = quoted.replace(/^["`](.*)["`]$/, '$1')
  const { schema, tableName: name } = meta
  const isOfSchema = schema !== undefined && schema !== '*'
  const table = {
    alias,
    name,
    ...(isOfSchema && { schema }),
    qualifiedName: isOfSchema ? `${schema}.${name}` : name,
    toString: () => alias,
  }
  const sql: unknown = prop.formula!(meta.createColumnMappingObject(alias), table)
  return `(${isRaw(sql) ? platform.formatQuery(sql.sql, sql.params) : String(sql)})`
}
