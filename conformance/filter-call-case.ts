import type { FilterContext } from '../src/render/filter-code.ts'
import { builtinFilters } from '../src/language/filters/builtin-filters.ts'
import { humanizeFilters } from '../src/language/filters/humanize.ts'
import { tzFilters } from '../src/language/filters/tz.ts'
import { type RenderSettings, renderSettings } from '../src/render/settings.ts'
import { englishNumbers } from '../src/value/number-format.ts'
import { decodeValue, encodeValue } from './case-values.ts'
import { type Case, type Outcome, failed, passed, skipped } from './outcome.ts'

interface FilterCall extends Case {
  readonly filter: string
  readonly args: readonly unknown[]
  readonly kwargs?: { readonly autoescape?: boolean }
  readonly language?: string
  readonly result: unknown
}

const filters = new Map([...builtinFilters, ...humanizeFilters, ...tzFilters].map((filter) => [filter.name, filter]))

/** Calls a filter with a case's arguments; whether the result is safe counts too. */
export function runFilterCallCase(recorded: Case): Outcome {
  const call = recorded as FilterCall
  const reason = notFilters.get(call.id)
  if (reason !== undefined) return skipped(reason)
  const filter = filters.get(call.filter)
  if (!filter) return failed(`there is no filter ${call.filter}`)
  const [input, ...rest] = call.args.map(decodeValue)
  const context: FilterContext = { settings: settingsOf(call), autoescape: call.kwargs?.autoescape ?? true }
  try {
    const actual = JSON.stringify(encodeValue(filter.apply(input, rest[0], context)))
    const expected = JSON.stringify(encodeValue(decodeValue(call.result)))
    return actual === expected ? passed : failed(`expected ${expected}\n  actual   ${actual}`)
  } catch (error) {
    return failed(String(error))
  }
}

const notFilters: ReadonlyMap<string, string> = new Map([
  [
    'filter_tests.test_urlize.FunctionTests.test_caching_repeated_words',
    'recorded while the test had replaced a part of Django: every word and every space came out as "test"',
  ],
])

// These cases have no clock of their own: it stood here while they were recorded.
const now = new Date('2026-11-23T21:03:45.700Z')

function settingsOf({ language, now: instant }: FilterCall): RenderSettings {
  const clock = typeof instant === 'string' ? new Date(instant) : now
  const settings = renderSettings({ values: 'python', timeZone: 'America/Chicago', now: () => clock })
  if (language !== 'de') return settings
  // Django's test replaces the separator of numbers without a language.
  const unlocalized = { ...englishNumbers, thousandSeparator: '!' }
  const numbers = { decimalSeparator: ',', thousandSeparator: '.', grouping: 3, useThousandSeparator: false, unlocalized }
  return { ...settings, numbers, translate: german }
}

function german(text: string, plural?: string, count?: number): string {
  const english = plural !== undefined && count !== 1 ? plural : text
  return english.replace('byte', 'Byte')
}
