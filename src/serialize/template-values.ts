import type { Field, Relation } from '../schema/schema.ts'
import { DecimalValue } from '../value/decimal-value.ts'
import { PlainDate } from '../value/plain-date.ts'
import { PlainTime } from '../value/plain-time.ts'
import { heldBy } from './held-value.ts'

/** How templates see a field's value where that is another type than the entity's; undefined for most fields. */
export function templateConverter(field: Pick<Field, 'type' | 'scale' | 'held'>): ((value: unknown) => unknown) | undefined {
  const convert = typeConverter(field)
  if (!field.held) return convert
  return convert ? (value) => convert(heldBy(value)) : heldBy
}

/** Whether templates tell no row from null: a one-to-one that the other side points with. */
export function isOtherSide({ kind, owner, embedded }: Pick<Relation, 'kind' | 'owner' | 'embedded'>): boolean {
  return kind === 'one' && !owner && !embedded
}

/** What is null to the entity's methods is missing to templates, as to Django's, which print no None for it. */
export function rowOrMissing(row: unknown): unknown {
  return row ?? undefined
}

function typeConverter(field: Pick<Field, 'type' | 'scale'>): ((value: unknown) => unknown) | undefined {
  switch (field.type) {
    case 'date':
      return toDate
    case 'time':
      return (value) => (typeof value === 'string' ? (PlainTime.parse(value) ?? value) : value)
    case 'decimal':
      return (value) => toDecimal(value, field.scale)
    default:
      return undefined
  }
}

function toDate(value: unknown): unknown {
  if (typeof value === 'string') return PlainDate.parse(value) ?? value
  if (value instanceof Date) return new PlainDate(value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate())
  return value
}

function toDecimal(value: unknown, scale: number | null): unknown {
  if (typeof value === 'string') return DecimalValue.parse(value) ?? value
  if (typeof value !== 'number' && typeof value !== 'bigint') return value
  const decimal = DecimalValue.parse(String(value))
  return decimal && scale !== null ? decimal.round(scale) : (decimal ?? value)
}
