import { codePointLength } from './code-points.ts'
import { isPlainObject, lengthOf } from './kinds.ts'
import { LazyText } from './lazy-text.ts'
import { SafeString } from './safe-string.ts'
import { truth } from './truth.ts'
import { refuseUnloaded } from './unloaded.ts'

/** Python's `len()`: undefined for what has none. Text counts characters, not the units of JavaScript strings. */
export function pythonLength(value: unknown): number | undefined {
  if (typeof value === 'string') return codePointLength(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return value.length
  // Lists of which only a part is loaded, before what is rarer.
  if (truth in value) return lengthOf(value)
  if (value instanceof SafeString || value instanceof LazyText) return codePointLength(value.toString())
  if (value instanceof Map || value instanceof Set) return value.size
  if (isPlainObject(value)) return Object.keys(value).length
  refuseUnloaded(value)
  return lengthOf(value)
}
