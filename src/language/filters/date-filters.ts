import { compileDateFormat, type DateFormat } from '../../value/date-format.ts'
import { type DateValue, dateFromText, dateValueOf } from '../../value/date-value.ts'
import { compileQuickDateFormat } from '../../value/quick-date-format.ts'
import { toText } from '../../value/to-text.ts'
import { SafeString } from '../../value/safe-string.ts'
import { isTrue } from '../../value/truth.ts'
import type { RenderSettings } from '../../render/settings.ts'
import type { FilterContext } from '../../render/filter-code.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { timeBetween } from '../text/time-between.ts'
import { scalarFlow } from './flows.ts'

export const dateFilter: FilterDefinition = formatFilter('date', 'DATE_FORMAT')

/** Filters of dates. Those of text that is no date give empty text. */
export const dateFilters: readonly FilterDefinition[] = [
  dateFilter,
  formatFilter('time', 'TIME_FORMAT'),
  differenceFilter('timesince', false),
  differenceFilter('timeuntil', true),
]

/**
 * The date that a filter gets: dates, instants in the engine's zone and, where values are JavaScript's, ISO text, which
 * entities return for date columns.
 */
export function dateOfInput(value: unknown, settings: RenderSettings): DateValue | undefined {
  const text = value instanceof SafeString ? value.text : value
  if (typeof text === 'string') return settings.values === 'javascript' ? dateFromText(text, settings) : undefined
  return dateValueOf(value, settings)
}

function formatFilter(kind: 'date' | 'time', standard: string): FilterDefinition {
  const formatted = (input: unknown, format: DateFormat, { settings }: FilterContext): string => {
    const date = dateOfInput(input, settings)
    return date ? (format(date, settings) ?? '') : ''
  }
  return {
    name: kind,
    argument: 'optional',
    expectsLocaltime: true,
    flow: scalarFlow,
    apply: (input, argument, context) => formatted(input, compileDateFormat(toFormat(argument, context) || standard, kind), context),
    prepare(literal) {
      const letters = literal === undefined || literal === '' ? standard : String(literal)
      const format = compileDateFormat(letters, kind)
      const quick = kind === 'date' ? compileQuickDateFormat(letters) : undefined
      if (!quick) return (input, context) => formatted(input, format, context)
      return (input, context) => quick(input, context.settings) ?? formatted(input, format, context)
    },
  }
}

function toFormat(argument: unknown, { settings }: FilterContext): string {
  return argument === undefined || argument === null ? '' : toText(argument, settings)
}

function differenceFilter(name: string, until: boolean): FilterDefinition {
  return {
    name,
    argument: 'optional',
    flow: scalarFlow,
    apply(input, argument, { settings }) {
      if (!isTrue(input)) return ''
      const other = isTrue(argument) ? argument : undefined
      return timeBetween(input, other, until, settings) ?? ''
    },
  }
}
