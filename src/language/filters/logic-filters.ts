import { scalar } from '../../access/value.ts'
import { prettyRepr } from '../text/pretty-repr.ts'
import { isTrue } from '../../value/truth.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { requiredText } from './refuse.ts'

/** Filters that choose. */
export const logicFilters: readonly FilterDefinition[] = [
  {
    name: 'default',
    argument: 'required',
    flow(input, argument, _literal, flow) {
      flow.test(input)
      return flow.union(argument ? [input, argument] : [input])
    },
    apply: (input, argument) => (isTrue(input) ? input : argument),
  },
  {
    name: 'default_if_none',
    argument: 'required',
    flow(input, argument, _literal, flow) {
      flow.test(input)
      return flow.union(argument ? [input, argument] : [input])
    },
    apply: (input, argument) => input ?? argument,
  },
  {
    name: 'yesno',
    argument: 'optional',
    argumentProblem: (argument) => (String(argument).includes(',') ? undefined : 'needs two texts or three: "yes,no" or "yes,no,maybe"'),
    flow(input, argument, literal, flow) {
      flow.test(input)
      if (argument) flow.output(argument)
      const choices = argument === null ? 3 : literal === undefined ? 0 : String(literal).split(',').length
      // With fewer than two choices the input itself is the result.
      return choices < 2 ? flow.union([input, scalar]) : scalar
    },
    apply(input, argument, { settings }) {
      const text =
        argument === undefined || argument === null
          ? (settings.translate?.('yes,no,maybe') ?? 'yes,no,maybe')
          : requiredText('yesno', argument, settings)
      const choices = text.split(',')
      const [yes, no] = choices
      if (no === undefined) return input
      const maybe = choices.length === 3 ? choices[2] : no
      return input === null || input === undefined ? maybe : isTrue(input) ? yes : no
    },
  },
  {
    name: 'pprint',
    argument: 'none',
    isSafe: true,
    flow(input, _argument, _literal, flow) {
      flow.whole(input)
      return scalar
    },
    apply: (input, _argument, { settings }) => prettyRepr(input, settings),
  },
]
