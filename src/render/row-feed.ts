import { truth } from '../value/truth.ts'

/** Where the rows of a list come from that is not there as a whole. */
export interface RowSource {
  /** Some more rows, and whether they are the last. */
  next(): Promise<{ readonly rows: readonly unknown[]; readonly done: boolean }>
  /** Nobody will ask for more. */
  close(): Promise<void>
}

/**
 * A list whose rows are still coming, for one loop of a streamed page. It holds those that the loop has not passed yet: where
 * they are not enough, the loop yields the feed, and whoever runs the page waits for `load` and goes on.
 */
export class RowFeed {
  /** The rows that are there. */
  rows: readonly unknown[] = []
  /** The index of the first of them in the list. */
  base = 0
  /** Whether no more will come. */
  done = false
  readonly #source: RowSource
  #from = 0

  constructor(source: RowSource) {
    this.#source = source
  }

  /** How many rows have come so far. */
  get count(): number {
    return this.base + this.rows.length
  }

  /** Asks for more rows; those before `index` are not needed any more. */
  after(index: number): this {
    this.#from = index
    return this
  }

  /** Gets some of what was asked for. */
  async load(): Promise<void> {
    const { rows, done } = await this.#source.next()
    const left = this.rows.slice(this.#from - this.base)
    this.base = this.#from
    this.rows = left.length === 0 ? rows : left.concat(rows)
    this.done = done
  }

  async close(): Promise<void> {
    this.done = true
    await this.#source.close()
  }

  /** What `{% if rows %}` asks, once some rows were waited for. */
  [truth](): boolean {
    return this.count > 0
  }
}

/** The most values that are taken from a source that gives them without waiting. */
const mostAtOnce = 256

/** Values of an application's own, taken as they come: one that has to be waited for is handed on at once. */
export function asyncRows(values: AsyncIterable<unknown> | Iterable<unknown>): RowSource {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]()
  let pending: Promise<IteratorResult<unknown>> | IteratorResult<unknown> | null = null
  return {
    async next() {
      const rows: unknown[] = []
      while (rows.length < mostAtOnce) {
        pending ??= iterator.next()
        const next = rows.length === 0 ? await pending : await soon(pending)
        if (next === null) break
        pending = null
        if (next.done) return { rows, done: true }
        rows.push(next.value)
      }
      return { rows, done: false }
    },
    async close() {
      const returned = iterator.return?.()
      // One that waits for its next value ends only after that.
      if (pending instanceof Promise) void Promise.allSettled([pending, returned])
      else await returned
    },
  }
}

/** What a promise gives before anything else has its turn; null where it has to be waited for. */
async function soon<Value>(promise: Promise<Value> | Value): Promise<Value | null> {
  if (!(promise instanceof Promise)) return promise
  let turn: NodeJS.Immediate | undefined
  const late = new Promise<null>((resolve) => {
    turn = setImmediate(resolve, null)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearImmediate(turn)
  }
}
