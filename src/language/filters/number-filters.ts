import { DjustError } from '../../error.ts'
import { scalar } from '../../access/value.ts'
import { pythonLength } from '../../value/length.ts'
import { toText } from '../../value/to-text.ts'
import { isText } from '../../value/lazy-text.ts'
import { SafeString } from '../../value/safe-string.ts'
import { Tuple } from '../../value/tuple.ts'
import { toFloat, toInteger } from '../../value/to-number.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { fileSize } from '../text/file-size.ts'
import { floatFormat, prepareFloatFormat } from '../text/float-format.ts'
import { percentFormat } from '../text/percent-format.ts'
import { addValues } from './add-values.ts'
import { noWholeNumber } from './argument-problems.ts'
import { scalarFlow } from './flows.ts'
import { optionalInteger, requiredText, wrongInput } from './refuse.ts'

/** Filters of numbers. */
export const numberFilters: readonly FilterDefinition[] = [
  {
    name: 'add',
    argument: 'required',
    // Lists are joined, so that elements pass on; of texts and numbers nothing can be read further.
    flow(input, argument, _literal, flow) {
      flow.output(input)
      if (!argument) return flow.union([input, scalar])
      flow.output(argument)
      return flow.union([input, argument, scalar])
    },
    apply: addValues,
  },
  {
    name: 'floatformat',
    argument: 'optional',
    isSafe: true,
    flow: scalarFlow,
    argumentProblem: (argument) =>
      noWholeNumber(String(argument).replace(/[gu]{1,2}$/, '') || 0) &&
      'is no number of decimals: write floatformat:2, or "2g" with separators',
    apply: (input, argument, { settings }) => floatFormat(input, argument, settings),
    prepare(literal) {
      const format = prepareFloatFormat(literal)
      return (input, { settings }) => format(input, settings)
    },
  },
  {
    name: 'get_digit',
    argument: 'required',
    argumentProblem: noWholeNumber,
    flow: scalarFlow,
    apply(input, argument) {
      const position = optionalInteger('get_digit', argument)
      if (position === undefined) return input
      const value = toInteger(input)
      if (value === undefined) {
        if (isText(input) || Number.isNaN(input)) return input
        throw wrongInput('get_digit', input, 'a number')
      }
      if (position < 1) return value
      const digit = String(value).at(-Number(position)) ?? '0'
      if (digit === '-') throw wrongInput('get_digit', input, 'a number without a sign there')
      return Number(digit)
    },
  },
  {
    name: 'divisibleby',
    argument: 'required',
    argumentProblem: (argument) =>
      noWholeNumber(argument) ?? (toInteger(argument) === 0 ? 'is 0, by which nothing can be divided' : undefined),
    flow: scalarFlow,
    apply(input, argument) {
      const [value, divisor] = [toInteger(input), toInteger(argument)]
      if (value === undefined || divisor === undefined)
        throw new DjustError('filter/argument', 'the filter "divisibleby" needs two whole numbers')
      if (divisor === 0) throw new DjustError('filter/argument', 'the filter "divisibleby" can not divide by 0')
      return BigInt(value) % BigInt(divisor) === 0n
    },
  },
  {
    name: 'filesizeformat',
    argument: 'none',
    isSafe: true,
    flow: scalarFlow,
    apply: (input, _argument, { settings }) => fileSize(input, settings),
  },
  {
    name: 'pluralize',
    argument: 'optional',
    argumentProblem: (argument) =>
      String(argument).split(',').length > 2 ? 'has more than two endings, so that nothing is printed' : undefined,
    // Of a list the length is read; of a number that reads the number.
    flow(input, argument, _literal, flow) {
      flow.length(input)
      if (argument) flow.output(argument)
      return scalar
    },
    apply(input, argument, { settings }) {
      const suffixes = (argument === undefined ? 's' : requiredText('pluralize', argument, settings)).split(',')
      if (suffixes.length > 2) return ''
      const [singular = '', plural = ''] = suffixes.length === 1 ? ['', ...suffixes] : suffixes
      const isText = typeof input === 'string' || input instanceof SafeString
      const count = toFloat(input) ?? (isText ? undefined : pythonLength(input))
      return count === undefined ? '' : count === 1 ? singular : plural
    },
  },
  {
    name: 'stringformat',
    argument: 'required',
    argumentProblem: (argument) =>
      /^[-+ #0]*\d*(?:\.\d*)?[hlL]?[diouxXeEfFgGcrsa%]/.test(String(argument)) ? undefined : 'is no format, as "03d" or ".2f" is',
    isSafe: true,
    flow: scalarFlow,
    apply(input, argument, { settings }) {
      const value = input instanceof Tuple ? toText(input, settings) : input
      return percentFormat(`%${toText(argument, settings)}`, value, settings) ?? ''
    },
  },
]
