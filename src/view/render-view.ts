import type { Djust, RenderOptions, StreamOptions } from '../engine/djust.ts'
import type { Explanation } from '../engine/explain.ts'
import { DjustError } from '../error.ts'
import type { LiveView, LiveViewClass } from './live-view.ts'
import type { Request } from './request.ts'

/** Mounts a new view for the request and renders it. */
export async function renderView(djust: Djust, View: LiveViewClass, request: Request, options: RenderOptions = {}): Promise<string> {
  const view = await mountView(View, request)
  const context = view.getContextData() as Record<string, unknown> | Promise<Record<string, unknown>>
  return djust.render(view.templateName, await context, options)
}

/** The same in pieces, as they are asked for. */
export async function viewPieces(
  djust: Djust,
  View: LiveViewClass,
  request: Request,
  options: StreamOptions = {},
): Promise<AsyncGenerator<string, void>> {
  const view = await mountView(View, request)
  const context = view.getContextData() as Record<string, unknown> | Promise<Record<string, unknown>>
  return djust.renderPieces(view.templateName, await context, options)
}

/** What happens for the view, stage by stage, without running a statement of djust's: `console.log(String(await explainView(djust, HomeView)))`. */
export async function explainView(djust: Djust, View: LiveViewClass, request: Partial<Request> = {}): Promise<Explanation> {
  return djust.explain(await mountView(View, emptyRequest(request)))
}

/** A view of the class with `mount` done; `onMade` gets it before. */
export async function mountView(View: LiveViewClass, request: Request, onMade?: (view: LiveView) => void): Promise<LiveView> {
  const view = new View()
  onMade?.(view)
  if (typeof view.templateName !== 'string' || view.templateName === '') {
    throw new DjustError('view/template-name', `${View.name} has no templateName`, { hint: `Add to the class: templateName = 'page.html'` })
  }
  await view.mount(request, request.params)
  return view
}

/** A request for views that are rendered without a server, as in tests and scripts. */
export function emptyRequest(parts: Partial<Request> = {}): Request {
  return { method: 'GET', url: '/', params: {}, query: {}, form: {}, headers: {}, session: null, raw: undefined, ...parts }
}
