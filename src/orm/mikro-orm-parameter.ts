import type { Platform } from '@mikro-orm/core'
import { DjustError } from '../error.ts'
import { dialectOf } from './mikro-orm-dialect.ts'
import { postgresArray } from './postgres-array.ts'

/**
 * A value as the database's driver takes it. A list becomes one parameter: PostgreSQL's text of an array, an array
 * that MySQL's driver writes out behind IN.
 */
export function toParameter(value: unknown, platform: Platform): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return dialectOf(platform) === 'postgres' ? value : Number(value)
    case 'undefined':
      return null
    default:
      break
  }
  if (value === null || ArrayBuffer.isView(value)) return value
  if (value instanceof Date) return dateParameter(value, platform)
  if (Array.isArray(value)) return listParameter(value, platform)
  // SQLite's driver would read a leading object as named parameters and find no rows, without an error.
  throw new DjustError(
    'orm/parameter',
    `A value of type ${Object.prototype.toString.call(value).slice(8, -1)} can't be a parameter of a query.`,
  )
}

/**
 * A value that MikroORM would write into its SQL as a literal, and the type to cast the parameter to where the database
 * would otherwise take it for another one than the literal: a number's own, and not that of what it is compared with.
 */
export function literalParameter(value: unknown, platform: Platform): { readonly parameter: unknown; readonly type: string | undefined } {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new DjustError('orm/parameter', `${String(value)} can't be a parameter in place of a literal.`)
  const parameter = toParameter(value, platform)
  switch (dialectOf(platform)) {
    case 'postgres':
      return { parameter, type: literalType(parameter) }
    case 'sqlite':
      // Its driver binds every number as a double.
      return { parameter: Number.isSafeInteger(parameter) ? BigInt(parameter as number) : parameter, type: undefined }
    case 'mysql':
      return { parameter, type: undefined }
  }
}

function literalType(value: unknown): string | undefined {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return 'numeric'
  return value >= -(2 ** 31) && value < 2 ** 31 ? 'integer' : 'bigint'
}

/** As MikroORM writes it, in its own time zone setting: drivers would use the process's. */
function dateParameter(value: Date, platform: Platform): unknown {
  const processed: unknown = platform.processDateProperty(value)
  if (!(processed instanceof Date)) return toParameter(processed, platform)
  return platform.quoteValue(processed).slice(1, -1)
}

function listParameter(values: readonly unknown[], platform: Platform): unknown {
  const list = values.map((value) => toParameter(value, platform))
  if (dialectOf(platform) === 'postgres') return postgresArray(list)
  // `in ()` is no SQL; nothing equals null.
  return list.length === 0 ? [null] : list
}
