import { DjustError } from '../error.ts'

/** Something was read that the plan did not load: a hole in the analysis, or code that it can't follow. */
export class NotLoadedError extends DjustError {
  /** The model whose instance or list was read. */
  readonly model: string
  /** The name that was read on it. */
  readonly member: string

  constructor(model: string, member: string, hint: string) {
    super('plan/not-loaded', `${model}.${member} was read but not loaded`, { hint })
    this.model = model
    this.member = member
  }
}
