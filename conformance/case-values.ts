import { DecimalValue } from '../src/value/decimal-value.ts'
import { LazyText } from '../src/value/lazy-text.ts'
import { PlainDate } from '../src/value/plain-date.ts'
import { PlainDateTime } from '../src/value/plain-date-time.ts'
import { PlainTime } from '../src/value/plain-time.ts'
import { SafeString } from '../src/value/safe-string.ts'
import { TimeDelta } from '../src/value/time-delta.ts'
import { FixedZone, TimeZones } from '../src/value/time-zone.ts'
import { Tuple } from '../src/value/tuple.ts'
import { ZonedDateTime } from '../src/value/zoned-date-time.ts'
import { fixtureFunction, fixtureObject } from './fixtures.ts'

const zones = new TimeZones()

/** A value of a case's JSON as templates see it; throws `UnknownFixture` for an object that the cases' notes don't describe. */
export function decodeValue(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(decodeValue)
  if (typeof json !== 'object' || json === null) return json
  const tag = Object.keys(json).find((key) => key.startsWith('$'))
  return tag === undefined ? mapValues(json) : decodeTagged(tag, json as Tagged)
}

/** The values of a context by name. */
export function decodeContext(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapValues(json)
}

/** An instant of a case, rounded up to the milliseconds of JavaScript's clocks: what happened before it stays before. */
export function decodeInstant(text: string): Date {
  const cut = /\.\d{3}0*[1-9]\d*(?:Z|[+-])/.test(text) ? 1 : 0
  return new Date(new Date(text).getTime() + cut)
}

/** A value as JSON, in which values that templates can tell from each other differ. */
export function encodeValue(value: unknown): unknown {
  if (value instanceof SafeString) return { $safe: value.text }
  if (value instanceof LazyText) return value.toString()
  if (value instanceof DecimalValue) return { $decimal: value.toString() }
  if (value instanceof ZonedDateTime) return { $datetime: value.toString(), zone: value.zone.name }
  if (value instanceof PlainDateTime) return { $datetime: value.toString() }
  if (value instanceof PlainDate) return { $date: value.toString() }
  if (value instanceof PlainTime) return { $time: value.toString() }
  if (value instanceof TimeDelta) return { $timedelta: value.toString() }
  if (value instanceof Set) return { $set: Array.from(value, encodeValue) }
  if (typeof value === 'number' && !Number.isFinite(value)) return { $float: String(value) }
  if (value instanceof Tuple) return { $tuple: Array.from(value, encodeValue) }
  if (Array.isArray(value)) return value.map(encodeValue)
  if (value instanceof Map) return { $dict: Array.from(value, ([key, item]) => [encodeValue(key), encodeValue(item)]) }
  if (typeof value === 'bigint') return { $int: String(value) }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item)]))
}

type Tagged = Readonly<Record<string, unknown>>

function mapValues(json: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, decodeValue(value)]))
}

function decodeTagged(tag: string, json: Tagged): unknown {
  const content = json[tag]
  const text = String(content)
  switch (tag) {
    case '$safe':
      return new SafeString(text)
    case '$decimal':
      return DecimalValue.from(text)
    case '$int':
      return BigInt(text)
    case '$float':
      return Number(text.replace('inf', 'Infinity'))
    case '$datetime':
      return decodeDateTime(text, json)
    case '$date':
      return PlainDate.from(text)
    case '$time':
      return PlainTime.from(text)
    case '$timedelta':
      return new TimeDelta(Number(content) * 1_000_000)
    case '$lazy':
      return new LazyText(() => text)
    case '$function':
      return fixtureFunction(text)
    case '$object':
      return fixtureObject(text, mapValues(json['attributes'] as object))
    default:
      return decodeList(tag, content as readonly unknown[])
  }
}

function decodeList(tag: string, items: readonly unknown[]): unknown {
  switch (tag) {
    case '$tuple':
      return Tuple.fromItems(items.map(decodeValue))
    case '$set':
      return new Set(items.map(decodeValue))
    case '$dict':
      return new Map((items as [unknown, unknown][]).map(([key, value]) => [decodeValue(key), decodeValue(value)]))
    case '$range': {
      const [start = 0, stop = 0, step = 1] = items as number[]
      return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, at) => start + at * step)
    }
    default:
      throw new Error(`unknown tag ${tag}`)
  }
}

function decodeDateTime(text: string, { offsetMinutes, zone }: Tagged): PlainDateTime {
  const local = PlainDateTime.from(text)
  if (offsetMinutes === undefined) return local
  const seconds = Number(offsetMinutes) * 60
  const known = typeof zone === 'string' ? zones.find(zone) : undefined
  return ZonedDateTime.inZone(local, known ?? new FixedZone(seconds, typeof zone === 'string' ? zone : undefined))
}
