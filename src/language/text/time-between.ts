import { dayNumber, microsecondOfDay } from '../../value/calendar.ts'
import { dateFromText, dateValueOf } from '../../value/date-value.ts'
import { PlainDate } from '../../value/plain-date.ts'
import { PlainDateTime } from '../../value/plain-date-time.ts'
import { PlainTime } from '../../value/plain-time.ts'
import { plainZone } from '../../value/print-settings.ts'
import { FixedZone } from '../../value/time-zone.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'
import type { RenderSettings } from '../../render/settings.ts'

/**
 * `2 weeks, 3 days`: the time from a date to another or to now, in its two largest neighbouring units; `0 minutes`
 * where it is past. Undefined where one is no date, or only one of them has a zone.
 */
export function timeBetween(date: unknown, other: unknown, until: boolean, settings: RenderSettings): string | undefined {
  const from = startOf(date, settings)
  const to = other === undefined ? from && nowLike(from, settings) : startOf(other, settings)
  if (!from || !to || from instanceof ZonedDateTime !== to instanceof ZonedDateTime) return undefined
  const sameZone = from instanceof ZonedDateTime && to instanceof ZonedDateTime ? to.in(from.zone) : to
  return until ? describe(sameZone, from, settings) : describe(from, sameZone, settings)
}

const utc = new FixedZone(0, 'UTC')

/** A date-time as clocks of its own zone show it; a date is its midnight, an instant is in UTC. */
function startOf(value: unknown, settings: RenderSettings): PlainDateTime | undefined {
  if (value instanceof ZonedDateTime) return value
  const date =
    typeof value === 'string'
      ? settings.values === 'javascript'
        ? dateFromText(value, settings)
        : undefined
      : dateValueOf(value, settings)
  if (date instanceof ZonedDateTime) return date.in(utc)
  if (date instanceof PlainDateTime) return date
  return date instanceof PlainDate ? new PlainDateTime(date, new PlainTime(0)) : undefined
}

function nowLike(date: PlainDateTime, settings: RenderSettings): PlainDateTime {
  const now = settings.now().getTime()
  if (date instanceof ZonedDateTime) return new ZonedDateTime(now, date.zone)
  return PlainDateTime.fromLocal(now + plainZone(settings).offsetAt(now) * 1000)
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const secondsOf = [604_800, 86_400, 3600, 60]
const unitNames = ['year', 'month', 'week', 'day', 'hour', 'minute']
const units = 2

function describe(from: PlainDateTime, to: PlainDateTime, settings: RenderSettings): string {
  if (secondsBetween(from, to) < 1) return unit(0, 'minute', settings)
  let months = (to.year - from.year) * 12 + (to.month - from.month)
  if (from.day > to.day || (from.day === to.day && microsecondOfDay(from) > microsecondOfDay(to))) months--
  let rest = Math.max(0, secondsBetween(months > 0 ? monthsLater(from, months) : from, to))
  const counts = [Math.floor(months / 12), months % 12]
  for (const seconds of secondsOf) {
    counts.push(Math.floor(rest / seconds))
    rest %= seconds
  }
  const first = counts.findIndex((count) => count !== 0)
  if (first < 0) return unit(0, 'minute', settings)
  const parts: string[] = []
  for (let at = first; at < first + units && counts[at]; at++) parts.push(unit(counts[at] ?? 0, unitNames[at] ?? '', settings))
  return parts.join(settings.translate?.(', ') ?? ', ')
}

/** The same day of a later month, or its last; whole seconds. */
function monthsLater(date: PlainDateTime, months: number): PlainDateTime {
  const month = date.month - 1 + (months % 12)
  const [year, monthIndex] = [date.year + Math.floor(months / 12) + Math.floor(month / 12), month % 12]
  const day = Math.min(monthLengths[monthIndex] ?? 31, date.day)
  return new PlainDateTime({ year, month: monthIndex + 1, day }, new PlainTime(date.hour, date.minute, date.second))
}

/** By the clocks, as Python counts between times of one zone. */
function secondsBetween(from: PlainDateTime, to: PlainDateTime): number {
  return (dayNumber(to) - dayNumber(from)) * 86_400 + (microsecondOfDay(to) - microsecondOfDay(from)) / 1_000_000
}

function unit(count: number, name: string, { translate }: RenderSettings): string {
  const [one, many] = [`%(num)d ${name}`, `%(num)d ${name}s`]
  const text = translate?.(one, many, count) ?? (count === 1 ? one : many)
  return text.replace('%(num)d', () => String(count)).replaceAll(' ', '\u00a0')
}
