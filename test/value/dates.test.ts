import { fc } from '../support/properties.ts'
import { describe, expect, it } from 'vitest'
import { DjustError } from '../../src/error.ts'
import { renderSettings } from '../../src/render/settings.ts'
import { dateOfDay, dayNumber, isoWeek } from '../../src/value/calendar.ts'
import { compileDateFormat } from '../../src/value/date-format.ts'
import { dateFromText, dateValueOf } from '../../src/value/date-value.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { PlainDateTime } from '../../src/value/plain-date-time.ts'
import { PlainTime } from '../../src/value/plain-time.ts'
import { TimeDelta } from '../../src/value/time-delta.ts'
import { TimeZones, instantOfLocal, isAmbiguousOrImaginary } from '../../src/value/time-zone.ts'

const berlin = renderSettings({ timeZone: 'Europe/Berlin' })
const anyDay = fc.integer({ min: -700_000, max: 2_900_000 })

describe('the calendar', () => {
  it('counts days as Date does', () => {
    fc.assert(
      fc.property(anyDay, (days) => {
        const date = dateOfDay(days)
        const utc = new Date(days * 86_400_000)
        expect([date.year, date.month, date.day]).toEqual([utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate()])
        expect(dayNumber(date)).toBe(days)
      }),
    )
  })

  it.each([
    ['2008-12-29', 2009, 1],
    ['2010-01-03', 2009, 53],
    ['2024-12-30', 2025, 1],
    ['2021-01-04', 2021, 1],
  ])('puts %s into week %i/%i', (text, year, week) => {
    expect(isoWeek(PlainDate.from(text))).toEqual({ year, week })
  })
})

describe('dates from text', () => {
  it('refuses what is no date', () => {
    for (const text of ['2025-02-29', '2025-13-01', '2025-00-10', '20250101', '2025-1-1', 'today', ''])
      expect(PlainDate.parse(text)).toBeUndefined()
    for (const text of ['24:00', '12:60', '1:00', '12']) expect(PlainTime.parse(text)).toBeUndefined()
    expect(() => PlainDate.from('tomorrow')).toThrow('"tomorrow" is not a date')
  })

  it('reads ISO text, instants into the zone of the engine', () => {
    expect(dateFromText('2025-09-20', berlin)).toEqual(new PlainDate(2025, 9, 20))
    expect(dateFromText('13:05', berlin)).toEqual(new PlainTime(13, 5))
    expect(String(dateFromText('2025-09-20T13:05', berlin))).toBe('2025-09-20T13:05:00')
    expect(String(dateFromText('2025-09-20T13:05:09.25Z', berlin))).toBe('2025-09-20T15:05:09.250000+02:00')
    expect(String(dateFromText('2025-01-20 13:05:00-0500', berlin))).toBe('2025-01-20T19:05:00+01:00')
    expect(dateFromText('2025-09-20T25:00', berlin)).toBeUndefined()
    expect(dateFromText('+++++++++++++++++++', berlin)).toBeUndefined()
  })

  it('takes the classes of Temporal by their tag', () => {
    const temporal = (tag: string, fields: object): object => ({ [Symbol.toStringTag]: `Temporal.${tag}`, ...fields })
    const clock = { hour: 13, minute: 5, second: 9, millisecond: 1, microsecond: 2 }
    const day = { year: 2025, month: 9, day: 20 }
    expect(String(dateValueOf(temporal('PlainDate', day), berlin))).toBe('2025-09-20')
    expect(String(dateValueOf(temporal('PlainTime', clock), berlin))).toBe('13:05:09.001002')
    expect(String(dateValueOf(temporal('PlainDateTime', { ...day, ...clock }), berlin))).toBe('2025-09-20T13:05:09.001002')
    expect(String(dateValueOf(temporal('Instant', { epochMilliseconds: 0 }), berlin))).toBe('1970-01-01T01:00:00+01:00')
    expect(dateValueOf(temporal('Duration', {}), berlin)).toBeUndefined()
    expect(dateValueOf(new Date(NaN), berlin)).toBeUndefined()
  })
})

