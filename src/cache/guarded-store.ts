import type { CacheStore } from './cache-store.ts'

export interface StoreCounts {
  hits: number
  misses: number
  /** What was found but not believed: torn, foreign, changed by others. */
  rejected: number
  /** Reads and writes that failed or took too long. */
  errors: number
  writes: number
}

export interface GuardOptions {
  readonly warn: (message: string) => void
  /** How long a page waits for an answer. */
  readonly timeoutMs?: number
  /** How long a store that failed is left alone. */
  readonly pauseMs?: number
}

/** A store that never fails: what it can't read is not there, and one that does not answer is left alone for a while. */
export class GuardedStore {
  readonly store: CacheStore
  readonly counts: StoreCounts = { hits: 0, misses: 0, rejected: 0, errors: 0, writes: 0 }
  readonly #reads: Gate
  readonly #writes: Gate
  readonly #writing = new Set<Promise<void>>()
  #isPrivate: Promise<boolean> | null = null

  constructor(store: CacheStore, { warn, timeoutMs = 100, pauseMs = 5000 }: GuardOptions) {
    this.store = store
    const where = `the cache of plans in ${store.place}`
    this.#reads = new Gate(timeoutMs, pauseMs, (reason) => warn(`djust: ${where} can't be read: ${reason}. Pages are planned without it.`))
    // Nobody waits for a write.
    this.#writes = new Gate(timeoutMs * 20, pauseMs, (reason) =>
      warn(`djust: ${where} can't be written: ${reason}. Plans are kept in memory alone.`),
    )
  }

  async isPrivate(): Promise<boolean> {
    this.#isPrivate ??= this.store.isPrivate().catch(() => false)
    return this.#isPrivate
  }

  /** null where there is nothing, or nothing to be had. */
  async read(id: string): Promise<string | null> {
    const text = await this.#guard(this.#reads, () => this.store.read(id))
    if (text === null || text === failed) {
      this.counts.misses++
      return null
    }
    return text
  }

  /** Does not wait; `settled` does. */
  write(id: string, text: string): void {
    const writing = this.#write(id, text).finally(() => this.#writing.delete(writing))
    this.#writing.add(writing)
  }

  /** When all that was to be written is written, or given up. */
  async settled(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing)
  }

  async #write(id: string, text: string): Promise<void> {
    const result = await this.#guard(this.#writes, () => this.store.write(id, text))
    if (result !== failed) this.counts.writes++
  }

  async #guard<T>(gate: Gate, action: () => Promise<T>): Promise<T | typeof failed> {
    if (!gate.isOpen) return failed
    await this.store.opened
    const result = await gate.pass(action)
    if (result === failed) this.counts.errors++
    return result
  }
}

const failed = Symbol('failed')

/** Lets actions through until one fails; then none for a while. Says so once for each time that it closes after working. */
class Gate {
  readonly #timeoutMs: number
  readonly #pauseMs: number
  readonly #onClose: (reason: string) => void
  #closedUntil = 0
  #hasFailed = false

  constructor(timeoutMs: number, pauseMs: number, onClose: (reason: string) => void) {
    this.#timeoutMs = timeoutMs
    this.#pauseMs = pauseMs
    this.#onClose = onClose
  }

  get isOpen(): boolean {
    return performance.now() >= this.#closedUntil
  }

  async pass<T>(action: () => Promise<T>): Promise<T | typeof failed> {
    try {
      const result = await within(action(), this.#timeoutMs)
      this.#hasFailed = false
      return result
    } catch (error) {
      this.#closedUntil = performance.now() + this.#pauseMs
      if (!this.#hasFailed) this.#onClose(error instanceof Error ? error.message : String(error))
      this.#hasFailed = true
      return failed
    }
  }
}

async function within<T>(action: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([action, late])
  } finally {
    clearTimeout(timer)
  }
}
