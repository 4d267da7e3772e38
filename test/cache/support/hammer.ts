import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkerCounts, WorkerTask } from './hammer-worker.ts'
import { pageNames, pageVersions, partName, partVersions, writePage } from './hammered-pages.ts'

export interface HammerOptions {
  readonly processes: number
  readonly seconds: number
  /** Less than there are plans, so that some go all the time. */
  readonly maxEntries: number
  readonly onProgress?: (soFar: Hammered) => void
}

export interface Hammered {
  readonly seconds: number
  /** Rendered in all processes; what was wrong with any. */
  readonly pages: number
  readonly mistakes: readonly string[]
  readonly warnings: readonly string[]
  /** How often a text of a template was changed. */
  readonly changes: number
  readonly hits: number
  readonly misses: number
  readonly rejected: number
  readonly errors: number
  readonly writes: number
  /** Files of the cache that were read from beside, and those that were no whole plan. */
  readonly filesRead: number
  readonly torn: number
  /** The most plans that were there at one time. */
  readonly mostFiles: number
  /** What is in the folder when all processes have ended, other than plans. */
  readonly leftovers: readonly string[]
}

/** Processes that render pages over one cache folder, as fast as they can, while the pages' texts and the entities change. */
export async function hammer(options: HammerOptions): Promise<Hammered> {
  const folder = mkdtempSync(join(tmpdir(), 'djust-hammer-'))
  try {
    return await new Hammer(folder, options).run()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

class Hammer {
  readonly #options: HammerOptions
  readonly #templates: string
  readonly #cache: string
  readonly #counts = new Map<ChildProcess, WorkerCounts>()
  readonly #beside = { changes: 0, filesRead: 0, torn: 0, mostFiles: 0 }

  constructor(folder: string, options: HammerOptions) {
    this.#options = options
    this.#templates = mkdtempSync(join(folder, 'templates-'))
    this.#cache = mkdtempSync(join(folder, 'cache-'))
  }

  async run(): Promise<Hammered> {
    const { processes, seconds, maxEntries, onProgress } = this.#options
    for (const name of [...pageNames, partName]) writePage(this.#templates, name, 1)
    const task: WorkerTask = { cacheFolder: this.#cache, templateFolder: this.#templates, maxEntries }
    const workers = Array.from({ length: processes }, () => this.#start(task))
    const ended = Promise.all(workers.map((worker) => once(worker, 'exit')))
    try {
      await this.#allStarted(workers)
      const start = performance.now()
      const passed = (): number => (performance.now() - start) / 1000
      for (let second = 0; passed() < seconds;) {
        this.#change()
        this.#look()
        if (passed() > second + 1) onProgress?.(this.#soFar((second = Math.floor(passed()))))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      const hammered = passed()
      for (const worker of workers) if (worker.connected) worker.send('end')
      await ended
      this.#look()
      return this.#soFar(hammered)
    } finally {
      for (const worker of workers) worker.kill()
    }
  }

  #start(task: WorkerTask): ChildProcess {
    const program = new URL('hammer-worker.ts', import.meta.url)
    const worker = fork(program, [JSON.stringify(task)], { execArgv: ['-C', 'djust-source'] })
    worker.on('message', (counts) => this.#counts.set(worker, counts as WorkerCounts))
    return worker
  }

  async #allStarted(workers: readonly ChildProcess[]): Promise<void> {
    await Promise.all(
      workers.map(async (worker) => {
        await Promise.race([once(worker, 'message'), once(worker, 'exit')])
        if (worker.exitCode !== null) throw new Error(`a process ended with ${worker.exitCode} before it rendered anything`)
      }),
    )
  }

  #change(): void {
    const name = [...pageNames, partName][this.#beside.changes++ % (pageNames.length + 1)]!
    writePage(this.#templates, name, Math.floor(Math.random() * (name === partName ? partVersions : pageVersions)))
  }

  /** At the folder, as it is at a moment. */
  #look(): void {
    const files = readdirSync(this.#cache).filter((file) => file.endsWith('.json'))
    this.#beside.mostFiles = Math.max(this.#beside.mostFiles, files.length)
    for (const file of files.slice(0, 20)) {
      let text
      try {
        text = readFileSync(join(this.#cache, file), 'utf8')
      } catch {
        // It went meanwhile.
        continue
      }
      this.#beside.filesRead++
      if (!isWhole(text)) this.#beside.torn++
    }
  }

  #soFar(seconds: number): Hammered {
    const all = [...this.#counts.values()]
    const sum = (name: 'pages' | 'hits' | 'misses' | 'rejected' | 'errors' | 'writes'): number =>
      all.reduce((total, counts) => total + counts[name], 0)
    return {
      seconds,
      pages: sum('pages'),
      mistakes: all.flatMap(({ mistakes }) => mistakes),
      warnings: all.flatMap(({ warnings }) => warnings),
      hits: sum('hits'),
      misses: sum('misses'),
      rejected: sum('rejected'),
      errors: sum('errors'),
      writes: sum('writes'),
      ...this.#beside,
      leftovers: readdirSync(this.#cache).filter((file) => !/^[0-9a-f]{64}\.json$/.test(file)),
    }
  }
}

function isWhole(text: string): boolean {
  const [plan, signature, end, ...more] = text.split('\n')
  try {
    return typeof JSON.parse(plan ?? '') === 'object' && /^"[^"]+"$/.test(signature ?? '') && end === '' && more.length === 0
  } catch {
    return false
  }
}
