import type { FilterFlow } from '../access/flow.ts'
import type { RenderSettings } from '../render/settings.ts'

/** A template filter: one small definition. */
export interface FilterDefinition {
  readonly name: string
  readonly argument: 'none' | 'required' | 'optional'
  /** What it reads of its input and argument and passes on; without one it may read everything of them. */
  readonly flow?: FilterFlow
  /** Django's `is_safe`: given safe input, its output needs no escaping. */
  readonly isSafe?: boolean
  readonly needsAutoescape?: boolean
  /** Gets instants as date-times of the engine's zone. */
  readonly expectsLocaltime?: boolean
  /** `argument` is undefined where none was given. Errors it throws are shown with the place of the filter. */
  apply(input: unknown, argument: unknown, context: FilterContext): unknown
  /**
   * Does the work that depends on the argument alone, where that is a literal of the template (undefined where there
   * is none): called once when the template is compiled, and what it returns replaces `apply`.
   */
  prepare?(literal: string | number | bigint | undefined): PreparedFilter
}

export type PreparedFilter = (input: unknown, context: FilterContext) => unknown

export interface FilterContext {
  readonly settings: RenderSettings
  readonly autoescape: boolean
}
