import type { FilterDefinition } from '../filter-definition.ts'
import { truncateHtmlCharacters, truncateHtmlWords } from '../text/truncate-html.ts'
import { truncateCharacters, truncateWords } from '../text/truncate.ts'
import { noWholeNumber } from './argument-problems.ts'
import { optionalInteger } from './refuse.ts'
import { textFilter } from './text-filter.ts'

/** Filters that shorten text; an argument that is no number leaves it as it is. */
export const truncateFilters: readonly FilterDefinition[] = [
  truncateFilter('truncatechars', truncateCharacters),
  truncateFilter('truncatechars_html', truncateHtmlCharacters),
  truncateFilter('truncatewords', truncateWords),
  truncateFilter('truncatewords_html', truncateHtmlWords),
]

function truncateFilter(name: string, truncate: (text: string, length: number) => string): FilterDefinition {
  return textFilter(name, { argument: 'required', isSafe: true, argumentProblem: noWholeNumber }, (text, argument) => {
    const length = optionalInteger(name, argument)
    return length === undefined ? text : truncate(text, Number(length))
  })
}
