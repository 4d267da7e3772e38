/** Offsets from UTC of one zone. `offsetAt` is in seconds, east positive. */
export interface TimeZone {
  readonly name: string
  offsetAt(epochMilliseconds: number): number
  /** As in `CST`, or `+03` where the zone has no letters. */
  abbreviationAt(epochMilliseconds: number): string
  isSummerAt(epochMilliseconds: number): boolean
}

/** Zones with the tables computed so far; one for each engine. */
export class TimeZones {
  readonly #zones: Map<string, TimeZone> = new Map([['UTC', new FixedZone(0, 'UTC')]])

  /** A zone by its IANA name, or `+05:30`; undefined where there is none. */
  find(name: string): TimeZone | undefined {
    const known = this.#zones.get(name)
    if (known) return known
    const zone = fixedZone(name) ?? ianaZone(name)
    if (zone) this.#zones.set(name, zone)
    return zone
  }

  /** A zone by its IANA name; throws where there is none. */
  get(name: string): TimeZone {
    const zone = this.find(name)
    if (!zone) throw new RangeError(`"${name}" is not a time zone; use an IANA name such as "Europe/Berlin" or "UTC"`)
    return zone
  }
}

/** The same offset at all times. */
export class FixedZone implements TimeZone {
  readonly name: string
  readonly #offset: number

  constructor(offsetSeconds: number, name: string = offsetText(offsetSeconds, '')) {
    this.name = name
    this.#offset = offsetSeconds
  }

  offsetAt(): number {
    return this.#offset
  }

  abbreviationAt(): string {
    return this.name
  }

  isSummerAt(): boolean {
    return false
  }
}

/** The instant of a local time, which is given as if it were UTC; the first of two, and the later side of a gap. */
export function instantOfLocal(zone: TimeZone, localMilliseconds: number): number {
  const before = zone.offsetAt(localMilliseconds - dayLength) * 1000
  if (zone.offsetAt(localMilliseconds - before) * 1000 === before) return localMilliseconds - before
  const after = zone.offsetAt(localMilliseconds + dayLength) * 1000
  if (zone.offsetAt(localMilliseconds - after) * 1000 === after) return localMilliseconds - after
  return localMilliseconds - before
}

/** Whether clocks show a local time twice or never, because they are set around it. */
export function isAmbiguousOrImaginary(zone: TimeZone, localMilliseconds: number): boolean {
  const before = zone.offsetAt(localMilliseconds - dayLength) * 1000
  const after = zone.offsetAt(localMilliseconds + dayLength) * 1000
  if (before === after) return false
  const fitsBefore = zone.offsetAt(localMilliseconds - before) * 1000 === before
  const fitsAfter = zone.offsetAt(localMilliseconds - after) * 1000 === after
  return fitsBefore === fitsAfter
}

/** `+05:30`, with the seconds that zones had before they were of whole minutes. */
export function isoOffset(offsetSeconds: number): string {
  const seconds = Math.abs(offsetSeconds) % 60
  return offsetText(offsetSeconds, ':') + (seconds === 0 ? '' : `:${twoDigits(seconds)}`)
}

/** `+0530` or, with a separator, `+05:30`. */
export function offsetText(offsetSeconds: number, separator: '' | ':'): string {
  const minutes = Math.floor(Math.abs(offsetSeconds) / 60)
  return `${offsetSeconds < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}${separator}${twoDigits(minutes % 60)}`
}

const dayLength = 86_400_000
// Close enough together that no zone sets its clocks twice between two of them.
const probesPerYear = 26

interface YearTable {
  /** Instants at which the offset changes, the first being minus infinity. */
  readonly from: readonly number[]
  readonly offsets: readonly number[]
}

