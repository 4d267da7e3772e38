import type { DjustError } from '../error.ts'
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
  /**
   * What is wrong with columns of a kind as its input, whatever their values are: the error that it throws, or what it does
   * instead. `literal` is its argument, undefined where there is none. `check` says it.
   */
  inputProblem?(kind: ColumnKind, literal: string | number | bigint | undefined): DjustError | string | undefined
}

/** What the values of a column are: `datetime` is a moment, `time` a time of day. */
export type ColumnKind = 'number' | 'boolean' | 'date' | 'datetime' | 'time'

export type PreparedFilter = (input: unknown, context: FilterContext) => unknown

export interface FilterContext {
  readonly settings: RenderSettings
  readonly autoescape: boolean
}
