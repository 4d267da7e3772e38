import { AsyncLocalStorage } from 'node:async_hooks'
import { DjustError, lineAndColumn } from '../error.ts'
import type { TemplateAccess } from '../access/template-analysis.ts'
import type { Database } from '../load/database.ts'
import type { StatementReport } from '../load/load-run.ts'
import { Planner } from '../plan/planner.ts'
import { byteStream } from '../render/byte-stream.ts'
import { queryState } from '../query/lazy-query.ts'
import { onlyRow, rowsOf } from '../query/run-query.ts'
import type { RepeatedQueries } from '../load/await-members.ts'
import { EngineTemplates, type TemplateTools } from './engine-templates.ts'
import { checkPage, type PageCheck, type PageCheckOptions } from './check-page.ts'
import { explainPage, type Explanation } from './explain.ts'
import { loadContext, type LoadSession } from './load-context.ts'
import { JitLog } from './jit-log.ts'
import { type Logger, OnceLogger } from './logger.ts'
import { checkOptions, type DjustOptions } from './options.ts'
import { Page, type PagePlanner, sourcesOfText } from './page.ts'
import { PageRun, type PageRunHost } from './page-run.ts'
import { PageStream } from './page-stream.ts'
import { PlanCache } from './plan-cache.ts'
import { isTraced, traceAsync } from '../trace/trace.ts'
import { placeOf } from './querying-members.ts'
import type { RenderReport } from './report.ts'
import { SerializerCache } from './serializer-cache.ts'
import { ShownPages, type ShownPagesHost } from './shown-pages.ts'
import { readSettings, type Settings } from './settings.ts'

export interface RenderOptions {
  /** The em, transaction or client that the queries run on, those of members included, where they name none themselves. */
  readonly using?: unknown
  /** Hears what the page took, before its HTML is returned. */
  readonly onReport?: (report: RenderReport) => void
}

export interface StreamOptions extends RenderOptions {
  /** How many rows of a query are read at once while the page is sent. Default: 500 at first, then more and more up to 4,000. */
  readonly chunk?: number
}

/** A view that `mount` was called of. */
export interface MountedView {
  readonly templateName: string
  getContextData(): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
}

/** The most variants kept of one page, whose template names come from the context. */
const maxVariants = 20

/** An engine: templates, plans and caches of one application. */
export class Djust {
  readonly development: boolean
  readonly database: Database | null
  /** In development: what tells browsers that a template of their page has changed; else null. */
  readonly shownPages: ShownPages | null
  /** Its settings, once option, environment and default are weighed. */
  readonly settings: Settings
  /** The caches of plans: what they hold, how often they had it, and the code that was generated from them. */
  readonly serializerCache: SerializerCache
  #templates: EngineTemplates
  readonly #planner: PagePlanner | null
  readonly #log: Logger
  readonly #logger: OnceLogger
  readonly #pages = new Map<string, readonly Page[]>()
  /** In development: the statements of the request that is being answered, also those that a view awaited itself. */
  readonly #requests = new AsyncLocalStorage<StatementReport[]>()
  readonly #pageRunHost: PageRunHost

  constructor(options: DjustOptions = {}) {
    checkOptions(options)
    this.settings = readSettings(options, process.env)
    this.development = options.development ?? process.env['NODE_ENV'] !== 'production'
    this.database = options.orm ?? null
    const schema = this.database?.adapter.schema ?? null
    this.#log = options.logger ?? console
    this.#logger = new OnceLogger(this.#log)
    this.#planner = schema && {
      planner: new Planner(schema),
      cache: new PlanCache(schema, this.settings, this.#warn),
      throughOrm: !this.settings.jitSerialization,
      onUnknown: this.#onUnknown,
      onUse: (path, state, planned) => this.serializerCache.add(path, state, planned),
    }
    this.#templates = EngineTemplates.open(options, schema, this.development)
    this.serializerCache = new SerializerCache({
      cache: this.#planner?.cache ?? null,
      database: this.database,
      sources: (text, context) => this.#pageOfText(text, context)?.sources() ?? sourcesOfText(this.#templates, text, context),
      onClear: () => this.#pages.clear(),
    })
    if (this.development) this.database?.loader.listen((statement) => this.#requests.getStore()?.push(statement))
    this.shownPages = this.development ? new ShownPages(this.#shownPagesHost()) : null
    this.#pageRunHost = {
      warn: this.#warn,
      onRepeated: this.development ? (found, page) => this.#warnOf(found, page) : null,
      onGrown: (template, before, page) => this.#replacePage(template, before, page),
      requestStatements: () => this.#requests.getStore(),
      editionOf: (page, template, context) => this.shownPages?.add(page, template, context) ?? null,
    }
  }

  /** The template as HTML. Lazy queries among the values load what the template reads of them. */
  async render(template: string, context: Readonly<Record<string, unknown>> = {}, options: RenderOptions = {}): Promise<string> {
    const render = (): Promise<string> => this.#using(options, () => this.#render(template, context, options))
    return isTraced('djust:page') ? traceAsync('djust:page', { template }, render) : render()
  }

  async #render(template: string, context: Readonly<Record<string, unknown>>, options: RenderOptions): Promise<string> {
    const run = this.#begin(template, context, options)
    const { result, report } = await run.withLoaded((loaded, page, includes) =>
      isTraced('djust:render')
        ? traceAsync('djust:render', { template }, () => page.templates.render(template, loaded, includes))
        : page.templates.render(template, loaded, includes),
    )
    options.onReport?.(report())
    return result
  }

