/** One way to make the output of a case. All subjects of a case give the same output. */
export interface Subject {
  /** The subject `floor` is what the others are compared with. */
  readonly name: string
  /** One page. The harness takes the time, of many in a row. */
  readonly run: () => string | Promise<string>
}

/** A subject that takes the time itself, since not all that it does counts. */
export interface TimedSubject {
  readonly name: string
  readonly timed: () => Promise<Timed>
}

export interface Timed {
  readonly output: string
  /** Milliseconds. */
  readonly ms: number
}

export interface Case {
  readonly name: string
  readonly subjects: readonly (Subject | TimedSubject)[]
  /** How many pages are under way at a time, as on a busy server; one where it isn't said. */
  readonly inFlight?: number
  /** Removes what outputs may differ in. */
  readonly normalize?: (output: string) => string
}

/** What `npm run bench -- name` measures. A new group is a file in bench/groups/ and a line in bench/groups.ts. */
export interface Group {
  readonly name: string
  readonly title: string
  /** What each subject is, by name, as docs/performance.md says it. */
  readonly subjects: Readonly<Record<string, string>>
  /** A second subject that the tables compare with, besides the floor. */
  readonly alsoComparedWith?: string
  /** How long each subject runs before anything counts, where V8 is not done with its code after half a second. Milliseconds. */
  readonly warmupMs?: number
  /** What the tables show besides. The group then has one table, and a line for each subject of a case but the floor. */
  readonly columns?: readonly { readonly head: string; readonly cell: (line: Measured) => string }[]
  /** Makes the cases one after another: the data of one may be gone when the next is asked for. A quick run needs little data. */
  readonly cases: (quick: boolean) => AsyncIterable<Case>
}

/** What is printed of one subject; times are medians over the rounds. */
export interface Measured {
  readonly group: string
  readonly case: string
  readonly subject: string
  readonly medianMs: number
  /** medianMs by that of the subject `floor`. */
  readonly ratio: number
}
