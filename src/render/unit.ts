import type { ResolvedTemplate } from '../template/template-set.ts'
import type { RowFeed } from './row-feed.ts'

/** How a unit is called: what distinguishes two compilations of one template. */
export interface UnitSignature {
  /** Names whose values come as arguments, in this order; all others are read from the context. */
  readonly bound: readonly string[]
  readonly autoescape: boolean
  /** A generator that hands out what it has printed whenever that is much: see UnitStream. */
  readonly streamed?: boolean
}

/** Renders with a context object and the values of the bound names. */
export type UnitFunction = (context: object, ...bound: unknown[]) => string

/** Goes on with what was `printed` before it, yields long pieces of text, and feeds that it needs rows of, and returns the rest. */
export type UnitStream = (printed: string, context: object, ...bound: unknown[]) => Generator<string | RowFeed, string>

/** The place through which generated code calls another unit: `run` is null until the first call compiles it. */
export interface UnitCell {
  readonly signature: UnitSignature
  /** Where it is called, for what it remembers as long as a loop around that place runs. */
  readonly place: string
  /** Finds the template; throws where there is none or its text is wrong. */
  readonly resolve: () => ResolvedTemplate
  run: UnitFunction | null
  source: string | null
}
