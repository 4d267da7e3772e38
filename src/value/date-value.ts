import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { PlainTime } from './plain-time.ts'
import type { PrintSettings } from './print-settings.ts'
import { FixedZone } from './time-zone.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** A date, a time of day, or both, with a zone or without. */
export type DateValue = PlainDate | PlainTime | PlainDateTime

/**
 * The date or time that a value is, instants as clocks of the engine's zone show them; undefined for every other value.
 * Takes djust's own classes, `Date` and Temporal's classes.
 */
export function dateValueOf(value: unknown, settings: PrintSettings): DateValue | undefined {
  if (value instanceof PlainDate) return value
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof ZonedDateTime)
    return value.keepsZone || settings.localtime === false ? value : value.in(settings.zones.get(settings.timeZone))
  if (value instanceof PlainDateTime || value instanceof PlainTime) return value
  if (value instanceof Date) {
    const instant = value.getTime()
    return Number.isNaN(instant)
      ? undefined
      : new ZonedDateTime(instant, settings.zones.get(settings.localtime === false ? 'UTC' : settings.timeZone))
  }
  const tag: unknown = Reflect.get(value, Symbol.toStringTag)
  return typeof tag === 'string' && tag.startsWith('Temporal.') ? fromTemporal(tag, value, settings) : undefined
}

/** The date, date-time or time that ISO text spells, such as an entity's own methods return; undefined for other text. */
export function dateFromText(text: string, settings: PrintSettings): DateValue | undefined {
  if (text.length < 5 || text.length > 40) return undefined
  const zoned = /^(.+?)(Z|[+-]\d\d:?\d\d)$/i.exec(text)
  const local = zoned && PlainDateTime.parse(zoned[1] ?? '')
  if (zoned && local) {
    const offset = zoned[2] ?? 'Z'
    const zone = /z/i.test(offset) ? utc : settings.zones.get(offset)
    return ZonedDateTime.inZone(local, zone).in(settings.zones.get(settings.timeZone))
  }
  return PlainDate.parse(text) ?? PlainDateTime.parse(text) ?? PlainTime.parse(text)
}

const utc = new FixedZone(0, 'UTC')

interface TemporalFields {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly microsecond: number
  readonly epochMilliseconds: number
  readonly timeZoneId: string
}

function fromTemporal(tag: string, value: object, settings: PrintSettings): DateValue | undefined {
  // The tag says which of the fields are there.
  const fields = value as TemporalFields
  switch (tag) {
    case 'Temporal.PlainDate':
      return new PlainDate(fields.year, fields.month, fields.day)
    case 'Temporal.PlainTime':
      return temporalTime(fields)
    case 'Temporal.PlainDateTime':
      return new PlainDateTime(fields, temporalTime(fields))
    case 'Temporal.ZonedDateTime':
      return new ZonedDateTime(fields.epochMilliseconds, settings.zones.get(settings.timeZone), fields.microsecond)
    case 'Temporal.Instant':
      return new ZonedDateTime(fields.epochMilliseconds, settings.zones.get(settings.timeZone))
    default:
      return undefined
  }
}

function temporalTime({ hour, minute, second, millisecond, microsecond }: TemporalFields): PlainTime {
  return new PlainTime(hour, minute, second, millisecond * 1000 + microsecond)
}
