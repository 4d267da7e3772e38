import { dayNumber } from '../../value/calendar.ts'
import { DecimalValue } from '../../value/decimal-value.ts'
import { englishNumbers, formatNumber } from '../../value/number-format.ts'
import { PlainDate } from '../../value/plain-date.ts'
import { PlainTime } from '../../value/plain-time.ts'
import { plainZone } from '../../value/print-settings.ts'
import { toText } from '../../value/to-text.ts'
import { SafeString } from '../../value/safe-string.ts'
import { toInteger } from '../../value/to-number.ts'
import { isTrue } from '../../value/truth.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'
import type { RenderSettings } from '../../render/settings.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { floatFormat } from '../text/float-format.ts'
import { groupLeadingDigits, largeNumbers, ordinalOf, smallNumbers } from '../text/number-words.ts'
import { timeAgo } from '../text/time-ago.ts'
import { dateFilter, dateOfInput } from './date-filters.ts'
import { scalarFlow } from './flows.ts'

/** The filters of `{% load humanize %}`. */
export const humanizeFilters: readonly FilterDefinition[] = [
  {
    name: 'ordinal',
    argument: 'none',
    isSafe: true,
    flow: scalarFlow,
    apply(input) {
      const number = toInteger(input)
      if (number === undefined) return input
      return number < 0 ? String(number) : new SafeString(ordinalOf(BigInt(number)))
    },
  },
  {
    name: 'intcomma',
    argument: 'optional',
    isSafe: true,
    flow: scalarFlow,
    apply(input, localized, { settings }) {
      const fraction = (typeof input === 'number' && !Number.isSafeInteger(input)) || input instanceof DecimalValue
      const number = fraction ? input : toInteger(input)
      if (number === undefined || (localized !== undefined && !isTrue(localized))) return groupLeadingDigits(toText(input, settings))
      return formatNumber(number, settings.numbers ?? englishNumbers, undefined, true)
    },
  },
  {
    name: 'intword',
    argument: 'none',
    flow: scalarFlow,
    apply(input, _argument, { settings }) {
      const number = toInteger(input)
      if (number === undefined) return input
      const digits = String(number).replace('-', '').length
      const word = digits < 7 ? undefined : largeNumbers.find(({ exponent }) => digits <= exponent + 3)
      if (!word) return number
      const shown = String(floatFormat(Number(`${number}e-${word.exponent}`), 1, settings))
      const pattern = `%(value)s ${word.name}`
      return (settings.translate?.(pattern, pattern, 2) ?? pattern).replace('%(value)s', () => shown)
    },
  },
  {
    name: 'apnumber',
    argument: 'none',
    isSafe: true,
    flow: scalarFlow,
    apply(input, _argument, { settings }) {
      const number = toInteger(input)
      if (number === undefined) return input
      const word = number > 0 && number < 10 ? smallNumbers[Number(number)] : undefined
      return word === undefined ? number : (settings.translate?.(word) ?? word)
    },
  },
  {
    name: 'naturalday',
    argument: 'optional',
    expectsLocaltime: true,
    flow: scalarFlow,
    apply(input, argument, context) {
      const { settings } = context
      const date = dateOfInput(input, settings)
      if (!date || date instanceof PlainTime) return input
      const days = dayNumber(date) - today(date instanceof ZonedDateTime ? date : undefined, settings)
      const word = days === 0 ? 'today' : days === 1 ? 'tomorrow' : days === -1 ? 'yesterday' : undefined
      if (word !== undefined) return settings.translate?.(word) ?? word
      return dateFilter.apply(new PlainDate(date.year, date.month, date.day), argument, context)
    },
  },
  {
    name: 'naturaltime',
    argument: 'none',
    flow: scalarFlow,
    apply: (input, _argument, { settings }) => timeAgo(input, settings) ?? input,
  },
]

/** The day number of today in the zone of a date-time, or in the engine's. */
function today(date: ZonedDateTime | undefined, settings: RenderSettings): number {
  const zone = date?.zone ?? plainZone(settings)
  return dayNumber(new ZonedDateTime(settings.now().getTime(), zone))
}
