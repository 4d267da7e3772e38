import type { TemplateSyntaxError } from '../error.ts'
import type { Binding, Condition, Expression, Node, Span, TemplatePart } from './ast.ts'

/**
 * How a tag parses. `parse` is called after its opening markup was read and returns the tag's `args`: plain data for the
 * later stages, holding expressions and bodies that it got from the parser.
 */
export interface TagSyntax<Args = unknown> {
  readonly name: string
  parse(parser: TagParser): Args
}

/** What the parser must know of a filter. */
export interface FilterSyntax {
  readonly name: string
  readonly argument: 'none' | 'required' | 'optional'
}

/** A named set of tags and filters, as `{% load name %}` brings them in. */
export interface SyntaxLibrary {
  readonly name: string
  readonly tags: readonly TagSyntax[]
  readonly filters: readonly FilterSyntax[]
}

/** A part of a tag's contents: split at whitespace that is not in quotes. */
export interface Word {
  readonly text: string
  readonly span: Span
}

/** A body that ended at one of the tags asked for. */
export interface Body {
  readonly nodes: readonly Node[]
  /** The words of the tag that ended it; the first one is its name. */
  readonly end: readonly [Word, ...Word[]]
}

/** What a tag parses itself with. Everything throws TemplateSyntaxError with the place. */
export interface TagParser {
  /** The tag as written between `{%` and `%}`, trimmed. */
  readonly contents: string
  /** The words of the tag; the first one is its name. */
  readonly words: readonly [Word, ...Word[]]
  /** The span of `{% … %}`. */
  readonly span: Span
  /** Shared by all tags of one template file: named cycles. */
  readonly shared: Map<string, unknown>
  /** The name of the template, for names relative to it. */
  readonly templateName: string

  /** `value|filter:argument` as an expression. */
  expression(word: Word): Expression
  /** The words as a condition of `{% if %}`. */
  condition(words: readonly Word[]): Condition
  /**
   * The `name=value` at the front of `words`; `rest` is what follows them. With `legacy` also `value as name and …`,
   * as Django's `token_kwargs`.
   */
  keywords(words: readonly Word[], options?: { legacy?: boolean }): { readonly bindings: Binding[]; readonly rest: readonly Word[] }
  /** An expression that is the name of a template: a relative literal is resolved against this template. */
  templateReference(word: Word, options: { recursion: boolean }): Expression
  /** The nodes up to one of these tags, which is taken too. */
  body(...ends: [string, ...string[]]): Body
  /** A part of this file that the tag renders; it may be defined further down, or nowhere. */
  part(name: string): TemplatePart
  /** Reads the nodes up to `end` as a part of this file; null where it has one of that name. */
  definePart(name: string, end: string): { readonly part: TemplatePart; readonly end: Body['end'] } | null
  /** Leaves out everything up to the tag `end`, whatever it holds. */
  skip(end: string): void
  /** Says that the tag sets this name in the scope it stands in. */
  bind(name: string): string
  /** Brings the tags and filters of a library in for the rest of the template. */
  load(library: Word, only?: readonly Word[]): void
  /** To be thrown; points at `at`, or at the whole tag. */
  error(message: string, at?: Span, hint?: string): TemplateSyntaxError
}
