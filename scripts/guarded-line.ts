/** A line that keeps what the ORM guarantees, and the tests of which one fails without it. */
export interface GuardedLine {
  readonly guards: string
  readonly file: string
  /** Stands exactly once in the file. */
  readonly line: string
  readonly without: string
  readonly tests: readonly string[]
}
