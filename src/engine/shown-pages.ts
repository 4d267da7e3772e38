import { LRUCache } from 'lru-cache'
import { DjustError } from '../error.ts'
import type { Page } from './page.ts'

/** What a browser that shows a page has to know of its templates: nothing new, reload, or what is wrong in them now. */
export type Shown =
  | { readonly kind: 'same' | 'changed' | 'unknown' }
  | {
      readonly kind: 'wrong'
      readonly error: DjustError
    }

export interface ShownPagesHost {
  /** Takes changed templates, if there are any. */
  refresh(): void
  /** Analyses, plans and compiles a page as if it were rendered; throws what is wrong with it. */
  plan(template: string, context: Readonly<Record<string, unknown>>): Promise<void>
  /** The templates that a page would be rendered with now. */
  templates(): Page['templates']
  /** Calls back soon after a file may have changed; the result stops it. */
  watch(onEvent: () => void): () => void
  warn(message: string): void
}

interface ShownPage {
  readonly page: Page
  readonly template: string
  readonly context: Readonly<Record<string, unknown>>
}

/** The most pages whose last context is kept. */
const maxPages = 50

/** Where nothing tells of changes, files are looked at this often. */
const lookEveryMs = 500

/** Editors write in several steps: what happens within this time is one change. */
const settleMs = 25

/** In development: the pages that browsers show, each named by its edition. For adapters of web frameworks. */
export class ShownPages {
  readonly #host: ShownPagesHost
  readonly #pages = new LRUCache<string, ShownPage>({ max: maxPages })
  readonly #listeners = new Set<() => void>()
  #stop: (() => void) | null = null

  constructor(host: ShownPagesHost) {
    this.#host = host
  }

  /** The edition of a page that was rendered: the same as long as its templates are. */
  add(page: Page, template: string, context: Readonly<Record<string, unknown>>): string {
    const edition = page.texts.hash
    this.#pages.set(edition, { page, template, context })
    return edition
  }

  /** Hears of every change of a template that was used; the result stops it. Files are watched while somebody listens. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#stop ??= this.#watch()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.close()
    }
  }

  /** How a page of an edition would be now, after a change or (without one) since it was rendered. */
  async now(edition: string, afterChange: boolean): Promise<Shown> {
    const shown = this.#pages.get(edition)
    if (!shown) return { kind: 'unknown' }
    this.#host.refresh()
    const { page, template, context } = shown
    if (page.texts.areIn(this.#host.templates().templates)) {
      // Names that only rendering can tell may be those of what has changed.
      return { kind: afterChange && page.access.dynamic.length > 0 ? 'changed' : 'same' }
    }
    try {
      await this.#host.plan(template, context)
      return { kind: 'changed' }
    } catch (error) {
      // What is no mistake in a template is for the page itself to show.
      return error instanceof DjustError ? { kind: 'wrong', error } : { kind: 'changed' }
    }
  }

  /** Tells listeners of a change. */
  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  warn(message: string): void {
    this.#host.warn(message)
  }

  close(): void {
    this.#stop?.()
    this.#stop = null
  }

  #watch(): () => void {
    let settling: NodeJS.Timeout | undefined
    const look = (): void => this.#host.refresh()
    const stop = this.#host.watch(() => {
      clearTimeout(settling)
      settling = setTimeout(look, settleMs).unref()
    })
    const looking = setInterval(look, lookEveryMs).unref()
    return () => {
      stop()
      clearTimeout(settling)
      clearInterval(looking)
    }
  }
}
