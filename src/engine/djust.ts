import type { DjustError } from '../error.ts'
import type { Database } from '../load/database.ts'
import type { StatementReport } from '../load/load-run.ts'
import { Planner } from '../plan/planner.ts'
import { runPlain } from '../query/run-query.ts'
import { queryState } from '../query/lazy-query.ts'
import { TemplateEngine } from '../template.ts'
import { explainPage, type Explanation } from './explain.ts'
import { loadContext, type LoadSession } from './load-context.ts'
import { OnceLogger } from './logger.ts'
import { checkOptions, type DjustOptions } from './options.ts'
import { Page } from './page.ts'
import type { RenderReport } from './report.ts'

export interface RenderOptions {
  /** The em, transaction or client that the queries run on, where they name none themselves. */
  readonly using?: unknown
  /** Hears what the page took, before its HTML is returned. */
  readonly onReport?: (report: RenderReport) => void
}

/** An engine: templates, plans and caches of one application. */
export class Djust {
  readonly development: boolean
  readonly templates: TemplateEngine
  readonly database: Database | null
  readonly #planner: Planner | null
  readonly #logger: OnceLogger
  readonly #pages = new Map<string, Page[]>()
  #generation = 0

  constructor(options: DjustOptions = {}) {
    checkOptions(options)
    this.development = options.development ?? process.env['NODE_ENV'] !== 'production'
    this.database = options.orm ?? null
    this.#planner = this.database ? new Planner(this.database.adapter.schema) : null
    this.#logger = new OnceLogger(options.logger ?? console)
    this.templates = new TemplateEngine(templateOptions(options, this.development, this.database))
  }

  /** The template as HTML. Lazy queries among the values load what the template reads of them. */
  async render(template: string, context: Readonly<Record<string, unknown>> = {}, options: RenderOptions = {}): Promise<string> {
    const start = performance.now()
    const statements: StatementReport[] = []
    const session = this.#session(template, context, options, (statement) => statements.push(statement))
    const analysed = performance.now()
    const loaded = await loadContext(context, session)
    const loadedAt = performance.now()
    const html = this.templates.render(template, loaded)
    options.onReport?.({
      template,
      statements,
      planMilliseconds: analysed - start + session.planMilliseconds,
      loadMilliseconds: loadedAt - analysed - session.planMilliseconds,
      renderMilliseconds: performance.now() - loadedAt,
    })
    return html
  }

  /** Plain objects, ready for JSON, with just the named paths: `serialize(Lease.objects.all(), ['property.name'])`. */
  async serialize(query: object, paths: readonly string[]): Promise<unknown> {
    return serializeQuery(this.database, query, paths)
  }

  /** What happens for a page, stage by stage, without running a statement: print it, or read its parts. */
  async explain(template: string, context: Readonly<Record<string, unknown>> = {}): Promise<Explanation> {
    const session = this.#session(template, context, {}, () => {})
    return explainPage(template, this.templates.source(template), context, session)
  }

  /** Runs `body` in a request context of the ORM, so that queries in it find their connection. */
  inRequestContext<T>(body: () => T): T {
    const { adapter } = this.database ?? {}
    return adapter?.inRequestContext ? adapter.inRequestContext(body) : body()
  }

  #session(template: string, context: Readonly<Record<string, unknown>>, options: RenderOptions, observe: (statement: StatementReport) => void): LoadSession {
    return {
      database: this.database,
      planner: this.#planner,
      page: this.#page(template, context),
      handle: options.using,
      onUnknown: this.#onUnknown,
      observe,
      planMilliseconds: 0,
    }
  }

  /** In development an unknown name is an error; in production it renders as Django would, empty, and is said once. */
  readonly #onUnknown = (error: DjustError): void => {
    if (this.development) throw error
    this.#logger.warn(`djust: ${error.message}`)
  }

  #page(template: string, context: Readonly<Record<string, unknown>>): Page {
    if (this.templates.generation !== this.#generation) {
      this.#generation = this.templates.generation
      this.#pages.clear()
    }
    const known = this.#pages.get(template) ?? []
    const fitting = known.find((page) => page.fits(context))
    if (fitting) return fitting
    const page = new Page(template, this.templates, context)
    // Names of templates that come from a request could otherwise be without end.
    this.#pages.set(template, [page, ...known].slice(0, 20))
    return page
  }
}

/** An engine. See DjustOptions for what it takes. */
export function createDjust(options: DjustOptions = {}): Djust {
  return new Djust(options)
}
