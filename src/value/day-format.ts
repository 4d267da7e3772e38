import { dateOfDay, dayNumber } from './calendar.ts'
import { compileDateFormat, needsDayOnly } from './date-format.ts'
import { PlainDate } from './plain-date.ts'
import type { PrintSettings } from './print-settings.ts'
import type { TimeZone } from './time-zone.ts'

/** Text of a value's day; undefined where the value has to be looked at more closely. */
export type DayFormat = (value: unknown, settings: PrintSettings) => string | undefined

const mostDays = 4096

/**
 * A date format whose letters need nothing but the day, for dates, instants and ISO text of dates: the text of each day is
 * made once, since the rows of a page share their days with others. Undefined for other formats.
 */
export function compileDayFormat(format: string): DayFormat | undefined {
  if (!needsDayOnly(format)) return undefined
  const write = compileDateFormat(format)
  const texts = new Map<number, string | undefined>()
  let zoneSettings: PrintSettings | undefined
  let zone: TimeZone | undefined
  return (value, settings) => {
    let day: number
    if (value instanceof Date) {
      if (zone === undefined || zoneSettings !== settings) {
        zone = settings.zones.get(settings.localtime === false ? 'UTC' : settings.timeZone)
        zoneSettings = settings
      }
      const instant = value.getTime()
      if (Number.isNaN(instant)) return undefined
      day = Math.floor((instant + zone.offsetAt(instant) * 1000) / 86_400_000) | 0
    } else {
      const date = typeof value === 'string' ? dateOfText(value, settings) : value
      if (!(date instanceof PlainDate)) return undefined
      day = dayNumber(date) | 0
    }
    let text = texts.get(day)
    if (text === undefined) {
      if (texts.size >= mostDays) texts.clear()
      const { year, month, day: dayOfMonth } = dateOfDay(day)
      texts.set(day, (text = write(new PlainDate(year, month, dayOfMonth), settings)))
    }
    return text
  }
}

function dateOfText(text: string, { values }: PrintSettings): PlainDate | undefined {
  return values === 'javascript' && text.length === 10 ? PlainDate.parse(text) : undefined
}
