import type { Condition, Expression, Node, Span, TemplatePart } from '../template/ast.ts'
import type { Value } from './value.ts'

/**
 * What a tag or a filter uses to say what it reads and what it passes on. The analysis implements it; the same
 * operations serve the core nodes, so a custom tag can do whatever a built-in one can.
 */
export interface Flow {
  /** The value of an expression, its filters applied. Reads nothing but what filters consume. */
  evaluate(expression: Expression): Value
  /** The operand of an expression, read as a condition of `{% if %}`. */
  condition(condition: Condition): void
  /** Printed, compared, or used as text, a number or a date. */
  output(value: Value): void
  /** Compared with another value: of a model instance that reads its key alone. */
  compare(value: Value): void
  /** Only its truth is read. */
  test(value: Value): void
  /** Only its length is read. */
  length(value: Value): void
  /** An attribute, key or index of it. */
  member(value: Value, name: string, span?: Span): Value
  /** All its rows are read; the element. */
  iterate(value: Value): Value
  /** Its first `head` and last `tail` rows; reads nothing until that is read. */
  slice(value: Value, head: number, tail: number): Value
  /** Anything of it may be read. */
  whole(value: Value): void
  union(options: readonly Value[]): Value
  /** Binds a name in the innermost scope (`as name`, loop variables). */
  bind(name: string, value: Value): void
  lookup(name: string): Value
  /** Runs `body` with a scope of its own. */
  scope(body: () => void): void
  /** Analyses the nodes of a body in the current scope. */
  visit(nodes: readonly Node[]): void
  /** Analyses a part of the template file that is rendered here, which may render itself. */
  part(part: TemplatePart): void
}

/** The part of a tag's definition that analysis uses. Without one a tag is `whole` of all its expressions. */
export interface TagFlow<Args> {
  flow(args: Args, flow: Flow): void
}

/**
 * What a filter reads of its input and argument, and what it returns. `literal` is the argument's value where it is
 * a literal. `argument` is null where there is none.
 */
export type FilterFlow = (input: Value, argument: Value | null, literal: string | number | bigint | undefined, flow: Flow) => Value
