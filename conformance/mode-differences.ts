import { builtinFilters } from '../src/language/filters/builtin-filters.ts'
import type { FilterDefinition } from '../src/language/filter-definition.ts'
import type { Library } from '../src/language/library.ts'
import { loadableLibraries } from '../src/language/loadable-libraries.ts'
import { tokenize } from '../src/template/tokenize.ts'
import { isPlainObject } from '../src/value/kinds.ts'
import { SafeString } from '../src/value/safe-string.ts'
import { toTextOrSafe } from '../src/value/to-text.ts'
import { renderSettings } from '../src/render/settings.ts'
import { decodeValue } from './case-values.ts'

/**
 * One documented difference between the two modes of the setting `values`, as what `python` has to be told to print
 * what `javascript` prints: what filters get and give instead.
 */
export interface ModeDifference {
  readonly name: string
  /** How its row in the table of docs/values.md begins. */
  readonly documented: string
  /** The filters that get another input. */
  readonly inputsOf?: readonly string[]
  /** The filters that get another argument. */
  readonly argumentsOf?: readonly string[]
  /** The filters whose output is another one. */
  readonly outputsOf?: readonly string[]
  change(value: unknown): unknown
}

const filtersOfText =
  'addslashes capfirst center cut escape escapejs force_escape iriencode linebreaks linebreaksbr linenumbers ljust lower make_list ' +
  'phone2numeric rjust safe slugify striptags title truncatechars truncatechars_html truncatewords truncatewords_html upper urlencode ' +
  'urlize urlizetrunc wordcount wordwrap intcomma stringformat'
const argumentsOfText = 'cut join slice yesno pluralize stringformat date time urlencode json_script dictsort dictsortreversed'
const filtersOfItems = 'join safeseq escapeseq unordered_list'
const filtersOfDates = 'date time timesince timeuntil naturalday naturaltime localtime utc timezone'

export const modeDifferences: readonly ModeDifference[] = [
  {
    name: 'truth values are JavaScript’s words to what takes text',
    documented: '`{{ true }}`',
    inputsOf: `${filtersOfText} ${filtersOfItems}`.split(' '),
    change: (value) => (typeof value === 'boolean' ? String(value) : value),
  },
  {
    name: 'null is no text to what takes text',
    documented: '`{{ null }}`, `{{ undefined }}`',
    inputsOf: filtersOfText.split(' '),
    change: (value) => value ?? '',
  },
  {
    name: 'truth values are JavaScript’s words as arguments that are text',
    documented: '`{{ true }}`',
    argumentsOf: argumentsOfText.split(' '),
    change: (value) => (typeof value === 'boolean' ? String(value) : value),
  },
  {
    name: 'null is no text as an argument that is text',
    documented: '`{{ null }}`, `{{ undefined }}`',
    argumentsOf: 'cut join slice pluralize stringformat dictsort dictsortreversed'.split(' '),
    change: (value) => value ?? '',
  },
  {
    name: 'null is an empty item to what takes a list of texts',
    documented: '`{{ null }}`, `{{ undefined }}`',
    inputsOf: filtersOfItems.split(' '),
    change: function inItems(value): unknown {
      return Array.isArray(value) ? value.map((item: unknown) => inItems(item) ?? '') : value
    },
  },
  {
    name: 'lists and dictionaries have JavaScript’s words in their text',
    documented: 'inside a printed list or dictionary',
    inputsOf: filtersOfText.split(' '),
    change: (value) => (typeof value === 'object' && value !== null ? toTextOrSafe(value, javascript) : value),
  },
  {
    name: 'what shows a value as code does it in JavaScript’s words',
    documented: 'inside a printed list or dictionary',
    outputsOf: ['pprint', 'stringformat'],
    change: (value) =>
      typeof value === 'string' ? value.replaceAll(/True|False|None/g, (word) => (word === 'None' ? 'null' : word.toLowerCase())) : value,
  },
  {
    name: 'ISO text is a date to filters of dates',
    documented: 'the filters `date`, `time`,',
    inputsOf: filtersOfDates.split(' '),
    change: (value) => (typeof value === 'string' || value instanceof SafeString ? spelledDate(value) : value),
  },
]

