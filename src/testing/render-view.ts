import type { Djust, RenderOptions } from '../engine/djust.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import * as view from '../view/render-view.ts'
import type { Request } from '../view/request.ts'

/** The HTML of a view class for a request of which only some parts matter: `renderView(djust, LeaseView, { params: { id: '3' } })`. */
export function renderView(
  djust: Djust,
  View: LiveViewClass,
  request: Partial<Request> = {},
  options: RenderOptions = {},
): Promise<string> {
  return view.renderView(djust, View, view.emptyRequest(request), options)
}
