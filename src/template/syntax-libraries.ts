import type { SyntaxLibrary } from './tag-syntax.ts'

/** The tags and filters that templates can use: at once, or after `{% load name %}`. */
export interface SyntaxLibraries {
  readonly builtins: readonly SyntaxLibrary[]
  readonly loadable: ReadonlyMap<string, SyntaxLibrary>
}
