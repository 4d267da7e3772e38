import { fc } from '../support/properties.ts'
import { expect, test } from 'vitest'
import { renderSettings } from '../../src/render/settings.ts'
import { compileDateFormat } from '../../src/value/date-format.ts'
import { dateValueOf } from '../../src/value/date-value.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { compileQuickDateFormat } from '../../src/value/quick-date-format.ts'
import { TimeZones } from '../../src/value/time-zone.ts'

const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2027, 0, 1) }),
  fc.date({ noInvalidDate: true, min: new Date('0150-01-01'), max: new Date('9000-01-01') }).map((date) => date.getTime()),
)
const zoneNames = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', '-03:30']

test.each([
  'M d, Y',
  'j. F Y',
  'D l N y z t L S w W o',
  'Y-m-d H:i:s',
  'd.m.Y H:i',
  'N j, Y, P',
  'u A a g G h f',
  'SHORT_DATE_FORMAT',
  'DATETIME_FORMAT',
  '\\Y Y',
])('the quick way of %s writes what the other one does', (format) => {
  const [quick, slow] = [compileQuickDateFormat(format), compileDateFormat(format)]
  fc.assert(
    fc.property(instants, fc.constantFrom(...zoneNames), (instant, timeZone) => {
      const settings = renderSettings({ timeZone })
      const date = new Date(instant)
      expect(quick?.(date, settings)).toBe(slow(dateValueOf(date, settings)!, settings))
    }),
    { numRuns: 60 },
  )
})

test('days and ISO text have the quick way where no time is asked for', () => {
  const settings = renderSettings()
  const quick = compileQuickDateFormat('j M Y')
  expect(quick?.(new PlainDate(2024, 2, 29), settings)).toBe('29 Feb 2024')
  expect(quick?.('2024-02-29', settings)).toBe('29 Feb 2024')
  expect(quick?.('2024-02-29', renderSettings({ values: 'python' }))).toBeUndefined()
  expect(quick?.('2024-02-30', settings)).toBeUndefined()
  expect(quick?.(new Date(NaN), settings)).toBeUndefined()
  expect(compileQuickDateFormat('j M H:i')?.(new PlainDate(2024, 2, 29), settings)).toBeUndefined()
})

test.each(['c', 'r', 'U', 'e', 'T', 'O', 'Z', 'I', 'j e'])('%s has no quick way', (format) => {
  expect(compileQuickDateFormat(format)).toBeUndefined()
})

test('a zone remembers what it found last, and where that ends', () => {
  for (const name of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe']) {
    const used = new TimeZones().get(name)
    fc.assert(
      fc.property(
        fc.array(fc.oneof(instants, fc.integer({ min: -62_000_000_000_000, max: -58_000_000_000_000 })), { minLength: 2, maxLength: 5 }),
        (list) => {
          for (const instant of list) expect(used.offsetAt(instant)).toBe(new TimeZones().get(name).offsetAt(instant))
        },
      ),
      { numRuns: 20 },
    )
  }
})
