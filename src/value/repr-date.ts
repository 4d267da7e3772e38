import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { PlainTime } from './plain-time.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** The `repr()` of Python's datetime module; undefined for what is no date or time. */
export function reprDate(value: object): string | undefined {
  if (value instanceof Date) return reprInstant(value)
  if (value instanceof PlainDateTime) {
    const zone = value instanceof ZonedDateTime ? `, tzinfo=${reprZone(value.zone.name)}` : ''
    return `datetime.datetime(${value.year}, ${value.month}, ${value.day}, ${reprTimeArguments(value)}${zone})`
  }
  if (value instanceof PlainDate) return `datetime.date(${value.year}, ${value.month}, ${value.day})`
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

function reprZone(name: string): string {
  return name === 'UTC' ? 'datetime.timezone.utc' : `zoneinfo.ZoneInfo(key='${name}')`
}
