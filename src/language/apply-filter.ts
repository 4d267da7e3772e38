import { toText } from '../value/to-text.ts'
import { SafeString, html } from '../value/safe-string.ts'
import type { FilterContext, FilterDefinition } from './filter-definition.ts'

/**
 * Applies a filter as a template does: what a filter that keeps safe text safe makes of safe input is safe too.
 * Quoted arguments of a template come as safe strings.
 */
export function applyFilter(filter: FilterDefinition, input: unknown, argument: unknown, context: FilterContext): unknown {
  const output = filter.apply(input, argument, context)
  return filter.isSafe && input instanceof SafeString ? markOutputSafe(output, context) : output
}

/** Django's `mark_safe` of any value: what is not safe yet becomes safe text. */
export function markOutputSafe(output: unknown, context: FilterContext): unknown {
  if (output instanceof SafeString || (typeof output === 'object' && output !== null && html in output)) return output
  return new SafeString(toText(output, context.settings))
}
