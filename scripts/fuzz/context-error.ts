/** What code of the context throws on purpose. Without a stack, whose making would cost more than what is tried. */
export class ContextError extends Error {
  constructor(message: string) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
  }
}
