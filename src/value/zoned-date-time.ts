import { isoDate, isoTime } from './calendar.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { type TimeZone, instantOfLocal, isoOffset } from './time-zone.ts'

/** An instant as clocks of a zone show it: Python's aware datetime; immutable. A `Date` is one in the engine's zone. */
export class ZonedDateTime extends PlainDateTime {
  readonly epochMilliseconds: number
  readonly zone: TimeZone
  /** East of UTC is positive. */
  readonly offsetSeconds: number
  /** Printing and date filters leave it in its zone: what the filters of the tz library give. */
  readonly keepsZone: boolean

  constructor(epochMilliseconds: number, zone: TimeZone, extraMicroseconds = 0, keepsZone = false) {
    const offset = zone.offsetAt(epochMilliseconds)
    const local = PlainDateTime.fromLocal(epochMilliseconds + offset * 1000, extraMicroseconds)
    super(local, local)
    this.epochMilliseconds = epochMilliseconds
    this.zone = zone
    this.offsetSeconds = offset
    this.keepsZone = keepsZone
  }

  /** What clocks of `zone` show as `local`. */
  static inZone(local: PlainDateTime, zone: TimeZone, keepsZone = false): ZonedDateTime {
    return new ZonedDateTime(instantOfLocal(zone, local.localMilliseconds), zone, local.microsecond % 1000, keepsZone)
  }

  in(zone: TimeZone, keepsZone = false): ZonedDateTime {
    return new ZonedDateTime(this.epochMilliseconds, zone, this.microsecond % 1000, keepsZone)
  }

  toDate(): Date {
    return new Date(this.epochMilliseconds)
  }

  override toString(): string {
    return `${isoDate(this)}T${isoTime(this)}${isoOffset(this.offsetSeconds)}`
  }
}
