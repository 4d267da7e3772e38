import { compareValues } from '../../value/compare.ts'
import { dateFromText, dateValueOf } from '../../value/date-value.ts'
import { PlainDate } from '../../value/plain-date.ts'
import { PlainDateTime } from '../../value/plain-date-time.ts'
import { PlainTime } from '../../value/plain-time.ts'
import { plainZone } from '../../value/print-settings.ts'
import { FixedZone } from '../../value/time-zone.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'
import type { RenderSettings } from '../../render/settings.ts'
import { timeBetween } from './time-between.ts'

/** `an hour ago`, `3 days from now`; undefined for what is no date. */
export function timeAgo(value: unknown, settings: RenderSettings): string | undefined {
  const date =
    typeof value === 'string'
      ? settings.values === 'javascript'
        ? dateFromText(value, settings)
        : undefined
      : dateValueOf(value, settings)
  if (!date || date instanceof PlainTime) return undefined
  const start = startOf(date)
  const milliseconds = settings.now().getTime()
  const now =
    start instanceof ZonedDateTime
      ? new ZonedDateTime(milliseconds, utc)
      : PlainDateTime.fromLocal(milliseconds + plainZone(settings).offsetAt(milliseconds) * 1000)
  const past = (compareValues(start, now) ?? 0) < 0
  const seconds = Math.floor(Math.abs(secondsOf(now) - secondsOf(start)))
  if (seconds >= 86_400) {
    const between = timeBetween(start, now, !past, settings) ?? ''
    return translated(settings, past ? '%(delta)s ago' : '%(delta)s from now').replace('%(delta)s', () => between)
  }
  if (seconds === 0) return translated(settings, 'now')
  const [count, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 3600 ? [Math.floor(seconds / 60), 'minute'] : [Math.floor(seconds / 3600), 'hour']
  const end = past ? 'ago' : 'from now'
  const [one, many] = [`${unit === 'hour' ? 'an' : 'a'} ${unit} ${end}`, `%(count)s\u00a0${unit}s ${end}`]
  return (settings.translate?.(one, many, count) ?? (count === 1 ? one : many)).replace('%(count)s', () => String(count))
}

const utc = new FixedZone(0, 'UTC')

/** An instant in UTC, where no change of clocks makes a day longer or shorter. */
function startOf(date: PlainDate | PlainDateTime): PlainDateTime {
  if (date instanceof PlainDate) return new PlainDateTime(date, new PlainTime(0))
  return date instanceof ZonedDateTime ? date.in(utc) : date
}

function secondsOf(value: PlainDateTime): number {
  const milliseconds = value instanceof ZonedDateTime ? value.epochMilliseconds : value.localMilliseconds
  return (milliseconds + (value.microsecond % 1000) / 1000) / 1000
}

function translated({ translate }: RenderSettings, text: string): string {
  return translate?.(text) ?? text
}
