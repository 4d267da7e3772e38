import { isPlainObject } from '../util/plain-object.ts'
import type { QueryState } from './query-state.ts'

/** A query's conditions for people: `{ status: 'active' } and not { id: 3 }`; long texts and lists are cut. */
export function printConditions(state: QueryState): string {
  return state.where.map(({ kind, condition }) => (kind === 'filter' ? print(condition) : `not ${print(condition)}`)).join(' and ')
}

function print(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 5).map(print)
    return `[${(value.length > 5 ? [...shown, '…'] : shown).join(', ')}]`
  }
  if (isPlainObject(value)) {
    const entries = Object.keys(value).map((key) => `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${print(value[key])}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  if (typeof value === 'string')
    return `'${(value.length > 60 ? `${value.slice(0, 60)}…` : value).replace(/[\\'\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}'`
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  return typeof value === 'object' && value !== null ? value.constructor.name : String(value)
}
