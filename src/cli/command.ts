import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes; tests give their own. */
export interface Streams {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
}

/** A command: what `djust COMMAND …` runs. */
export interface Command {
  /** As in `check [TEMPLATE|VIEW…]`. */
  readonly usage: string
  /** What it does, in a few words. */
  readonly summary: string
  /** Gets the words after its name and returns its exit code: 0 done, 1 something is wrong. */
  run(words: readonly string[], streams: Streams): Promise<number>
}