describe('time zones', () => {
  const zones = new TimeZones()

  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Africa/Casablanca',
    'Pacific/Apia',
    'America/St_Johns',
  ])('%s has the offsets that Intl tells', (name) => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    const offset = (instant: number): number => {
      const text = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? ''
      const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? []
      return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
    }
    const instant = fc.integer({ min: Date.UTC(1980, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 })
    fc.assert(
      fc.property(instant, (seconds) => {
        expect(zones.get(name).offsetAt(seconds * 1000)).toBe(offset(seconds * 1000))
      }),
    )
  })

  it('changes the offset at the second that the clocks change', () => {
    const zone = zones.get('Europe/Berlin')
    const change = Date.UTC(2025, 2, 30, 1)
    expect([zone.offsetAt(change - 1000), zone.offsetAt(change)]).toEqual([3600, 7200])
    expect([zone.abbreviationAt(change - 1000), zone.abbreviationAt(change)]).toEqual(['CET', 'CEST'])
    expect([zone.isSummerAt(change - 1000), zone.isSummerAt(change)]).toEqual([false, true])
  })

  it('takes the first of two local times and knows those that never were', () => {
    const zone = zones.get('Europe/Berlin')
    expect(instantOfLocal(zone, Date.UTC(2025, 9, 26, 2, 30))).toBe(Date.UTC(2025, 9, 26, 0, 30))
    expect(isAmbiguousOrImaginary(zone, Date.UTC(2025, 9, 26, 2, 30))).toBe(true)
    expect(isAmbiguousOrImaginary(zone, Date.UTC(2025, 2, 30, 2, 30))).toBe(true)
    expect(isAmbiguousOrImaginary(zone, Date.UTC(2025, 2, 30, 3, 30))).toBe(false)
  })

  it('knows fixed offsets and refuses names that are none', () => {
    expect(zones.get('-03:30').offsetAt(0)).toBe(-12_600)
    expect(zones.find('Mars/Olympus')).toBeUndefined()
    expect(() => zones.get('Mars/Olympus')).toThrow('"Mars/Olympus" is not a time zone')
  })
})

describe('date formats', () => {
  const moment = PlainDateTime.from('2025-02-03T16:05:09.000042')
  const text = (format: string, kind?: 'date' | 'time'): string | undefined => compileDateFormat(format, kind)(moment, berlin)

  it.each([
    ['Y-m-d H:i:s.u', '2025-02-03 16:05:09.000042'],
    ['D l, N j M F b n y', 'Mon Monday, Feb. 3 Feb February feb 2 25'],
    ['jS z t L W o w', '3rd 34 28 False 6 2025 1'],
    ['g G h a A f P', '4 16 04 p.m. PM 4:05 4:05 p.m.'],
    ['O T Z I e', '+0100 CET 3600 0 '],
    ['c', '2025-02-03T16:05:09.000042'],
    ['r', 'Mon, 03 Feb 2025 16:05:09 +0100'],
    ['U', String(Date.UTC(2025, 1, 3, 15, 5, 9) / 1000)],
    ['\\Y\\e\\a\\r Y', 'Year 2025'],
    ['', ''],
    ['SHORT_DATETIME_FORMAT', '02/03/2025 4:05 p.m.'],
  ])('%s writes %s', (format, expected) => {
    expect(text(format)).toBe(expected)
  })

  it('writes the same with a long format as with its parts', () => {
    expect(text('j M Y, H:i')).toBe(`${text('j M Y')}, ${text('H:i')}`)
  })

  it.each([
    ['1960-01-01T00:00:00.500000', '-315619199'],
    ['1969-12-31T23:59:59.000123', '0'],
    ['1969-12-31T23:59:59', '-1'],
    ['1970-01-01T00:00:01.999999', '1'],
  ])('counts whole seconds to %s, towards 1970', (moment, expected) => {
    expect(compileDateFormat('U')(PlainDateTime.from(moment), renderSettings({ timeZone: 'UTC' }))).toBe(expected)
  })

  it('gives nothing where letters of dates are asked of a time', () => {
    expect(compileDateFormat('H Y')(new PlainTime(1), berlin)).toBeUndefined()
    expect(text('Y', 'time')).toBeUndefined()
  })

  it('refuses letters of times for a date', () => {
    expect(() => compileDateFormat('Y H')(new PlainDate(2025, 1, 1), berlin)).toThrow(DjustError)
    expect(compileDateFormat('H', 'time')(new PlainDate(2025, 1, 1), berlin)).toBeUndefined()
  })
})

describe('TimeDelta', () => {
  it('prints as Python does', () => {
    expect(String(new TimeDelta(864_000_000_000))).toBe('10 days, 0:00:00')
    expect(String(new TimeDelta(-1_000_000))).toBe('-1 day, 23:59:59')
    expect(String(new TimeDelta(90_061_500_000))).toBe('1 day, 1:01:01.500000')
    expect(new TimeDelta(-90_061_500_000).toIsoString()).toBe('-P1DT01H01M01.500000S')
  })
})
