/** Hears of includes whose template only rendering can name. */
export interface IncludeObserver {
  /** The include at `site` led to this template; null for one that has no name. */
  included(site: string, name: string | null): void
  /** Whether the page will be rendered again because of the error, so that the include can print nothing now. */
  isForLater(error: unknown): boolean
}
