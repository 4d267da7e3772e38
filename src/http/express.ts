import type { ErrorRequestHandler, NextFunction, Request as ExpressRequest, RequestHandler, Response } from 'express'
import type { Djust, RenderOptions } from '../engine/djust.ts'
import type { RenderReport } from '../engine/report.ts'
import { DjustError } from '../error.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import { renderView, viewPieces } from '../view/render-view.ts'
import type { Request } from '../view/request.ts'
import { errorPageHtml } from './error-page.ts'
import { LiveReload, type ScriptPlace } from './live-reload.ts'
import { sendPieces } from './send-pieces.ts'
import { serverTiming } from './server-timing.ts'

/** Where the middleware leaves what it knows for `view` and `errorPage`, on Express's response. */
const mountOf = Symbol('djust')

interface DjustResponse extends Response {
  [mountOf]?: Mount
}

/** Where and how an application uses an engine. */
interface Mount {
  readonly djust: Djust
  readonly path: string
  readonly reload: LiveReload | null
}

export interface ExpressOptions {
  /** Whether pages reload in the browser when a template of theirs changes; in development only. Default: yes. */
  readonly reload?: boolean
}

declare global {
  namespace Express {
    interface Response {
      /** As `render`, sent while it is rendered: for big pages. Errors before the first piece go to Express's error handlers. */
      renderStream(name: string, locals?: object): void
    }
  }
}

/**
 * Middleware that makes `res.render('page.html', { leases: Lease.objects.all() })` and `view(HomeView)` work, with an ORM
 * request context for each request. In development responses carry a `Server-Timing` header, and pages reload when one of their
 * templates changes.
 *
 * ```ts
 * app.use(djustExpress(djust))
 * app.get('/', view(HomeView))
 * ```
 */
export function djustExpress(djust: Djust, options: ExpressOptions = {}): RequestHandler {
  const reload = djust.shownPages && options.reload !== false ? new LiveReload(djust.shownPages) : null
  return (req, res, next) => {
    if (reload?.handle(req.url, req, res)) return
    ;(res as DjustResponse)[mountOf] = { djust, path: req.baseUrl, reload }
    res.render = (name: string, ...rest: unknown[]) => {
      const callback = rest.find((part) => typeof part === 'function') as ((error: Error | null, html?: string) => void) | undefined
      const locals = rest.find((part) => typeof part === 'object' && part !== null)
      const context = contextOf(req, res, locals)
      if (callback)
        djust.render(name, context, reporting(djust, res)).then(
          (text) => callback(null, text),
          (error: unknown) => callback(error as Error),
        )
      else whole(djust, res, (options) => djust.render(name, context, options)).catch((error: unknown) => fail(error, next))
    }
    res.renderStream = (name, locals = {}) => {
      void answer(req, res, next, async (options) => djust.renderPieces(name, contextOf(req, res, locals), options))
    }
    djust.inRequestContext(next)
  }
}

function contextOf(req: ExpressRequest, res: Response, locals: object | undefined): Record<string, unknown> {
  const { _locals, ...context } = { ...req.app.locals, ...res.locals, ...locals } as Record<string, unknown>
  return context
}

/** Sends a page while it is rendered. */
async function answer(
  req: ExpressRequest,
  res: Response,
  next: NextFunction,
  render: (options: RenderOptions) => Promise<AsyncGenerator<string, void>>,
): Promise<void> {
  try {
    let edition: string | null = null
    const pieces = await render({ onReport: (report) => (edition = report.edition) })
    if (!res.getHeader('Content-Type')) res.type('html')
    const reload = (res as DjustResponse)[mountOf]?.reload
    await sendPieces(res, reload ? reload.append(pieces, () => edition, scriptPlace(res)) : pieces, req.method === 'HEAD')
  } catch (error) {
    if (!res.headersSent) res.removeHeader('Content-Type')
    fail(error, next)
    // A page that ends in the middle must not look complete.
    if (res.headersSent) res.destroy()
  }
}

export interface ViewOptions {
  /** The status of the response; default 200. */
  readonly status?: number
  /** Whether the page is sent while it is rendered, as big ones should be. Default: no, so that an error can always become a page of its own. */
  readonly stream?: boolean
}

