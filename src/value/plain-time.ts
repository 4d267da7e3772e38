import { type TimeFields, isoTime } from './calendar.ts'

/** A time of day, without date and zone; immutable. */
export class PlainTime implements TimeFields {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number

  constructor(hour: number, minute = 0, second = 0, microsecond = 0) {
    this.hour = hour
    this.minute = minute
    this.second = second
    this.microsecond = microsecond
  }

  /** From ISO text such as `13:05` or `13:05:09.5`; throws on other text. */
  static from(text: string): PlainTime {
    const time = PlainTime.parse(text)
    if (!time) throw new RangeError(`"${text}" is not a time of day; write it as 13:05:09`)
    return time
  }

  static parse(text: string): PlainTime | undefined {
    const match = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/.exec(text)
    if (!match) return undefined
    const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
    if (hour > 23 || minute > 59 || second > 59) return undefined
    return new PlainTime(hour, minute, second, Number((match[4] ?? '').padEnd(6, '0').slice(0, 6)))
  }

  toString(): string {
    return isoTime(this)
  }

  toJSON(): string {
    return isoTime(this)
  }
}
