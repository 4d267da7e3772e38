import { compileDateFormat, type DateFormat, dateFormatProblem, textOfFormat } from '../../value/date-format.ts'
import { type DateValue, dateFromText, dateValueOf } from '../../value/date-value.ts'
import { compileQuickDateFormat } from '../../value/quick-date-format.ts'
import { toText } from '../../value/to-text.ts'
import { isText } from '../../value/lazy-text.ts'
import { PlainTime } from '../../value/plain-time.ts'
import { SafeString } from '../../value/safe-string.ts'
import { isTrue } from '../../value/truth.ts'
import type { RenderSettings } from '../../render/settings.ts'
import type { FilterContext } from '../../render/filter-code.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { timeBetween } from '../text/time-between.ts'
import { scalarFlow } from './flows.ts'
import { wrongInput } from './refuse.ts'

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
  const formatted = (input: unknown, format: DateFormat, argument: unknown, { settings }: FilterContext): string => {
    const date = dateOfInput(input, settings)
    if (date) return format(date, settings) ?? ''
    const isNothing = input === null || input === undefined || (isText(input) && String(input) === '')
    // No date has the standard format's letters, whose place an argument such as 0 leaves to them.
    return isNothing || argument === undefined ? '' : (textOfFormat(toText(argument, settings)) ?? '')
  }
  const lettersOf = (literal: string | number | bigint | undefined): string =>
    literal === undefined || !isTrue(literal) ? standard : String(literal)
  return {
    name: kind,
    argument: 'optional',
    expectsLocaltime: true,
    flow: scalarFlow,
    apply(input, argument, context) {
      const letters = toFormat(argument, context) || standard
      return formatted(input, compileDateFormat(letters, kind), argument, context)
    },
    inputProblem(of, literal) {
      if (of === 'number' || of === 'boolean') return textOfFormat(lettersOf(literal)) === undefined ? 'prints nothing of it' : undefined
      return dateFormatProblem(lettersOf(literal), kind, of)
    },
    prepare(literal) {
      const letters = lettersOf(literal)
      const format = compileDateFormat(letters, kind)
      const quick = kind === 'date' ? compileQuickDateFormat(letters) : undefined
      if (!quick) return (input, context) => formatted(input, format, literal, context)
      return (input, context) => quick(input, context.settings) ?? formatted(input, format, literal, context)
    },
  }
}

function toFormat(argument: unknown, { settings }: FilterContext): string {
  return isTrue(argument) ? toText(argument, settings) : ''
}

function differenceFilter(name: string, until: boolean): FilterDefinition {
  return {
    name,
    argument: 'optional',
    flow: scalarFlow,
    apply(input, argument, { settings }) {
      if (!isTrue(input)) return ''
      const other = isTrue(argument) ? argument : undefined
      const between = timeBetween(input, other, until, settings)
      if (between !== undefined) return between
      for (const value of other === undefined ? [input] : [input, other]) {
        const date = dateOfInput(value, settings)
        if (!date || date instanceof PlainTime) throw wrongInput(name, value, 'dates')
      }
      return ''
    },
    inputProblem: (of) => (of === 'date' || of === 'datetime' ? undefined : 'takes dates and moments only'),
  }
}