const javascript = renderSettings({ values: 'javascript' })

/** Libraries in place of djust's own, whose filters see values as these differences say. */
export function filtersThatDiffer(differences: readonly ModeDifference[]): { builtins: Library[]; libraries: Library[] } {
  const changed = ({ name, tags, filters }: Required<Library>): Library => ({
    name,
    tags,
    filters: filters.map((filter) => withDifferences(filter, differences)),
  })
  const builtins = [changed({ name: 'builtins', tags: [], filters: builtinFilters }), { name: 'printed', tags: [], filters: [printed] }]
  return { builtins, libraries: loadableLibraries.map(changed) }
}

/** The templates with every `{{ value }}` printed in JavaScript's words: matters where a tag works on what was printed. */
export function printedInJavaScript(templates: Readonly<Record<string, string>>): Record<string, string> {
  const print = (source: string): string =>
    tokenize(source)
      .map(({ kind, content, start, end }) => (kind === 'variable' ? `{{ ${content}|${printed.name} }}` : source.slice(start, end)))
      .join('')
  return Object.fromEntries(Object.entries(templates).map(([name, source]) => [name, print(source)]))
}

const printed: FilterDefinition = {
  name: 'printed_in_javascript',
  argument: 'none',
  isSafe: true,
  apply: (input) => (isPrintedValue(input) ? toTextOrSafe(input, javascript) : input),
}

function withDifferences(filter: FilterDefinition, all: readonly ModeDifference[]): FilterDefinition {
  const ofInput = all.filter(({ inputsOf }) => inputsOf?.includes(filter.name))
  const ofArgument = all.filter(({ argumentsOf }) => argumentsOf?.includes(filter.name))
  const ofOutput = all.filter(({ outputsOf }) => outputsOf?.includes(filter.name))
  const changed = (value: unknown, by: readonly ModeDifference[]): unknown =>
    value === undefined ? undefined : by.reduce<unknown>((now, difference) => difference.change(now), value)
  // Without `prepare`, which would see neither.
  const { name, argument: takes, isSafe = false } = filter
  return {
    name,
    argument: takes,
    isSafe,
    apply: (input, argument, context) => changed(filter.apply(changed(input, ofInput), changed(argument, ofArgument), context), ofOutput),
  }
}

function isPrintedValue(value: unknown): boolean {
  return typeof value === 'boolean' || value === null || Array.isArray(value) || isPlainObject(value)
}

/** Whether `printed` is `python` with any of the words `True`, `False`, `None` replaced, as they print by themselves. */
export function differInWords(python: string, printed: string): boolean {
  // The lengths of `printed` that the parts so far can have used up.
  let ends = new Set([0])
  for (const part of python.split(/(True|False|None)/)) {
    const next = new Set<number>()
    for (const end of ends) {
      for (const word of words[part] ?? [part]) if (printed.startsWith(word, end)) next.add(end + word.length)
    }
    ends = next
  }
  return ends.has(printed.length)
}

const words: Readonly<Record<string, readonly string[]>> = {
  True: ['true', 'True'],
  False: ['false', 'False'],
  None: ['null', '', 'None'],
}

/** ISO text as the date, time or instant that it spells, else itself. */
function spelledDate(value: string | SafeString): unknown {
  const text = String(value)
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return decodeValue({ $date: text })
  if (/^\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return decodeValue({ $time: text })
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text)
  if (!match) return value
  const [, date, time, zone] = match
  const local = { $datetime: `${date}T${time}` }
  if (zone === undefined) return decodeValue(local)
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):?(\d\d)/.exec(zone) ?? []
  return decodeValue({ ...local, offsetMinutes: Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) })
}
