import type { FilterSyntax, TagSyntax } from './tag-syntax.ts'

/**
 * The abstract syntax tree of one template file.
 *
 * A template is text with three kinds of markup: `{{ expression }}` is an OutputNode, `{% tag %}` one of the
 * tag nodes, `{# comment #}` nothing. Nodes that decide structure or scope (if, for, with, block, include,
 * extends) are a closed union, so that every stage handles each of them; every other tag is one open node, a
 * TagNode, whose definition says how it parses, what it reads and what code it emits.
 *
 * Everything is readonly plain data; spans are offsets into the template's source, end exclusive. The span of a tag
 * is that of its opening markup, `{% if … %}`, not of its bodies.
 */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Template {
  /** The name it was loaded by; errors show it. */
  readonly name: string
  /** False where the source has no name of its own: nothing can be relative to it. */
  readonly named: boolean
  /** Where the loader found it; two templates of one name differ in it. */
  readonly origin: string
  readonly source: string
  readonly nodes: readonly Node[]
  /** The `{% extends %}` of this template, also in `nodes`. */
  readonly extends: ExtendsNode | null
  /** Every block of this file by name, nested ones too. */
  readonly blocks: ReadonlyMap<string, BlockNode>
  /** The parts of this file that can be rendered under a name of their own: what `{% partialdef %}` defines. */
  readonly parts: ReadonlyMap<string, TemplatePart>
}

/** `nodes` is null where the part is asked for, but not defined. */
export interface TemplatePart {
  readonly name: string
  readonly nodes: readonly Node[] | null
}

export type Node = TextNode | OutputNode | IfNode | ForNode | WithNode | BlockNode | IncludeNode | ExtendsNode | TagNode

export interface TextNode {
  readonly kind: 'text'
  readonly text: string
  readonly span: Span
}

/** `{{ lease.tenant.name|default:"-" }}` */
export interface OutputNode {
  readonly kind: 'output'
  readonly expression: Expression
  readonly span: Span
}

/** `{% if a %}…{% elif b %}…{% else %}…{% endif %}`: `else` is a branch without a condition. */
export interface IfNode {
  readonly kind: 'if'
  readonly branches: readonly { readonly condition: Condition | null; readonly body: readonly Node[] }[]
  readonly span: Span
}

/** `{% for a, b in iterable reversed %}…{% empty %}…{% endfor %}` */
export interface ForNode {
  readonly kind: 'for'
  readonly variables: readonly string[]
  readonly iterable: Expression
  readonly reversed: boolean
  readonly body: readonly Node[]
  /** null where there is no `{% empty %}`. */
  readonly empty: readonly Node[] | null
  readonly span: Span
}

/** `{% with a=x b=y|upper %}` and `{% with x as a %}`: all values are evaluated before any name is bound. */
export interface WithNode {
  readonly kind: 'with'
  readonly bindings: readonly Binding[]
  readonly body: readonly Node[]
  readonly span: Span
}

export interface Binding {
  readonly name: string
  readonly value: Expression
  readonly span: Span
}

export interface BlockNode {
  readonly kind: 'block'
  readonly name: string
  readonly body: readonly Node[]
  readonly span: Span
}

/** `{% include template with a=x only %}`; `template` is a string literal in most templates. */
export interface IncludeNode {
  readonly kind: 'include'
  readonly template: Expression
  readonly bindings: readonly Binding[]
  readonly only: boolean
  readonly span: Span
}

export interface ExtendsNode {
  readonly kind: 'extends'
  readonly parent: Expression
  readonly span: Span
}

/**
 * Any other tag. `args` is what the definition's `parse` returned. What `parse` asked the parser for is listed beside
 * it, so that a stage that does not know the tag still sees everything it can read, hold and bind.
 */
export interface TagNode {
  readonly kind: 'tag'
  readonly name: string
  /** What `{% load %}` and the builtins had under this name; the later stages find their facets on it. */
  readonly definition: TagSyntax
  readonly args: unknown
  readonly expressions: readonly Expression[]
  readonly bodies: readonly (readonly Node[])[]
  /** The parts of the file that it renders. */
  readonly parts: readonly TemplatePart[]
  /** Names that it may set in the scope it stands in (`as name`). */
  readonly binds: readonly string[]
  readonly span: Span
}

/** `operand|filter:argument|filter` */
export interface Expression {
  readonly operand: Operand
  readonly filters: readonly FilterCall[]
  readonly span: Span
}

export type Operand = LiteralOperand | PathOperand

/** A quoted string (safe, as in Django), a number, or a translated string `_("…")`. */
export interface LiteralOperand {
  readonly kind: 'literal'

  readonly value: string | number | bigint
  /** As written, quotes included. */
  readonly text: string
  readonly translated: boolean
  readonly span: Span
}

/** `lease.tenant.0.name`: the first bit is looked up in the context, the others on what came before. */
export interface PathOperand {
  readonly kind: 'path'
  readonly bits: readonly [string, ...string[]]
  /** The span of each bit, for errors that point at one of them. */
  readonly bitSpans: readonly Span[]
  readonly span: Span
}

export interface FilterCall {
  readonly name: string
  /** What `{% load %}` and the builtins had under this name; the later stages find their facets on it. */
  readonly definition: FilterSyntax
  readonly argument: Operand | null
  readonly span: Span
}

/** What stands in `{% if %}`. */
export type Condition =
  | { readonly kind: 'value'; readonly expression: Expression; readonly span: Span }
  | { readonly kind: 'not'; readonly operand: Condition; readonly span: Span }
  | {
      readonly kind: 'binary'
      readonly operator: ConditionOperator
      readonly left: Condition
      readonly right: Condition
      readonly span: Span
    }

export type ConditionOperator = 'and' | 'or' | '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in' | 'not in' | 'is' | 'is not'