/** An IANA zone: a table of offsets for each year asked for, made with Intl once. */
class IanaZone implements TimeZone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat
  readonly #years: Map<number, YearTable> = new Map()
  readonly #abbreviations: Map<string, string> = new Map()
  /** What was found last holds from here until there: the dates of a page are mostly near each other. */
  #from = Infinity
  #until = -Infinity
  #offset = 0

  constructor(name: string, format: Intl.DateTimeFormat) {
    this.name = name
    this.#format = format
  }

  offsetAt(epochMilliseconds: number): number {
    if (epochMilliseconds >= this.#from && epochMilliseconds < this.#until) return this.#offset
    const instant = inKnownYears(epochMilliseconds)
    const year = yearOf(instant)
    const { from, offsets } = this.#table(year)
    let at = from.length - 1
    while (at > 0 && (from[at] ?? 0) > instant) at--
    this.#from = Math.max(from[at] ?? -Infinity, Date.UTC(year, 0, 1))
    this.#until = Math.min(from[at + 1] ?? Infinity, Date.UTC(year + 1, 0, 1))
    this.#offset = offsets[at] ?? 0
    return this.#offset
  }

  isSummerAt(epochMilliseconds: number): boolean {
    const instant = inKnownYears(epochMilliseconds)
    const { offsets } = this.#table(yearOf(instant))
    return this.offsetAt(instant) > Math.min(...offsets)
  }

  abbreviationAt(epochMilliseconds: number): string {
    const instant = inKnownYears(epochMilliseconds)
    const offset = this.offsetAt(instant)
    const key = `${yearOf(instant)}/${offset}`
    let text = this.#abbreviations.get(key)
    if (text === undefined) this.#abbreviations.set(key, (text = abbreviation(this.name, instant, offset)))
    return text
  }

  #table(year: number): YearTable {
    let table = this.#years.get(year)
    if (!table) this.#years.set(year, (table = this.#compute(year)))
    return table
  }

  #compute(year: number): YearTable {
    const start = Date.UTC(year, 0, 1)
    const step = (Date.UTC(year + 1, 0, 1) - start) / probesPerYear
    const from = [-Infinity]
    const offsets = [this.#ask(start)]
    for (let probe = 1; probe <= probesPerYear; probe++) {
      const end = start + probe * step
      const offset = this.#ask(end)
      const previous = offsets.at(-1)
      if (offset === previous) continue
      from.push(this.#findChange(end - step, end, offset))
      offsets.push(offset)
    }
    return { from, offsets }
  }

  /** The first second between two instants that has the offset of the second. */
  #findChange(from: number, to: number, offset: number): number {
    let low = Math.floor(from / 1000)
    let high = Math.ceil(to / 1000)
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.#ask(middle * 1000) === offset) high = middle
      else low = middle
    }
    return high * 1000
  }

  #ask(epochMilliseconds: number): number {
    const parts: Record<string, number> = {}
    for (const { type, value } of this.#format.formatToParts(epochMilliseconds)) parts[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return (Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMilliseconds / 1000) * 1000) / 1000
  }
}

function ianaZone(name: string): TimeZone | undefined {
  try {
    const options: Intl.DateTimeFormatOptions = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }
    return new IanaZone(name, new Intl.DateTimeFormat('en-US', { ...options, hourCycle: 'h23', timeZone: name }))
  } catch {
    return undefined
  }
}

function fixedZone(name: string): TimeZone | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(name)
  if (!match) return undefined
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60
  return new FixedZone(match[1] === '-' ? -seconds : seconds, name)
}

/** Letters are known to Intl only in the English of a place that uses them. */
function abbreviation(zone: string, epochMilliseconds: number, offset: number): string {
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-CA']) {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(epochMilliseconds)
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
    if (/^[A-Z]+$/.test(name)) return name
  }
  return offsetText(offset, '').replace(/00$/, '')
}

const firstKnown = Date.UTC(1800, 0, 1)
const lastKnown = Date.UTC(2400, 0, 1)
/** The calendar, and with it the rules of summer time, begins anew. */
const fourCenturies = 146_097 * 86_400_000

/**
 * An instant with the same offset in years that Intl and `Date.UTC` know how to write: before zones there was the sun's time of the
 * place, and after them the rules of today.
 */
function inKnownYears(epochMilliseconds: number): number {
  if (epochMilliseconds < firstKnown) return firstKnown
  if (epochMilliseconds < lastKnown) return epochMilliseconds
  return epochMilliseconds - Math.ceil((epochMilliseconds - lastKnown + 1) / fourCenturies) * fourCenturies
}

function yearOf(epochMilliseconds: number): number {
  return new Date(epochMilliseconds).getUTCFullYear()
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
