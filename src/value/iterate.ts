import { DjustError } from '../error.ts'
import { codePoints } from './code-points.ts'
import { isIterable, isPlainObject, kindName } from './kinds.ts'
import { LazyText } from './lazy-text.ts'
import { SafeString } from './safe-string.ts'
import { refuseUnloaded } from './unloaded.ts'

/**
 * What `{% for %}` runs through: lists, maps and dictionaries by key, sets, text by character, generators; nothing for
 * null. An array is returned as it is. Throws for what can't be run through, as Django does.
 */
export function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const list = toListOrUndefined(value)
  if (list) return list
  throw new DjustError('value/not-iterable', `a value of type ${kindName(value)} can't be iterated`, {
    hint: isAsync(value)
      ? 'It is asynchronous: await it in the view and pass the rows.'
      : 'Pass a list, a query, a Map, a Set or another iterable.',
  })
}

/** The same, undefined for what can't be run through. */
export function toListOrUndefined(value: unknown): readonly unknown[] | undefined {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return codePoints(value)
  if (typeof value !== 'object') return undefined
  if (Array.isArray(value)) return value
  if (value instanceof SafeString || value instanceof LazyText) return codePoints(value.toString())
  if (value instanceof Map) return Array.from(value.keys())
  if (isIterable(value)) return Array.from(value)
  refuseUnloaded(value)
  return isPlainObject(value) ? Object.keys(value) : undefined
}

function isAsync(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || 'then' in value)
}
