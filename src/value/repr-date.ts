import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { PlainTime } from './plain-time.ts'
import { TimeDelta } from './time-delta.ts'
import { FixedZone } from './time-zone.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** The `repr()` of Python's datetime module; undefined for what is no date or time. */
export function reprDate(value: object): string | undefined {
  if (value instanceof Date) return reprInstant(value)
  if (value instanceof PlainDateTime) {
    const zone = value instanceof ZonedDateTime ? `, tzinfo=${reprZone(value)}` : ''
    return `datetime.datetime(${value.year}, ${value.month}, ${value.day}, ${reprTimeArguments(value)}${zone})`
  }
  if (value instanceof PlainDate) return `datetime.date(${value.year}, ${value.month}, ${value.day})`
  if (value instanceof TimeDelta) return `datetime.timedelta(${reprLength(value)})`
  if (value instanceof PlainTime) return `datetime.time(${reprTimeArguments(value)})`
  return undefined
}

function reprInstant(value: Date): string {
  if (Number.isNaN(value.getTime())) return 'Invalid Date'
  const local = PlainDateTime.fromLocal(value.getTime())
  return `datetime.datetime(${local.year}, ${local.month}, ${local.day}, ${reprTimeArguments(local)}, tzinfo=datetime.timezone.utc)`
}

function reprTimeArguments({ hour, minute, second, microsecond }: PlainTime | PlainDateTime): string {
  if (microsecond !== 0) return `${hour}, ${minute}, ${second}, ${microsecond}`
  return second === 0 ? `${hour}, ${minute}` : `${hour}, ${minute}, ${second}`
}

function reprZone({ zone, offsetSeconds }: ZonedDateTime): string {
  if (zone.name === 'UTC') return 'datetime.timezone.utc'
  if (!(zone instanceof FixedZone)) return `zoneinfo.ZoneInfo(key='${zone.name}')`
  return `datetime.timezone(datetime.timedelta(${reprLength(new TimeDelta(offsetSeconds * 1_000_000))}), '${zone.name}')`
}

function reprLength({ days, microseconds }: TimeDelta): string {
  const rest = microseconds - days * 86_400_000_000
  const parts = { days, seconds: Math.floor(rest / 1_000_000), microseconds: rest % 1_000_000 }
  const written = Object.entries(parts).filter(([, count]) => count !== 0)
  return written.map(([name, count]) => `${name}=${count}`).join(', ') || '0'
}
