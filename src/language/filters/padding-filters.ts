import { codePointLength } from '../../value/code-points.ts'
import { DjustError } from '../../error.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { wrap } from '../text/wrap.ts'
import { noWholeNumber } from './argument-problems.ts'
import { requiredInteger } from './refuse.ts'
import { textFilter, type TextFilterOptions } from './text-filter.ts'

/** More spaces than any page has room for would fill the memory. */
const mostWidth = 1_000_000

const width: TextFilterOptions = { argument: 'required', isSafe: true, argumentProblem: noWholeNumber }

/** Filters that bring text to a width. */
export const paddingFilters: readonly FilterDefinition[] = [
  textFilter('ljust', width, (text, argument) => text + ' '.repeat(missing(text, 'ljust', argument))),
  textFilter('rjust', width, (text, argument) => ' '.repeat(missing(text, 'rjust', argument)) + text),
  textFilter('center', width, (text, argument) => {
    const wanted = requiredInteger('center', argument)
    const spaces = missing(text, 'center', argument)
    // Python puts the odd space before the text where the width is odd.
    const before = Math.floor(spaces / 2) + (spaces & wanted & 1)
    return ' '.repeat(before) + text + ' '.repeat(spaces - before)
  }),
  textFilter('wordwrap', width, (text, argument) => wrap(text, requiredInteger('wordwrap', argument))),
]

function missing(text: string, filter: string, argument: unknown): number {
  const width = requiredInteger(filter, argument)
  if (width > mostWidth) throw new DjustError('filter/argument', `the filter "${filter}" fills up to ${mostWidth} characters, not ${width}`)
  return Math.max(0, width - codePointLength(text))
}
