import { union } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

/** What MikroORM's `wrap` has for entities and no row of a page has: the whole row as plain data. */
export const entityMethods: ReadonlySet<string> = new Set(['toObject', 'toPOJO', 'serialize'])

/** What MikroORM's references answer with the entity they stand for. */
export const unwrapping: ReadonlySet<string> = new Set([
  'unwrap',
  'get',
  'getEntity',
  'toReference',
  'load',
  'loadOrFail',
  'init',
  'populate',
])

/** What a reference of MikroORM's has, which on a page is the entity itself, or what a query annotates its rows with, which `read` gives. */
export function readOfReference(row: Value, name: string, read: (mayLack: boolean) => Value): Value {
  if (name === '$') return row
  if (!unwrapping.has(name) && name !== 'isInitialized') return read(false)
  const method: Value = { kind: 'function', call: (_, self) => (name === 'isInitialized' ? scalar : self.kind === 'scalar' ? row : self) }
  return union([method, read(true)])
}