/** A route that renders a view class. What the view throws goes to Express's error handlers. */
export function view(View: LiveViewClass, { status = 200, stream = false }: ViewOptions = {}): RequestHandler {
  return async (req, res, next) => {
    const djust = (res as DjustResponse)[mountOf]?.djust
    try {
      if (!djust) {
        throw new DjustError('http/no-engine', `view(${View.name}) has no djust`, {
          hint: 'Add before the routes: app.use(djustExpress(djust))',
        })
      }
      if (stream) {
        res.status(status)
        await answer(req, res, next, (options) => viewPieces(djust, View, neutralRequest(req), options))
      } else {
        await whole(djust, res, async (options) => {
          const html = await renderView(djust, View, neutralRequest(req), options)
          res.status(status)
          return html
        })
      }
    } catch (error) {
      fail(error, next)
    }
  }
}

export interface ErrorPageOptions {
  /** Answers, with status 404, where `get()` found no row. */
  readonly notFound?: LiveViewClass
}

/**
 * The last middleware: in development, errors become a page with the template's code frame; in production they go on to the
 * next error handler.
 */
export function errorPage(djust: Djust, { notFound }: ErrorPageOptions = {}): ErrorRequestHandler {
  return (error: unknown, req: ExpressRequest, res: Response, next: NextFunction) => {
    const status = statusOf(error) ?? 500
    if (res.headersSent) next(error)
    else if (notFound && status === 404) void view(notFound, { status })(req, res, next)
    else if (djust.development) {
      // The page's own style is all that it loads, whatever the application's policy allows.
      res.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'")
      res.status(status)
      send(res, errorPageHtml(error), null)
    } else next(error)
  }
}

/** Sends a page once all of it is rendered. */
async function whole(djust: Djust, res: Response, render: (options: RenderOptions) => Promise<string>): Promise<void> {
  let edition: string | null = null
  const html = await render(reporting(djust, res, (report) => (edition = report.edition)))
  send(res, html, edition)
}

function send(res: Response, html: string, edition: string | null): void {
  const reload = (res as DjustResponse)[mountOf]?.reload
  res.type('html').send(reload ? reload.inject(html, edition, scriptPlace(res)) : html)
}

function scriptPlace(res: Response): ScriptPlace {
  const { nonce, cspNonce } = res.locals as { readonly nonce?: unknown; readonly cspNonce?: unknown }
  const mount = (res as DjustResponse)[mountOf]?.path ?? ''
  return { mount, nonce: nonce ?? cspNonce, request: res.req, headers: res.getHeaders() }
}

/** A row that isn't there is a page that isn't there. */
function fail(error: unknown, next: NextFunction): void {
  if (error instanceof DjustError && error.code === 'query/does-not-exist') Object.assign(error, { status: 404, statusCode: 404 })
  next(error)
}

function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined
}

function reporting(djust: Djust, res: Response, onReport?: (report: RenderReport) => void): RenderOptions {
  if (!djust.development) return {}
  return {
    onReport: (report) => {
      if (!res.headersSent) res.setHeader('Server-Timing', serverTiming(report))
      onReport?.(report)
    },
  }
}

function neutralRequest(req: ExpressRequest): Request<ExpressRequest> {
  const session = (req as { session?: unknown }).session
  return {
    method: req.method,
    url: req.originalUrl,
    params: firstValues(req.params),
    query: firstValues(req.query),
    form: firstValues(req.body as unknown),
    headers: firstValues(req.headers),
    session: typeof session === 'object' && session !== null ? (session as Record<string, unknown>) : null,
    raw: req,
  }
}

/** The first value of each name, of those that are text. */
function firstValues(values: unknown): Record<string, string> {
  const first: Record<string, string> = {}
  if (typeof values !== 'object' || values === null) return first
  for (const [name, value] of Object.entries(values)) {
    const text: unknown = Array.isArray(value) ? value[0] : value
    // Defined, not assigned: a field called __proto__ is a field like any other.
    if (typeof text === 'string') Object.defineProperty(first, name, { value: text, enumerable: true, configurable: true, writable: true })
  }
  return first
}
