import { DjustError, type DjustErrorOptions } from '../error.ts'

interface NotLoadedOptions extends DjustErrorOptions {
  readonly model?: string
  readonly member?: string
  readonly place?: object | undefined
}

/** Something was read that the plan did not load: a hole in the analysis, or code that it can't follow. */
export class NotLoadedError extends DjustError {
  /** The model whose instance or list was read. */
  readonly model: string
  /** The name that was read on it. */
  readonly member: string
  /** The part of the load plan that the instance or list was loaded by: a plan node, or the plan of a list. */
  readonly place: object | undefined

  // The parameters of DjustError, so that the renderer can make the same error with its place.
  constructor(code: string, summary: string, options: NotLoadedOptions = {}) {
    super(code, summary, options)
    const of = options.cause instanceof NotLoadedError ? options.cause : options
    this.model = of.model ?? ''
    this.member = of.member ?? ''
    this.place = of.place
  }

  static of(model: string, member: string, hint: string, place?: object): NotLoadedError {
    return new NotLoadedError('plan/not-loaded', `${model}.${member} was read but not loaded`, { hint, model, member, place })
  }
}
