import type { Template } from '../template/ast.ts'

/** Hears of includes whose template only rendering can name. */
export interface IncludeObserver {
  /** The include at `site` leads to the template of this name, or to one that the context holds; throws what is for later. */
  included(site: string, template: string | Template): void
  /** Whether the page will be rendered again because of the error, so that the include can print nothing now. */
  isForLater(error: unknown): boolean
}
