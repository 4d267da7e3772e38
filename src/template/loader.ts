/** A template's text and where it came from. */
export interface LoadedTemplate {
  readonly source: string
  /** Identifies the text: a file's path, or a name that the loader makes up. */
  readonly origin: string
}

/**
 * Finds the text of templates by name. An own loader needs nothing but this method; it returns null where it has no such
 * template. `skip` holds origins that are not wanted: a template may extend the next one of its own name.
 */
export interface TemplateLoader {
  load(name: string, skip?: ReadonlySet<string>): string | LoadedTemplate | null | undefined
  /**
   * A text that is another one whenever `load` may give something else for the name, for less than reading it. Where it is null, or
   * there is no such method, texts are compared.
   */
  stamp?(name: string): string | null
  /** Calls `onEvent` soon after any template may have changed, as far as the system tells; the result stops it. */
  watch?(onEvent: () => void): () => void
  /** The places where `name` was looked for, for the error that says so. */
  tried?(name: string): readonly string[]
  /** The names of all its templates, for tools that look at each. */
  names?(): readonly string[]
}
