import { type DateFields, type TimeFields, dateOfDay, dayNumber } from './calendar.ts'
import { compileClockFormat } from './date-format.ts'
import { PlainDate } from './plain-date.ts'
import type { PrintSettings } from './print-settings.ts'
import type { TimeZone } from './time-zone.ts'

/** Text of an instant or a day; undefined where the value has to be looked at more closely. */
export type QuickDateFormat = (value: unknown, settings: PrintSettings) => string | undefined

const dayLength = 86_400_000
const mostDays = 4096

/**
 * The quick way for date formats that ask for no zone, of instants, dates and ISO text of dates. The text of a day is made once,
 * since the rows of a page share their days with others. Undefined for other formats.
 */
export function compileQuickDateFormat(format: string): QuickDateFormat | undefined {
  const clock = compileClockFormat(format)
  if (!clock) return undefined
  const { needsTime, write } = clock
  const texts = new Map<number, string>()
  let zoneSettings: PrintSettings | undefined
  let zone: TimeZone | undefined
  const dayText = (day: number): string => {
    let text = texts.get(day)
    if (text === undefined) {
      if (texts.size >= mostDays) texts.clear()
      texts.set(day, (text = write(fieldsAt(day, 0))))
    }
    return text
  }
  return (value, settings) => {
    if (value instanceof Date) {
      if (zone === undefined || zoneSettings !== settings) {
        zone = settings.zones.get(settings.localtime === false ? 'UTC' : settings.timeZone)
        zoneSettings = settings
      }
      const instant = value.getTime()
      if (Number.isNaN(instant)) return undefined
      const local = instant + zone.offsetAt(instant) * 1000
      const day = Math.floor(local / dayLength) | 0
      return needsTime ? write(fieldsAt(day, local - day * dayLength)) : dayText(day)
    }
    if (needsTime) return undefined
    const date = typeof value === 'string' ? dateOfText(value, settings) : value
    return date instanceof PlainDate ? dayText(dayNumber(date) | 0) : undefined
  }
}

/** What clocks show so many milliseconds after the beginning of a day. */
function fieldsAt(days: number, milliseconds: number): DateFields & TimeFields {
  const { year, month, day } = dateOfDay(days)
  const seconds = Math.floor(milliseconds / 1000)
  const minutes = Math.floor(seconds / 60)
  const hour = Math.floor(minutes / 60)
  return {
    year,
    month,
    day,
    hour,
    minute: minutes - hour * 60,
    second: seconds - minutes * 60,
    microsecond: (milliseconds - seconds * 1000) * 1000,
  }
}

function dateOfText(text: string, { values }: PrintSettings): PlainDate | undefined {
  return values === 'javascript' && text.length === 10 ? PlainDate.parse(text) : undefined
}
