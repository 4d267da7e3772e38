import { SafeString, html } from '../value/safe-string.ts'
import { toText } from '../value/to-text.ts'
import type { FilterContext } from './filter-code.ts'

/** Django's `mark_safe` of any value: what is not safe yet becomes safe text. */
export function markOutputSafe(output: unknown, context: FilterContext): unknown {
  if (output instanceof SafeString || (typeof output === 'object' && output !== null && html in output)) return output
  return new SafeString(toText(output, context.settings))
}
