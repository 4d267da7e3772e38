import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Shown, ShownPages } from '../engine/shown-pages.ts'
import { codeFrame, type DjustError, lineAndColumn } from '../error.ts'
import { escapeHtml } from '../value/escape.ts'
import { scriptPermission } from './content-policy.ts'

/** Below where djust is mounted. */
const reloadPath = '/__djust/reload'

/** The response that the script goes into. */
export interface ScriptPlace {
  /** The address below which djust's own are. */
  readonly mount: string
  /** What scripts carry where no header says it. */
  readonly nonce: unknown
  readonly request: IncomingMessage
  readonly headers: OutgoingHttpHeaders
}

/** A page in a browser that waits for changes. */
interface Browser {
  /** null for a page that shows no template, as an error does: any change is one. */
  readonly edition: string | null
  readonly response: ServerResponse
  /** Whether it shows what is wrong. */
  overlaid: boolean
}

/** The browser is told of a server that ends within this time. */
const lookEveryMs = 250

/** In development: tells browsers over server-sent events when a template of the page they show changes. */
export class LiveReload {
  readonly #pages: ShownPages
  /** Tells a page whose connection broke whether it is the same process that it comes back to. */
  readonly #process = randomUUID()
  readonly #browsers = new Set<Browser>()
  #stop: (() => void) | null = null

  constructor(pages: ShownPages) {
    this.#pages = pages
  }

  /** Answers the addresses that the script uses; false where the request is for something else. `url` is relative to where djust is mounted. */
  handle(url: string, request: IncomingMessage, response: ServerResponse): boolean {
    if (!url.startsWith(reloadPath)) return false
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const isScript = pathname === `${reloadPath}.js`
    if (!isScript && pathname !== reloadPath) return false
    if (!['same-origin', 'none'].includes(request.headers['sec-fetch-site'] ?? 'none')) response.writeHead(403).end()
    else if (isScript) respond(response, 'text/javascript; charset=utf-8', clientScript())
    else this.#connect(searchParams.get('page') || null, request, response)
    return true
  }

  /** The page with the script, where it is one that a browser shows and its policy lets the script run. */
  inject(html: string, edition: string | null, place: ScriptPlace): string {
    const end = Array.from(html.matchAll(/<\/body\s*>/gi)).at(-1)?.index ?? null
    const script = isNavigation(place.request, end !== null) ? this.#script(edition, place) : ''
    return html.slice(0, end ?? html.length) + script + html.slice(end ?? html.length)
  }

  /** The same for a page that is sent in pieces: browsers take what stands after its end as the end of its body. */
  append(pieces: AsyncGenerator<string, void>, edition: () => string | null, place: ScriptPlace): AsyncGenerator<string, void> {
    return isNavigation(place.request, false) ? followedBy(pieces, () => this.#script(edition(), place)) : pieces
  }

  /** Nothing where the page's policy forbids it. */
  #script(edition: string | null, { mount, nonce, headers }: ScriptPlace): string {
    const permission = scriptPermission([headers['content-security-policy'] ?? []].flat().map(String))
    if (permission.lacks.length > 0) {
      this.#pages.warn(
        `djust: pages can't reload by themselves, their Content-Security-Policy lacks ${permission.lacks.join(' and ')}. ` +
          'Add it in development, or turn reloading off: djustExpress(djust, { reload: false })',
      )
      return ''
    }
    const carried = permission.nonce ?? (typeof nonce === 'string' ? nonce : null)
    const attributes = [
      `src="${escapeHtml(`${mount}${reloadPath}.js`)}"`,
      ...(edition === null ? [] : [`data-page="${escapeHtml(edition)}"`]),
      ...(carried === null ? [] : [`nonce="${escapeHtml(carried)}"`]),
    ]
    return `<script ${attributes.join(' ')} async></script>`
  }

  #connect(edition: string | null, request: IncomingMessage, response: ServerResponse): void {
    const browser: Browser = { edition, response, overlaid: false }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      // Compression would hold events back, and so would a proxy that collects them.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      // A connection that could be used again would hold up a server that ends.
      ...(request.httpVersionMajor === 1 ? { Connection: 'close' } : {}),
    })
    response.write(`retry: 300\n`)
    send(response, 'hello', this.#process)
    this.#browsers.add(browser)
    this.#stop ??= this.#listen()
    response.on('close', () => {
      this.#browsers.delete(browser)
      if (this.#browsers.size === 0) this.#close()
    })
    if (edition !== null) void this.#pages.now(edition, false).then((shown) => tell(browser, shown))
  }

  #listen(): () => void {
    const stop = this.#pages.listen(() => void this.#tellAll())
    // A server waits for its connections before it closes: nothing tells that it wants to.
    const looking = setInterval(() => {
      for (const { response } of this.#browsers) if (isClosing(response)) response.end()
    }, lookEveryMs).unref()
    return () => {
      stop()
      clearInterval(looking)
    }
  }

  #close(): void {
    this.#stop?.()
    this.#stop = null
  }

  async #tellAll(): Promise<void> {
    const known = new Map<string, Promise<Shown>>()
    const shownIn = (edition: string): Promise<Shown> => {
      let shown = known.get(edition)
      if (!shown) known.set(edition, (shown = this.#pages.now(edition, true)))
      return shown
    }
    await Promise.all(
      Array.from(this.#browsers, async (browser) => {
        const shown: Shown = browser.edition === null ? { kind: 'changed' } : await shownIn(browser.edition)
        // A page of another process behind the same address: what it is made of is not known here.
        tell(browser, shown.kind === 'unknown' ? { kind: 'changed' } : shown)
      }),
    )
  }
}

async function* followedBy(pieces: AsyncGenerator<string, void>, last: () => string): AsyncGenerator<string, void> {
  yield* pieces
  yield last()
}

function tell(browser: Browser, shown: Shown): void {
  const { response } = browser
  if (shown.kind === 'changed') send(response, 'reload', '')
  else if (shown.kind === 'wrong') send(response, 'wrong', JSON.stringify(described(shown.error)))
  else if (browser.overlaid) send(response, 'right', '')
  browser.overlaid = shown.kind === 'wrong'
}

/** What the overlay shows; it is text there, not HTML. */
function described(error: DjustError): object {
  const { span, summary, hint, code } = error
  const place = span && lineAndColumn(span.source, span.start)
  return {
    title: summary,
    place: span && place ? `${span.template}, line ${place.line}, column ${place.column}` : null,
    frame: span ? codeFrame(span, 3) : null,
    hint: hint ?? null,
    code,
  }
}

function send(response: ServerResponse, event: string, data: string): void {
  if (!response.writableEnded) response.write(`event: ${event}\ndata: ${data}\n\n`)
}

function respond(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' }).end(body)
}

function clientScript(): string {
  return readFileSync(new URL('live-reload-client.js', import.meta.url), 'utf8')
}

/** Parts of pages that scripts ask for, and what other programs than browsers do, stay as they are. */
function isNavigation({ headers }: IncomingMessage, hasBody: boolean): boolean {
  const destination = headers['sec-fetch-dest']
  if (destination !== undefined) return ['document', 'iframe', 'frame'].includes(destination)
  // Browsers send that header to localhost and over TLS only.
  const asksForPage = headers.accept?.startsWith('text/html') ?? false
  return hasBody && asksForPage && headers['hx-request'] === undefined && headers['x-requested-with'] === undefined
}

function isClosing(response: ServerResponse): boolean {
  const { server } = (response.socket ?? {}) as { server?: { listening?: boolean } }
  return server?.listening === false
}
