import { type DateFields, dateOfDay, dayNumber, daysInMonth, isoDate } from './calendar.ts'

const dash = 45

/** The number that the digits from `start` to `end` write, or one below 0 where one of them is none. */
function digits(text: string, start: number, end: number): number {
  let number = 0
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

/** A day of the calendar, without time and zone; immutable. */
export class PlainDate implements DateFields {
  readonly year: number
  readonly month: number
  readonly day: number

  constructor(year: number, month: number, day: number) {
    this.year = year
    this.month = month
    this.day = day
  }

  /** From ISO text such as `2025-09-20`; throws on other text. */
  static from(text: string): PlainDate {
    const date = PlainDate.parse(text)
    if (!date) throw new RangeError(`"${text}" is not a date; write it as 2025-09-20`)
    return date
  }

  static parse(text: string): PlainDate | undefined {
    // What databases give, without the regular expression that costs as much as the rest of a page's row.
    if (text.length === 10 && text.charCodeAt(4) === dash && text.charCodeAt(7) === dash) {
      const year = digits(text, 0, 4)
      const month = digits(text, 5, 7)
      const day = digits(text, 8, 10)
      return year < 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) ? undefined : new PlainDate(year, month, day)
    }
    const match = /^([+-]?\d{4,6})-(\d\d)-(\d\d)$/.exec(text)
    if (!match) return undefined
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
    return new PlainDate(year, month, day)
  }

  plusDays(days: number): PlainDate {
    const { year, month, day } = dateOfDay(dayNumber(this) + days)
    return new PlainDate(year, month, day)
  }

  toString(): string {
    return isoDate(this)
  }

  toJSON(): string {
    return isoDate(this)
  }
}
