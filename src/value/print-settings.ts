import type { TimeZone, TimeZones } from './time-zone.ts'
import type { NumberFormats } from './number-format.ts'

/** What decides how values turn into text. */
export interface PrintSettings {
  /** How booleans, null and containers print: see docs/values.md. */
  readonly values: 'javascript' | 'python'
  /** IANA name of the zone that dates with an instant are shown in. */
  readonly timeZone: string
  /** The zone of date-times that have none, where a template has changed `timeZone` for a while; `timeZone` without it. */
  readonly plainTimeZone?: string
  /** False: date-times with a zone are shown in their own, and instants in UTC. */
  readonly localtime?: boolean
  /** Computed tables of time zones. */
  readonly zones: TimeZones
  /** Separators of numbers; English without it. */
  readonly numbers?: NumberFormats
}

/** The zone whose clocks date-times without one are read by. */
export function plainZone({ zones, plainTimeZone, timeZone }: PrintSettings): TimeZone {
  return zones.get(plainTimeZone ?? timeZone)
}
