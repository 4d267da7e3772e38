import type { Djust } from '../engine/djust.ts'
import type { LiveViewClass } from './live-view.ts'
import type { Request } from './request.ts'

/** A view, with what its `mount` needs where there is no server and no database. */
export type ConfiguredView = LiveViewClass | ViewSample

export interface ViewSample {
  readonly view: LiveViewClass
  /** Parts of a request. */
  readonly request?: Partial<Request>
  /**
   * What the queries give that `mount` awaits, in their order: a number for a count, a list for rows. `djust check` and
   * `djust warmup` run no statements.
   */
  readonly awaits?: readonly unknown[]
}

/** What the command line has to know of an application. */
export interface DjustConfig<Views extends readonly ConfiguredView[] = readonly ConfiguredView[]> {
  /** The application's engine, or what makes it. */
  readonly djust: Djust | (() => Djust | Promise<Djust>)
  /** The views that `djust check`, `djust warmup` and others go through. */
  readonly views?: Views | (() => Views | Promise<Views>)
  /** Runs when a command is done: closes what `djust` opened. */
  readonly close?: () => void | Promise<void>
}

/**
 * The contents of `djust.config.ts`, with their types:
 *
 * ```ts
 * export default defineConfig({ djust: () => openDjust(), views: [DashboardView, { view: LeaseView, request: { params: { id: '1' } } }] })
 * ```
 */
export function defineConfig<const Views extends readonly ConfiguredView[]>(config: DjustConfig<Views>): DjustConfig<Views> {
  return config
}
