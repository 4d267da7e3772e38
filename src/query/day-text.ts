import type { FieldType } from '../schema/schema.ts'

/** What a date is compared with, given by a moment or its milliseconds: the day that it is in UTC. */
export function dayText(type: FieldType, value: unknown): unknown {
  return type === 'date' && (typeof value === 'number' || value instanceof Date) ? new Date(value).toISOString().slice(0, 10) : value
}
