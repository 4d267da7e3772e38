import type { FilterFlow } from '../access/flow.ts'
import type { FilterCode } from '../render/filter-code.ts'
import type { FilterSyntax } from '../template/tag-syntax.ts'

/** A template filter: one small definition of how it parses, what it reads and what it does. */
export interface FilterDefinition extends FilterSyntax, FilterCode {
  /** What it reads of its input and argument and passes on; without one it may read everything of them. */
  readonly flow?: FilterFlow
  readonly needsAutoescape?: boolean
  /** Gets instants as date-times of the engine's zone. */
  readonly expectsLocaltime?: boolean
}
