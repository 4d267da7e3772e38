import type { LateLine } from './code-writer.ts'
import type { FeedCode } from './rounds-code.ts'

/** What a name means at a place of a template, as far as the template itself says. */
export type Meaning =
  /** A local variable. `certain` is false where it may not have been set yet: it is undefined then. */
  | { readonly kind: 'local'; readonly code: string; readonly certain: boolean }
  | { readonly kind: 'loop'; readonly loop: LoopCode }
  | { readonly kind: 'block'; readonly block: BlockCode }

/** The variables of a running loop. */
export interface LoopCode {
  readonly index: string
  readonly length: string
  readonly outer: LoopCode | null
  /** Code of what is `forloop` around it. */
  readonly around: () => string
  /** Before the first round and at the beginning of each. */
  readonly start: LateLine
  readonly round: LateLine
  /** The variable of the `forloop` object; null as long as nothing needs it. */
  object: string | null
  /** Where its rows may still be coming; null where all of them must be there. */
  readonly feed: FeedCode | null
}

/** The block that is being emitted. */
export interface BlockCode {
  readonly name: string
  readonly scope: Scope
  /** How many parts are around it: what stands in one more has no super. */
  readonly openParts: number
  /** Whether its template has no parent. */
  readonly extendsNone: boolean
  /** Emits what the next template of the chain has for it. */
  readonly emitSuper: () => void
  /** Before anything of the block: the functions below. */
  readonly definitions: LateLine
  /** The functions that render what `emitSuper` emits, by the names that they get as arguments. */
  readonly functions: Map<string, string>
}

/** A scope of the template: a loop, `with`, a block, an included template. */
export class Scope {
  readonly outer: Scope | null
  readonly loop: LoopCode | null
  /** Where its variables are declared. */
  readonly declarations: LateLine
  private readonly meanings = new Map<string, Meaning>()
  /** What a name means here as long as a tag has not set it. */
  private readonly before = new Map<string, Meaning>()

  constructor(outer: Scope | null, declarations: LateLine, loop: LoopCode | null = outer?.loop ?? null) {
    this.outer = outer
    this.declarations = declarations
    this.loop = loop
  }

  set(name: string, meaning: Meaning): void {
    const before = this.meanings.get(name)
    if (before && before.kind !== 'local') this.before.set(name, before)
    this.meanings.set(name, meaning)
  }

  own(name: string): Meaning | undefined {
    return this.meanings.get(name)
  }

  /** The meanings from the innermost scope outward: the first certain one ends the search. */
  find(name: string): Meaning[] {
    const meaning = this.meanings.get(name)
    if (meaning && (meaning.kind !== 'local' || meaning.certain)) return [meaning]
    const before = this.before.get(name)
    if (meaning && before) return [meaning, before]
    const outer = this.outer?.find(name) ?? []
    return meaning ? [meaning, ...outer] : outer
  }

  /** The names that are set in this scope and those around it up to `outer`. */
  namesWithin(outer: Scope): string[] {
    if (this === outer) return []
    return [...new Set([...this.meanings.keys(), ...(this.outer?.namesWithin(outer) ?? [])])].sort()
  }

  /** Every name that means something other than the context's variable. */
  names(): Set<string> {
    const names = this.outer?.names() ?? new Set<string>()
    for (const name of this.meanings.keys()) names.add(name)
    return names
  }
}
