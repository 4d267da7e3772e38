import { codePointLength } from './code-points.ts'
import { isPlainObject, lengthOf } from './kinds.ts'
import { LazyText } from './lazy-text.ts'
import { SafeString } from './safe-string.ts'

/** Python's `len()`: undefined for what has none. Text counts characters, not the units of JavaScript strings. */
export function pythonLength(value: unknown): number | undefined {
  if (typeof value === 'string') return codePointLength(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return value.length
  if (value instanceof SafeString || value instanceof LazyText) return codePointLength(value.toString())
  if (value instanceof Map || value instanceof Set) return value.size
  if (isPlainObject(value)) return Object.keys(value).length
  return lengthOf(value)
}
