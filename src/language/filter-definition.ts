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
  /** `argument` is undefined where none was given. */
  apply(input: unknown, argument: unknown, context: FilterContext): unknown
}

export interface FilterContext {
  readonly settings: RenderSettings
  readonly autoescape: boolean
}
