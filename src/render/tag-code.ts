import type { Condition, Expression, Node } from '../template/ast.ts'

/** The part of a tag's definition that generates code. */
export interface TagCode<Args> {
  emit(args: Args, emitter: TagEmitter): void
}

/** A piece of generated JavaScript: an expression. Made by the emitter only, never from a template's text. */
export type Code = string & { readonly code: unique symbol }

/**
 * What a tag emits itself with. Statements and output appear in the order of the calls. Data becomes code through
 * `literal` and `constant` alone.
 */
export interface TagEmitter {
  /** Static text, printed as it is. */
  text(text: string): void
  /** Prints a value as `{{ }}` does: localised, and escaped where autoescaping is on. */
  print(value: Code): void
  /** Prints a string that needs no escaping. */
  raw(value: Code): void
  /** Code of the expression's value; what is missing is `stringIfInvalid`, or null with `ignoreFailures`. */
  value(expression: Expression, options?: { ignoreFailures?: boolean }): Code
  /** Code that is true or false. */
  test(condition: Condition): Code
  /** Nodes, printed here in the current scope. */
  nodes(nodes: readonly Node[]): void
  /** Renders nodes, now and in the current scope, into a string of its own. */
  capture(nodes: readonly Node[]): Code
  /** Runs `emit` with the names set in a scope of their own. */
  scope(names: readonly { readonly name: string; readonly value: Code }[], emit: () => void): void
  /** Sets a name, declared with the parser's `bind`, in the scope that the tag stands in. */
  set(name: string, value: Code): void
  /** Emits for each case an `if`, the first whose test holds is run. A null test is the `else`. */
  choose(cases: readonly { readonly test: Code | null; readonly emit: () => void }[]): void
  /** A variable that lives as long as one render of this template file. `key` makes tags share one. */
  state(key: object, initial: Code): Code
  /** A statement: assigns to a variable that `state` or `variable` gave. */
  assign(variable: Code, value: Code): void
  /** A new local variable with this value. */
  variable(value: Code): Code
  /** Whether autoescaping is on here. */
  readonly autoescape: boolean
  /** Emits with autoescaping set. */
  withAutoescape(on: boolean, emit: () => void): void
  /** A JSON-like value as code. */
  literal(value: string | number | boolean | null): Code
  /** Any value of JavaScript, kept beside the code. */
  constant(value: unknown): Code
  /** Calls a function of JavaScript with the values of the codes. */
  call(fn: (...args: never[]) => unknown, ...args: readonly Code[]): Code
  /** A list of values. */
  list(items: readonly Code[]): Code
  /** A plain object. */
  record(entries: readonly { readonly name: string; readonly value: Code }[]): Code
  /** What the tag may use while rendering: see RenderContext. */
  readonly context: Code
}
