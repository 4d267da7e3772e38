import type { Request } from './request.ts'

/**
 * A page. `mount` puts lazy queries and other values into public fields; the template decides what of them is loaded.
 * Fields, and getters of the class, are the template's context, but for names that start with `_`.
 *
 * ```ts
 * export class DashboardView extends LiveView {
 *   templateName = 'rentals/dashboard.html'
 *   mount() {
 *     this.expiringSoon = Lease.objects.expiringSoon().slice(0, 5)
 *   }
 * }
 * ```
 */
export abstract class LiveView {
  [name: string]: unknown
  abstract templateName: string

  /** Runs once for a request, before anything is loaded. `params` are the named parts of the route. */
  mount(_request: Request, _params: Readonly<Record<string, string>>): void | Promise<void> {}

  /**
   * What the template sees. An override adds to it: `return { ...super.getContextData(), total: 3 }`. Lazy queries and
   * promises may stand among the values.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- an index of `any` lets an override be async; callers await it
  getContextData(): Record<string, any> {
    return contextOf(this)
  }
}

/** A view class that needs no arguments. */
export type LiveViewClass = new () => LiveView

const notContext: ReadonlySet<string> = new Set(['templateName', 'constructor'])

/** Getters stay getters, so that one the template does not read never runs. */
function contextOf(view: LiveView): Record<string, unknown> {
  const context: Record<string, unknown> = {}
  for (const name of Object.keys(view)) if (isPublic(name)) define(context, name, view)
  for (
    let prototype = Object.getPrototypeOf(view) as object;
    prototype !== LiveView.prototype && prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (property.get && isPublic(name) && !Object.hasOwn(context, name)) define(context, name, view)
    }
  }
  return context
}

function isPublic(name: string): boolean {
  return !name.startsWith('_') && !notContext.has(name)
}

function define(context: Record<string, unknown>, name: string, view: LiveView): void {
  Object.defineProperty(context, name, { get: () => view[name], enumerable: true, configurable: true })
}
