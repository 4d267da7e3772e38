import { markOutputSafe } from '../render/mark-output-safe.ts'
import { SafeString } from '../value/safe-string.ts'
import type { FilterContext } from '../render/filter-code.ts'
import type { FilterDefinition } from './filter-definition.ts'

/**
 * Applies a filter as a template does: what a filter that keeps safe text safe makes of safe input is safe too.
 * Quoted arguments of a template come as safe strings.
 */
export function applyFilter(filter: FilterDefinition, input: unknown, argument: unknown, context: FilterContext): unknown {
  const output = filter.apply(input, argument, context)
  return filter.isSafe && input instanceof SafeString ? markOutputSafe(output, context) : output
}
