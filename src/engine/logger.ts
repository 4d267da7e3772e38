/** Where djust's own messages go; `console` and pino's loggers are of this kind. */
export interface Logger {
  warn(message: string): void
  error(message: string): void
  /** The lines of `jitDebug`; without this method they go to `warn`. */
  info?(message: string): void
}

/** Says each message once. */
export class OnceLogger {
  readonly #logger: Logger
  readonly #said = new Set<string>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  warn(message: string): void {
    if (this.#said.has(message)) return
    // A template with names made from data could otherwise fill the memory with messages.
    if (this.#said.size >= 1000) this.#said.clear()
    this.#said.add(message)
    this.#logger.warn(message)
  }
}
