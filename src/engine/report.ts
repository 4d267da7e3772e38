import type { StatementReport } from '../load/load-run.ts'

/** What rendering a page took. Times are in milliseconds. */
export interface RenderReport {
  readonly template: string
  /** In development: names the texts that the page was made of, for `djust.shownPages`; else null. */
  readonly edition: string | null
  /** Of the request where there is one, else of the page. */
  readonly statements: readonly StatementReport[]
  /** Analysis and planning: nothing but a look-up once a page is known. */
  readonly planMs: number
  /** From the first statement to the last object, waiting included. */
  readonly loadMs: number
  readonly renderMs: number
}
