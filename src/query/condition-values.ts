import { DjustError } from '../error.ts'
import type { Field, FieldType } from '../schema/schema.ts'
import { isNumeric } from './operators.ts'
import type { Dialect, OrmAdapter } from './orm-adapter.ts'
import type { Operator } from './query-state.ts'
import { textPattern } from './text-pattern.ts'
import { dayText } from './day-text.ts'

/** One parameter of a query's conditions, not yet encoded. */
export interface ConditionSlot {
  /** The field it is compared with; null where that is a number no column holds (a count, an average). */
  readonly field: Field | null
  readonly operator: Operator
  readonly value: unknown
  /** The fields of keys, where the value is a list of such. */
  readonly key?: readonly Field[]
}

type Encoder = Pick<OrmAdapter, 'dialect' | 'encode'>

/** The parameter a slot stands for, as the driver takes it. */
export function encodeSlot(slot: ConditionSlot, adapter: Encoder): unknown {
  const { field, operator, value } = slot
  if (slot.key) return keysParameter(value as readonly (readonly unknown[])[], slot.key, adapter)
  const encode = (one: unknown): unknown => {
    if (field === null) return one
    if (field.native === null) return plainParameter(field.type, one)
    const whole = adapter.dialect === 'postgres' && field.type === 'integer' && typeof one === 'number' && !Number.isInteger(one)
    return whole ? wholeNumber(operator, one) : adapter.encode(field, one)
  }
  switch (operator) {
    case 'in':
    case 'notIn':
      return listParameter((value as readonly unknown[]).map(encode), adapter.dialect, field?.type ?? 'float')
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'icontains':
    case 'istartsWith':
    case 'iendsWith':
    case 'iexact':
      return textPattern(adapter.dialect, operator, value as string)
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'between':
    case 'isNull':
      return encode(value)
  }
}

/** A parameter for what is computed, which no column's converter knows. */
function plainParameter(type: FieldType, value: unknown): unknown {
  if (type === 'datetime' && (typeof value === 'string' || typeof value === 'number')) return new Date(value)
  return dayText(type, value)
}

/** PostgreSQL takes whole numbers only where whole numbers are compared: the one that keeps the same rows. */
function wholeNumber(operator: Operator, value: number): number | bigint {
  if (operator === 'lt' || operator === 'gte') return Math.ceil(value)
  if (operator === 'lte' || operator === 'gt') return Math.floor(value)
  return noInteger
}

/** A bigint that no column of a smaller type holds. */
const noInteger = 2n ** 63n - 1n

/** A list as one parameter, so that the SQL is the same for any length: JSON text on SQLite, else an array. */
function listParameter(values: readonly unknown[], dialect: Dialect, type: FieldType): unknown {
  if (dialect !== 'sqlite') return values
  return `[${values.map((value) => jsonText(value, type)).join(',')}]`
}

/** Keys of several columns as one parameter: a list of lists that the driver writes out on MySQL, else JSON. */
function keysParameter(keys: readonly (readonly unknown[])[], fields: readonly Field[], adapter: Encoder): unknown {
  const encoded = keys.map((key) => key.map((value, i) => adapter.encode(fields[i]!, value)))
  // Nothing is in a list without any keys, which can't be written there.
  if (adapter.dialect === 'mysql') return encoded.length > 0 ? encoded : [fields.map(() => null)]
  return `[${encoded.map((key) => `[${key.map((value, i) => jsonText(value, fields[i]!.type)).join(',')}]`).join(',')}]`
}

function jsonText(value: unknown, type: FieldType): string {
  // Text that is compared with a number would never be equal inside json_each, whose values have no affinity.
  if (typeof value === 'string') return isNumeric(type) && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? value : JSON.stringify(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Date) return JSON.stringify(value.toISOString().replace('T', ' ').replace('Z', ''))
  throw new DjustError('query/wrong-value', `A list in a condition can't hold ${Object.prototype.toString.call(value).slice(8, -1)}.`, {
    hint: 'Write or: [{ field: a }, { field: b }].',
  })
}
