import { isPlainObject } from '../util/plain-object.ts'

/** Whether a condition, or one inside it, names one of these. */
export function conditionNames(condition: unknown, names: ReadonlyMap<string, unknown>): boolean {
  if (Array.isArray(condition)) return condition.some((one) => conditionNames(one, names))
  if (!isPlainObject(condition)) return false
  return Object.entries(condition).some(
    ([name, value]) => names.has(name) || ((name === 'and' || name === 'or' || name === 'not') && conditionNames(value, names)),
  )
}
