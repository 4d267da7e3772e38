import { DjustError, lineAndColumn } from '../error.ts'
import { awaitMembers, type RepeatedQueries } from '../load/await-members.ts'
import type { StatementReport } from '../load/load-run.ts'
import { notLoadedIn } from '../load/missing-reads.ts'
import { queryState } from '../query/lazy-query.ts'
import { loadContext, type LoadSession } from './load-context.ts'
import type { Page } from './page.ts'
import type { RenderReport } from './report.ts'
import { SeenIncludes } from './seen-includes.ts'

/** How often a page is rendered anew because it read what was not loaded: a chain of relations takes one round each. */
const maxRounds = 10

/** How often it is rendered anew for templates of the context alone: a function may make another one each time it is asked. */
const maxMade = 10

/** What a rendering has of its engine. */
export interface PageRunHost {
  readonly warn: (message: string) => void
  /** Hears of members that run statements row by row; null where nobody listens. */
  readonly onRepeated: ((found: RepeatedQueries, page: Page) => void) | null
  /** A page is known by more templates than before. */
  readonly onGrown: (template: string, before: Page, page: Page) => void
  /** The statements of the request that is being answered, where they are told. */
  readonly requestStatements: () => readonly StatementReport[] | undefined
  /** Of a page that was shown: what tells it from later editions. */
  readonly editionOf: (page: Page, template: string, context: Readonly<Record<string, unknown>>) => RenderReport['edition']
}

type Context = Readonly<Record<string, unknown>>

/** One rendering of a page, in as many rounds as it takes to know what it reads. */
export class PageRun {
  readonly session: LoadSession
  readonly #template: string
  readonly #context: Context
  readonly #host: PageRunHost
  /** By `performance.now()`. */
  readonly #started: number
  readonly #statements: readonly StatementReport[]

  constructor(
    host: PageRunHost,
    template: string,
    context: Context,
    {
      session,
      started,
      statements,
    }: { readonly session: LoadSession; readonly started: number; readonly statements: readonly StatementReport[] },
  ) {
    this.session = session
    this.#host = host
    this.#template = template
    this.#context = context
    this.#started = started
    this.#statements = statements
  }

  /** Loads what the page reads and uses it; loads more and begins again where a member touches what was not foreseen. */
  async withLoaded<Result>(
    use: (loaded: Context, page: Page, includes: SeenIncludes | null) => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly report: () => RenderReport }> {
    const { session } = this
    const context = this.#context
    const analysed = performance.now()
    let loaded = await this.#load(context)
    let loadedAt = performance.now()
    let result: Result
    for (let rounds = 1, made = 0; ;) {
      const waits = made < maxMade
      const includes = session.page.access.dynamic.length > 0 ? new SeenIncludes(session.page.included, waits) : null
      try {
        if (session.page.hasAwaited && session.database) await awaitMembers(loaded, session.database.loader, this.#onRepeated())
        result = await use(loaded, session.page, includes)
        if (!includes?.error) break
        throw includes.error
      } catch (error) {
        const grown = includes && waits ? this.#grow(includes) : null
        if (grown && includes?.foundName === false) made++
        const changed = grown ?? (rounds++ < maxRounds ? this.#replan(error) : null)
        if (changed === null) throw error
        // Rows that came one after the other are gone.
        const again = (await session.stream?.restart()) ?? []
        for (const name of again) changed[name] = context[name]
        if (again.some((name) => isUsedUp(context[name]))) throw error
        loaded = Object.assign({}, loaded, await this.#load(changed))
        loadedAt = performance.now()
      }
    }
    const statements = this.#host.requestStatements() ?? this.#statements
    const report = (): RenderReport => ({
      template: this.#template,
      edition: this.#host.editionOf(session.page, this.#template, context),
      statements,
      planMs: analysed - this.#started + session.planMs,
      loadMs: loadedAt - analysed - session.planMs,
      renderMs: performance.now() - loadedAt,
    })
    return { result, report }
  }

  /** What a part of the page that was not foreseen becomes once others were sent. */
  tooLate(error: unknown): unknown {
    const missing = this.#addMissing(error)
    if (!missing) return error
    const span = error instanceof DjustError ? error.span : undefined
    return new DjustError('render/too-late', `${missing.problem}, and a part of the page was already sent`, {
      span,
      cause: error,
      hint: `The page loads it from the next request on. ${missing.fix}`,
    })
  }

  #load(context: Context): Promise<Record<string, unknown>> {
    const { log } = this.session
    const loading = loadContext(context, this.session)
    return log ? loading.finally(() => log.flush()) : loading
  }

  #onRepeated(): ((found: RepeatedQueries) => void) | null {
    const { onRepeated } = this.#host
    return onRepeated && ((found) => onRepeated(found, this.session.page))
  }

  /** Plans anew for what a rendering read and did not have; the part of the context to load again. */
  #replan(error: unknown): Record<string, unknown> | null {
    const missing = this.#addMissing(error)
    if (missing === null) return null
    if (missing.isNew) this.#host.warn(`djust: ${missing.problem}: ${missing.root} was loaded a second time. ${missing.fix}`)
    return this.#again([missing.root])
  }

  /** Goes on with a page that knows these templates, too; the part of the context of which it reads something else, null where it knew them. */
  #grow(includes: SeenIncludes): Record<string, unknown> | null {
    const { session } = this
    const found = session.page.withIncluded(includes.names, this.#context)
    if (!found) return null
    this.#host.onGrown(this.#template, session.page, found.page)
    session.page = found.page
    return this.#again(found.changed)
  }

  /** These names of the context, to be loaded anew. */
  #again(roots: readonly string[]): Record<string, unknown> {
    const { session } = this
    const context = this.#context
    const instances = session.instances?.roots
    // Entities are one object wherever the page holds them: all of them are made anew.
    const areMadeAnew = instances && roots.some((root) => instances.has(root))
    if (areMadeAnew) session.instances = undefined
    const all = areMadeAnew ? [...new Set([...roots, ...instances])] : roots
    return Object.fromEntries(all.filter((root) => Object.hasOwn(context, root)).map((root) => [root, context[root]]))
  }

  /** Adds what a rendering read and did not have to the plan of its query: the name of the context that the query is in, and what to say of it. */
  #addMissing(error: unknown): Missing | null {
    const { page } = this.session
    const cause = notLoadedIn(error)
    const span = error instanceof DjustError ? error.span : undefined
    const added = cause && page.addMissing(cause, span?.source.slice(span.start, span.end) ?? '')
    if (!cause || !added) return null
    const { member, path } = added.missing
    const place = span ? `${span.template}:${lineAndColumn(span.source, span.start).line}` : 'the page'
    const reader = member ? `${member.model.name}.${member.name}` : `"${added.root}"`
    const fix = member
      ? `Say so in class ${member.model.entity.name}: static reads = { ${member.name}: ['${member.path}'] }`
      : `Name ${path || 'the list'} in the template.`
    return {
      root: added.root,
      isNew: added.isNew,
      problem: `${place}: ${reader} reads ${cause.model}.${cause.member}, which its source does not show`,
      fix,
    }
  }
}

interface Missing {
  readonly root: string
  /** Whether no other rendering found it. */
  readonly isNew: boolean
  readonly problem: string
  readonly fix: string
}

/** A generator gives its values once, and a stream of an application's own most probably too. */
function isUsedUp(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || queryState(value)) return false
  return 'next' in value || Symbol.asyncIterator in value
}
