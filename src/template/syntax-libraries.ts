import type { FilterSyntax, SyntaxLibrary, TagSyntax } from './tag-syntax.ts'

/** The tags and filters that templates can use: at once, or after `{% load name %}`. */
export interface SyntaxLibraries {
  readonly builtins: readonly SyntaxLibrary[]
  readonly loadable: ReadonlyMap<string, SyntaxLibrary>
  readonly unknown?: UnknownSyntax
}

/**
 * Stands in for tags and filters that are not there, which else is an error; libraries that are not there are then
 * empty, and names relative to the template stay as written where they lead nowhere. It serves one parse only: what it
 * answers may depend on what it was asked before.
 */
export interface UnknownSyntax {
  /** Undefined where a tag of this name is an error. */
  tag(name: string): TagSyntax | undefined
  filter(name: string): FilterSyntax
}
