import type { FilterFlow } from '../../access/flow.ts'
import { isText } from '../../value/lazy-text.ts'
import { toTextOrSafe } from '../../value/to-text.ts'
import { longestText, tooLarge } from '../../value/too-large.ts'
import { SafeString } from '../../value/safe-string.ts'
import type { FilterContext } from '../../render/filter-code.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { scalarFlow } from './flows.ts'
import { wrongInput } from './refuse.ts'

export interface TextFilterOptions {
  readonly argument?: FilterDefinition['argument']
  readonly isSafe?: boolean
  readonly needsAutoescape?: boolean
  readonly flow?: FilterFlow
  /** Whether values that are no text are refused. */
  readonly textOnly?: boolean
  readonly argumentProblem?: FilterDefinition['argumentProblem']
}

/** What a filter of text does; `safe` says whether its input is safe HTML. */
export type TextFunction = (text: string, argument: unknown, context: FilterContext, safe: boolean) => unknown

/** Throws where a text is longer than any page has. */
export function checkLength(filter: string, text: string): void {
  if (text.length <= longestText) return
  throw tooLarge(`the filter "${filter}" got a text of more than ${longestText} characters`)
}

/** A filter that works on the text of any input: Django's `stringfilter`. */
export function textFilter(name: string, options: TextFilterOptions, apply: TextFunction): FilterDefinition {
  const isSafe = options.isSafe ?? false
  return {
    name,
    argument: options.argument ?? 'none',
    flow: options.flow ?? scalarFlow,
    isSafe,
    needsAutoescape: options.needsAutoescape ?? false,
    ...(options.argumentProblem && { argumentProblem: options.argumentProblem }),
    apply(input, argument, context) {
      if (options.textOnly && !isText(input)) throw wrongInput(name, input, 'text')
      const text = typeof input === 'string' ? input : toTextOrSafe(input, context.settings)
      checkLength(name, typeof text === 'string' ? text : text.text)
      if (typeof text === 'string') return apply(text, argument, context, false)
      const output = apply(text.text, argument, context, true)
      return isSafe && typeof output === 'string' ? new SafeString(output) : output
    },
  }
}