  /**
   * The same in pieces of some 16,000 characters, made as they are asked for: `Readable.from(djust.renderPieces(…))`. The
   * rows of a long loop are read while the page is sent: see docs/streaming.md. What fails before the first piece is thrown by
   * it; an error after that by the piece it is in.
   */
  renderPieces(
    template: string,
    context: Readonly<Record<string, unknown>> = {},
    options: StreamOptions = {},
  ): AsyncGenerator<string, void> {
    let running: PageStream | undefined
    const pieces = this.#pieces(template, context, options, (stream) => (running = stream))
    return this.#using(options, () => inThisContext(pieces, () => running?.stop()))
  }

  /** The pieces as a web stream of UTF-8. */
  renderStream(template: string, context: Readonly<Record<string, unknown>> = {}, options: StreamOptions = {}): ReadableStream<Uint8Array> {
    return byteStream(this.renderPieces(template, context, options))
  }

  async *#pieces(
    template: string,
    context: Readonly<Record<string, unknown>>,
    options: StreamOptions,
    onStart: (stream: PageStream) => void,
  ): AsyncGenerator<string, void> {
    const run = this.#begin(template, context, options)
    const { session } = run
    const stream = new PageStream(session.page.access.streamable, options.chunk)
    onStart(stream)
    try {
      session.stream = stream
      const { result, report } = await run.withLoaded(async (loaded, page, includes) => {
        // Where only rendering can name what is included, all of it is rendered before it is known that nothing is missing.
        const pieces = includes
          ? onePiece(page.templates.render(template, loaded, includes))
          : page.templates.renderPieces(template, loaded)
        // Nothing was sent before the first piece: up to there a page can begin again.
        return { first: await pieces.next(), pieces }
      })
      const { first, pieces } = result
      if (!first.done) yield first.value
      try {
        yield* pieces
      } catch (error) {
        throw run.tooLate(error)
      }
      await stream.close()
      options.onReport?.(report())
    } finally {
      await stream.close()
    }
  }

  /** Plain objects, ready for JSON, with just the named paths: `serialize(Lease.objects.all(), ['property.name'])`. */
  async serialize(query: object, paths: readonly string[]): Promise<unknown> {
    const state = queryState(query)
    if (!this.database || !state) {
      throw new DjustError('engine/serialize', 'serialize() takes a query of an entity, and a djust that has an ORM', {
        hint: "For example: await djust.serialize(Lease.objects.all(), ['property.name'])",
      })
    }
    const { loader } = this.database
    return state.result === 'rows' ? loader.plain(state, paths) : onlyRow(await loader.plain(rowsOf(state), paths), state)
  }

  /** What happens for a template or a mounted view, stage by stage, without running a statement: print it, or read its parts. */
  async explain(page: string | MountedView, given: Readonly<Record<string, unknown>> = {}): Promise<Explanation> {
    const template = typeof page === 'string' ? page : page.templateName
    const context = typeof page === 'string' ? given : await page.getContextData()
    const session = this.#session(template, context, undefined)
    return explainPage(template, session.page.templates.source(template), context, session)
  }

  /** What a template reads of each name of its context, whatever the values are. */
  access(template: string, context: Readonly<Record<string, unknown>> = {}): TemplateAccess {
    return this.#page(template, context).access
  }

  /** Writes what the caches still have to write, leaves their server, and stops watching templates. Pages can still be rendered. */
  async close(): Promise<void> {
    this.shownPages?.close()
    await this.#planner?.cache.close()
  }

  /** What is wrong in how a template reads these values, and how many statements it takes. None runs. */
  async check(template: string, context: Readonly<Record<string, unknown>> = {}, options: PageCheckOptions = {}): Promise<PageCheck> {
    if (this.development) this.#refresh()
    const session = this.#loadOptions(undefined)
    // Plans of a cache say nothing of what was wrong where they were made.
    const cache = this.database && new PlanCache(this.database.adapter.schema, { ...this.settings, jitCacheBackend: 'memory' }, this.#warn)
    const planner = cache && this.#planner && { ...this.#planner, cache }
    return checkPage(template, this.#templates, context, { ...session, planner }, options)
  }

  /** The templates as such, for tools. */
  get templates(): TemplateTools {
    if (this.development) this.#refresh()
    return this.#templates
  }

  /** Runs `body` in a request context of the ORM, so that queries in it find their connection. */
  inRequestContext<T>(body: () => T): T {
    const adapter = this.database?.adapter
    const run = () => (adapter?.inRequestContext ? adapter.inRequestContext(body) : body())
    return this.development ? this.#requests.run([], run) : run()
  }

  /** Queries that members make run on the page's own em, too. */
  #using<T>({ using }: RenderOptions, body: () => T): T {
    const adapter = this.database?.adapter
    return using !== undefined && adapter?.onHandle ? adapter.onHandle(using, body) : body()
  }

  #begin(template: string, context: Readonly<Record<string, unknown>>, { using, onReport }: RenderOptions): PageRun {
    const started = performance.now()
    const statements: StatementReport[] = []
    const session = this.#session(template, context, using, onReport && ((statement) => statements.push(statement)))
    return new PageRun(this.#pageRunHost, template, context, { session, started, statements })
  }

  #session(
    template: string,
    context: Readonly<Record<string, unknown>>,
    handle: unknown,
    onStatement?: (statement: StatementReport) => void,
  ): LoadSession {
    const log = this.settings.jitDebug ? new JitLog(template, this.#log) : null
    return { ...this.#loadOptions(handle, onStatement), page: this.#page(template, context), log }
  }

  #loadOptions(handle: unknown, onStatement?: (statement: StatementReport) => void): Omit<LoadSession, 'page'> {
    return {
      database: this.database,
      planner: this.#planner,
      handle,
      onUnknown: this.#onUnknown,
      onAnnotations: this.#onAnnotations,
      onStatement,
      planMs: 0,
      planning: 0,
      planningSince: 0,
    }
  }

  /** In development an unknown name is an error; in production it renders as Django would, empty, and is said once. */
  readonly #onUnknown = (error: DjustError): void => {
    if (this.development) throw error
    this.#logger.warn(`djust: ${error.message}`)
  }

  readonly #warn = (message: string): void => this.#logger.warn(message)

  #warnOf({ model, member, rows, statements }: RepeatedQueries, { access }: Page): void {
    const span = [...access.roots.values()].flatMap((root) => placeOf(member, root) ?? [])[0]
    const place = span ? `${span.template}:${lineAndColumn(span.source, span.start).line}: ` : ''
    this.#warn(
      `djust: ${place}${model}.${member} ran ${statements} statements for ${rows} rows (N+1). Read what it needs through relations, or annotate the query with it, so that it comes with the rows.`,
    )
  }

  readonly #onAnnotations = (names: Iterable<string>): void => this.#templates.addTypedNames(names)

  #page(template: string, context: Readonly<Record<string, unknown>>): Page {
    if (this.development) this.#refresh()
    const known = this.#pages.get(template) ?? []
    const fitting = known.find((page) => page.fits(context))
    if (fitting) return fitting
    const page = new Page(template, this.#templates, context)
    this.#pages.set(template, [page, ...known].slice(0, maxVariants))
    return page
  }

  /** A page that knows more templates takes the place of the one that it grew from. */
  #replacePage(template: string, before: Page, page: Page): void {
    const known = this.#pages.get(template) ?? []
    if (known.includes(before)) this.#pages.set(template, [page, ...known.filter((one) => one !== before)])
  }

  /** One that was rendered knows what its includes led to. */
  #pageOfText(text: string, context: Readonly<Record<string, unknown>>): Page | undefined {
    const all = Array.from(this.#pages.values()).flat()
    return all.find((page) => page.templates.source(page.name) === text && page.fits(context))
  }

  /** Takes changed templates from here on; what is being rendered goes on with those that it was planned for. */
  #refresh(): void {
    const templates = this.#templates.refreshed()
    if (templates === this.#templates) return
    this.#templates = templates
    this.#pages.clear()
    this.shownPages?.changed()
  }

  #shownPagesHost(): ShownPagesHost {
    return {
      refresh: () => this.#refresh(),
      templates: () => this.#templates,
      watch: (onEvent) => this.#templates.watch(onEvent),
      warn: this.#warn,
      plan: (template, context) =>
        this.inRequestContext(async () => {
          const session = this.#session(template, context, undefined)
          await loadContext(context, { ...session, dryRun: true })
          session.page.templates.compile(template)
        }),
    }
  }
}

async function* onePiece(html: Promise<string>): AsyncGenerator<string, void> {
  yield await html
}

/**
 * The generator, always run where it was made, whatever asks for its next value: in the ORM's request context. Who does not want
 * any more stops what it is doing.
 */
function inThisContext<Value>(generator: AsyncGenerator<Value, void>, stop: () => void): AsyncGenerator<Value, void> {
  const run = AsyncLocalStorage.snapshot()
  const stopped = <Result>(then: () => Result): Result => {
    stop()
    return run(then)
  }
  return {
    next: () => run(() => generator.next()),
    return: (value) => stopped(() => generator.return(value)),
    throw: (error) => stopped(() => generator.throw(error)),
    [Symbol.asyncIterator]() {
      return this
    },
    [Symbol.asyncDispose]: () => stopped(() => generator.return()).then(() => undefined),
  }
}

/** An engine. See DjustOptions for what it takes. */
export function createDjust(options: DjustOptions = {}): Djust {
  return new Djust(options)
}
