import { DjustError } from '../error.ts'
import { isPlainObject } from '../util/plain-object.ts'

/**
 * A condition that later changes of the given object can't reach. Undefined is refused here, where the stack still
 * shows the caller: taken as "no condition" it would let all rows through.
 */
export function copyCondition(condition: object, where: string): object {
  return copy(condition, where, '') as object
}

function copy(value: unknown, where: string, path: string): unknown {
  if (value === undefined) {
    throw new DjustError('query/undefined-value', `${where}: the value of "${path}" is undefined.`, {
      hint: 'Leave the key out where it should not restrict, or write null for rows without a value.',
    })
  }
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown, i) => copy(item, where, `${path}[${i}]`)))
  if (!isPlainObject(value)) return value
  const out = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value)) out[key] = copy(value[key], where, path === '' ? key : `${path}.${key}`)
  return Object.freeze(out)
}
