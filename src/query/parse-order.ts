import { DjustError } from '../error.ts'
import type { Ordering } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'

/** A key of orderBy(): `'endDate'`, `'-tenant.user.lastName'`, or an object. */
export function parseOrder(key: unknown): Ordering {
  if (typeof key === 'string' && /^-?[^-.\s][^.\s]*(?:\.[^.\s]+)*$/.test(key)) {
    const descending = key.startsWith('-')
    return Object.freeze({ path: Object.freeze((descending ? key.slice(1) : key).split('.')), descending, nulls: undefined })
  }
  if (isPlainObject(key) && typeof key['path'] === 'string') {
    const { path, direction, nulls } = key as { path: string; direction?: 'asc' | 'desc'; nulls?: 'first' | 'last' }
    return Object.freeze({ path: Object.freeze(path.split('.')), descending: direction === 'desc', nulls })
  }
  throw new DjustError(
    'query/wrong-value',
    `orderBy() takes names like 'endDate' or '-tenant.user.lastName', not ${JSON.stringify(key) ?? String(key)}.`,
    {
      hint: "To place nulls write { path: 'endDate', direction: 'desc', nulls: 'last' }.",
    },
  )
}
