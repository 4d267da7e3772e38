import { type DateFields, type TimeFields, dateOfDay, dayNumber, isoDate, isoTime, microsecondOfDay } from './calendar.ts'
import { PlainDate } from './plain-date.ts'
import { PlainTime } from './plain-time.ts'

/** A date and a time of day that belong to no zone: Python's naive datetime; immutable. */
export class PlainDateTime implements DateFields, TimeFields {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number

  constructor(date: DateFields, time: TimeFields) {
    this.year = date.year
    this.month = date.month
    this.day = date.day
    this.hour = time.hour
    this.minute = time.minute
    this.second = time.second
    this.microsecond = time.microsecond
  }

  /** From ISO text without an offset, such as `2025-09-20T13:05:09`; throws on other text. */
  static from(text: string): PlainDateTime {
    const value = PlainDateTime.parse(text)
    if (!value) throw new RangeError(`"${text}" is not a date with a time; write it as 2025-09-20T13:05:09`)
    return value
  }

  static parse(text: string): PlainDateTime | undefined {
    const match = /^([+-]?\d{4,6}-\d\d-\d\d)[T ](\S+)$/.exec(text)
    const date = match && PlainDate.parse(match[1] ?? '')
    const time = match && PlainTime.parse(match[2] ?? '')
    return date && time ? new PlainDateTime(date, time) : undefined
  }

  /** From milliseconds since 1970 on the same clock, and microseconds beyond them. */
  static fromLocal(milliseconds: number, extraMicroseconds = 0): PlainDateTime {
    return new PlainDateTime(dateOfDay(Math.floor(milliseconds / 86_400_000)), timeOfDay(milliseconds, extraMicroseconds))
  }

  /** Milliseconds since 1970 on the same clock, as if it were UTC. */
  get localMilliseconds(): number {
    return dayNumber(this) * 86_400_000 + Math.floor(microsecondOfDay(this) / 1000)
  }

  toString(): string {
    return `${isoDate(this)}T${isoTime(this)}`
  }

  toJSON(): string {
    return this.toString()
  }
}

function timeOfDay(milliseconds: number, extraMicroseconds: number): TimeFields {
  const rest = ((milliseconds % 86_400_000) + 86_400_000) % 86_400_000
  const seconds = Math.floor(rest / 1000)
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    microsecond: (rest % 1000) * 1000 + extraMicroseconds,
  }
}
