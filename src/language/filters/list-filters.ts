import type { Flow } from '../../access/flow.ts'
import { scalar, type Value } from '../../access/value.ts'
import { escapeToSafe } from '../../value/escape.ts'
import { toListOrUndefined } from '../../value/iterate.ts'
import { isText } from '../../value/lazy-text.ts'
import { pythonLength } from '../../value/length.ts'
import { toText, toTextOrSafe } from '../../value/to-text.ts'
import { longestText, tooLarge } from '../../value/too-large.ts'
import { SafeString } from '../../value/safe-string.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { unorderedList } from '../text/unordered-list.ts'
import { printedElements } from './flows.ts'
import { requiredList, wrongInput } from './refuse.ts'
import { itemAt, parseBounds, rowsOfBounds, sliceValue } from './slicing.ts'
import { sortByProperty, sortFlow } from './sorting.ts'

/** Filters of lists. */
export const listFilters: readonly FilterDefinition[] = [
  {
    name: 'length',
    argument: 'none',
    flow(input, _argument, _literal, flow) {
      flow.length(input)
      return scalar
    },
    apply: (input) => pythonLength(input) ?? 0,
    inputProblem: () => 'gives 0, whatever it is',
  },
  {
    name: 'first',
    argument: 'none',
    flow: (input, _argument, _literal, flow) => flow.iterate(cut(input, 1, 0, flow)),
    apply: (input) => itemAt(input, 0),
  },
  {
    name: 'last',
    argument: 'none',
    isSafe: true,
    flow: (input, _argument, _literal, flow) => flow.iterate(cut(input, 0, 1, flow)),
    apply: (input) => itemAt(input, -1),
  },
  {
    name: 'random',
    argument: 'none',
    isSafe: true,
    flow: (input, _argument, _literal, flow) => flow.iterate(input),
    apply(input) {
      const items = input === null || input === undefined ? undefined : toListOrUndefined(input)
      if (!items) throw wrongInput('random', input, 'a list or text')
      return items.length === 0 ? '' : items[Math.floor(Math.random() * items.length)]
    },
  },
  {
    name: 'slice',
    argument: 'required',
    argumentProblem: (argument) => (parseBounds(String(argument)) ? undefined : 'is no slice, as ":3", "2:5" or "-1:" is: nothing is cut'),
    isSafe: true,
    flow(input, argument, literal, flow) {
      if (argument) flow.output(argument)
      const bounds = literal === undefined ? undefined : parseBounds(String(literal))
      // Bounds that can't be read leave the list as it is.
      if (bounds === undefined) return literal === undefined ? { kind: 'sequence', element: flow.iterate(input) } : input
      const { head, tail, fromEdge } = rowsOfBounds(bounds)
      const rows = cut(input, head, tail, flow)
      // What is cut from a list that begins elsewhere needs more rows than it has itself.
      return fromEdge ? rows : { kind: 'sequence', element: flow.iterate(rows) }
    },
    apply: (input, argument, { settings }) => sliceValue(input, parseBounds(toText(argument, settings))),
    prepare(literal) {
      const bounds = parseBounds(String(literal))
      return (input) => sliceValue(input, bounds)
    },
  },
  {
    name: 'join',
    argument: 'required',
    isSafe: true,
    needsAutoescape: true,
    flow: printedElements,
    apply(input, argument, { settings, autoescape }) {
      const items = input === null || input === undefined ? undefined : toListOrUndefined(input)
      if (!items) return input
      const texts = items.map((item) => toTextOrSafe(item, settings))
      const glue = toTextOrSafe(argument, settings)
      checkJoinedLength(texts, glue)
      if (autoescape) return new SafeString(texts.map((text) => escapeToSafe(text).text).join(escapeToSafe(glue).text))
      // Python joins nothing but text.
      return items.every(isText) ? new SafeString(texts.join(String(glue))) : input
    },
  },
  {
    name: 'dictsort',
    argument: 'required',
    flow: sortFlow,
    apply: (input, argument, context) => sortByProperty(input, argument, false, context),
  },
  {
    name: 'dictsortreversed',
    argument: 'required',
    flow: sortFlow,
    apply: (input, argument, context) => sortByProperty(input, argument, true, context),
  },
  {
    name: 'unordered_list',
    argument: 'none',
    isSafe: true,
    needsAutoescape: true,
    flow: printedElements,
    apply: (input, _argument, { settings, autoescape }) =>
      new SafeString(unorderedList(requiredList('unordered_list', input), settings, autoescape)),
  },
]

/**
 * The first or last rows, where nothing is cut yet: a list that was sliced is cut by the filter that sliced it, which
 * needs all its rows even if only one is read afterwards.
 */
function cut(input: Value, head: number, tail: number, flow: Flow): Value {
  if (input.kind === 'node') return flow.slice(input, head, tail)
  return input.kind === 'union' ? flow.union(input.options.map((option) => cut(option, head, tail, flow))) : input
}

function checkJoinedLength(texts: readonly (string | SafeString)[], glue: string | SafeString): void {
  let length = String(glue).length * texts.length
  // Skips the holes that a list may have.
  texts.forEach((text) => (length += typeof text === 'string' ? text.length : text.text.length))
  if (length > longestText) throw tooLarge(`the filter "join" would make a text of more than ${longestText} characters`)
}
