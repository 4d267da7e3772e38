import type { Template } from '../template/ast.ts'
import type { UnitSignature } from './unit.ts'

/** What a unit knows of a template that it includes, with all that this one includes. */
export interface Callee {
  /** The names that it can read; null for any. Nothing where it can't be loaded. */
  readonly names: ReadonlySet<string> | null
  /** Whether it can print much: it has loops, or includes what only rendering can name. */
  readonly isLong: boolean
  /** Whether it may ask how many rounds the loop around it has. */
  readonly countsRounds: boolean
  /** Whether a tag in it remembers something as long as the loop around it runs. */
  readonly keepsLoopState: boolean
}

/** What a unit needs to know of templates that it includes, while it is being compiled. */
export interface UnitLinks {
  callee(template: string): Callee
  /** The constant through which the template of that name is called. */
  include(template: string, signature: UnitSignature, site: string): unknown
  /** The same for a part of a template. */
  partCallee(template: Template, part: string): Callee
  part(template: Template, part: string, signature: UnitSignature, site: string): unknown
}
