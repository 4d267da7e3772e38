/** The command can't run as it was written; `help` says how to write it, and is empty where the words are right and the application is not. */
export class UsageError extends Error {
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}
