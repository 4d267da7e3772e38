import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Case, Subject, TimedSubject } from './bench-case.ts'

export interface Effort {
  /** How long each subject runs before anything counts. */
  readonly warmupMs: number
  readonly rounds: number
  /** How long a subject runs in each round. */
  readonly batchMs: number
}

export const fullEffort: Effort = { warmupMs: 500, rounds: 21, batchMs: 30 }

/** Above this time for one page a subject takes part in every third round only. */
const slowMs = 150

/** A subject's milliseconds for one page, one number for each round that it took part in. */
export type Times = ReadonlyMap<string, readonly number[]>

interface Runner {
  readonly subject: Subject | TimedSubject
  readonly inFlight: number
  readonly pages: number
  readonly everyRounds: number
  readonly times: number[]
}

/**
 * Measures the subjects of a case in turns: in each round each runs a batch of pages, and the round after begins with
 * another one, so that what the machine does besides falls on all of them.
 */
export async function measure({ subjects, inFlight = 1 }: Case, effort: Effort): Promise<Times> {
  const runners: Runner[] = []
  for (const subject of subjects) runners.push(await prepare(subject, inFlight, effort))
  for (let round = 0; round < effort.rounds; round++) {
    for (let n = 0; n < runners.length; n++) {
      const runner = runners[(n + round) % runners.length]!
      if (round % runner.everyRounds > 0) continue
      // Garbage is its maker's cost, not that of who comes next. Code that a full collection would drop has to stay.
      collectGarbage({ type: 'minor' })
      runner.times.push(await batch(runner))
    }
  }
  return new Map(runners.map(({ subject, times }) => [subject.name, times]))
}

async function prepare(subject: Subject | TimedSubject, inFlight: number, { warmupMs, batchMs }: Effort): Promise<Runner> {
  const start = performance.now()
  // What a page takes in all, also where a subject counts only part of it.
  let pageMs = 0
  for (let pages = 1; pageMs === 0 || performance.now() - start < warmupMs; pages = Math.min(pages * 2, Math.ceil(50 / pageMs))) {
    const begun = performance.now()
    await batch({ subject, inFlight, pages })
    pageMs = (performance.now() - begun) / pages
  }
  return { subject, inFlight, pages: Math.max(1, Math.round(batchMs / pageMs)), everyRounds: pageMs > slowMs ? 3 : 1, times: [] }
}

/** Milliseconds for one page: where several are under way at a time, those of all by their number. */
async function batch({ subject, inFlight, pages }: Pick<Runner, 'subject' | 'inFlight' | 'pages'>): Promise<number> {
  if ('timed' in subject) {
    const times: number[] = []
    for (let n = 0; n < pages; n++) times.push((await subject.timed()).ms)
    return median(times)
  }
  const { run } = subject
  let left = pages
  const inTurn = async (): Promise<void> => {
    while (left-- > 0) {
      const output = run()
      flatten(typeof output === 'string' ? output : await output)
    }
  }
  const start = performance.now()
  if (inFlight === 1) await inTurn()
  else await Promise.all(Array.from({ length: inFlight }, inTurn))
  return (performance.now() - start) / pages
}

/** Strings put together piece by piece are copied into one when a character is asked for, as when they are sent. */
function flatten(text: string): number {
  return text.charCodeAt(text.length - 1)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** 0.25 gives the value that a quarter of the values are below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const [below = NaN, above = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return below + (above - below) * (at % 1)
}

type CollectGarbage = (options: { type: 'minor' }) => void

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as CollectGarbage
