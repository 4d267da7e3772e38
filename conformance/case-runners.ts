import type { DatabaseName } from './databases.ts'
import { type Case, type CaseFile, type Outcome, type RunCase, skipped } from './outcome.ts'
import type { PageRunner } from './page-case.ts'

type Kind = 'page' | 'render' | 'filter call' | 'extraction'

/** Runs cases of every kind; what a kind needs is loaded when its first case comes. */
export class CaseRunners {
  readonly #database: DatabaseName
  readonly #bothModes: boolean
  readonly #pieces: boolean
  #pages: PageRunner | undefined
  readonly #loaded = new Map<Kind, Promise<RunCase>>()

  /** With `bothModes`, cases of templates are compared with themselves in the other mode of `values`; with `pieces`, pages are rendered in pieces. */
  constructor(database: DatabaseName, { bothModes = false, pieces = false }: { bothModes?: boolean; pieces?: boolean } = {}) {
    this.#database = database
    this.#bothModes = bothModes
    this.#pieces = pieces
  }

  async run(recorded: Case, file: CaseFile): Promise<Outcome> {
    const kind = kindOf(recorded)
    if (this.#bothModes && kind !== 'render') return skipped('only templates are rendered in both modes')
    let run = this.#loaded.get(kind)
    if (!run) this.#loaded.set(kind, (run = this.#load(kind)))
    return await (
      await run
    )(recorded, file)
  }

  async close(): Promise<void> {
    await this.#pages?.close()
  }

  async #load(kind: Kind): Promise<RunCase> {
    switch (kind) {
      case 'page': {
        const pages = (this.#pages = new (await import('./page-case.ts')).PageRunner(this.#database, { pieces: this.#pieces }))
        return (recorded, file) => pages.run(recorded, file)
      }
      case 'render':
        return this.#bothModes ? (await import('./both-modes.ts')).runInBothModes : (await import('./render-case.ts')).runRenderCase
      case 'filter call':
        return (await import('./filter-call-case.ts')).runFilterCallCase
      case 'extraction':
        return (await import('./extraction-case.ts')).runExtractionCase
    }
  }
}

/** The kind of a case, told by its keys. */
export function kindOf(recorded: Case): Kind {
  if ('queries' in recorded) return 'page'
  if ('filter' in recorded) return 'filter call'
  if ('render' in recorded || 'compile' in recorded) return 'render'
  if ('template' in recorded) return 'extraction'
  throw new Error(`${recorded.id}: a case of an unknown kind, with the keys ${Object.keys(recorded).join(', ')}`)
}
