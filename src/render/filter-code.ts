import type { RenderSettings } from './settings.ts'

/** The part of a filter's definition that runs. */
export interface FilterCode {
  readonly name: string
  /** Django's `is_safe`: given safe input, its output needs no escaping. */
  readonly isSafe?: boolean
  /** `argument` is undefined where none was given. Errors it throws are shown with the place of the filter. */
  apply(input: unknown, argument: unknown, context: FilterContext): unknown
  /**
   * Does the work that depends on the argument alone, where that is a literal of the template (undefined where there
   * is none): called once when the template is compiled, and what it returns replaces `apply`.
   */
  prepare?(literal: string | number | bigint | undefined): PreparedFilter
  /** What is wrong with such an argument, where the filter can do nothing with it: `check` says it. */
  argumentProblem?(literal: string | number | bigint): string | undefined
}

export type PreparedFilter = (input: unknown, context: FilterContext) => unknown

export interface FilterContext {
  readonly settings: RenderSettings
  readonly autoescape: boolean
}
