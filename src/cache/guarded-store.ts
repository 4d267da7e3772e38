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

  constructor(store: CacheStore, { warn, timeoutMs = 100, pauseMs = 1000 }: GuardOptions) {
    this.store = store
    const outage = new Outage((problem) => warn(`djust: the cache of plans in ${store.place} ${problem}. Pages are planned without it.`))
    this.#reads = new Gate("can't be read", timeoutMs, pauseMs, outage)
    // Nobody waits for a write.
    this.#writes = new Gate("can't be written", timeoutMs * 20, pauseMs, outage)
  }

  async isPrivate(): Promise<boolean> {
    this.#isPrivate ??= this.store.isPrivate().catch(() => {
      // There may be no folder yet.
      this.#isPrivate = null
      return false
    })
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

/** What does not work at the moment, said once until all works again. */
class Outage {
  readonly #say: (problem: string) => void
  readonly #failing = new Set<Gate>()

  constructor(say: (problem: string) => void) {
    this.#say = say
  }

  begin(gate: Gate, error: unknown): void {
    if (this.#failing.size === 0) this.#say(`${gate.problem}: ${reasonOf(error)}`)
    this.#failing.add(gate)
  }

  end(gate: Gate): void {
    this.#failing.delete(gate)
  }
}

/** Lets actions through until one fails; then none for a while. */
class Gate {
  readonly problem: string
  readonly #timeoutMs: number
  readonly #pauseMs: number
  readonly #outage: Outage
  #closedUntil = 0

  constructor(problem: string, timeoutMs: number, pauseMs: number, outage: Outage) {
    this.problem = problem
    this.#timeoutMs = timeoutMs
    this.#pauseMs = pauseMs
    this.#outage = outage
  }

  get isOpen(): boolean {
    return performance.now() >= this.#closedUntil
  }

  async pass<T>(action: () => Promise<T>): Promise<T | typeof failed> {
    try {
      const result = await within(action(), this.#timeoutMs)
      this.#outage.end(this)
      return result
    } catch (error) {
      this.#closedUntil = performance.now() + this.#pauseMs
      this.#outage.begin(this, error)
      return failed
    }
  }
}

/** Without the name of the file, which is another one each time. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, [a-z]+(?: '[^]*)?$/, '') : String(error)
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
