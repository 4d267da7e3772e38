import type { Condition, Expression, Node, TemplatePart } from '../template/ast.ts'

/** The part of a tag's definition that generates code. */
export interface TagCode<Args> {
  emit(args: Args, emitter: TagEmitter): void
  /** Names of the context that it reads besides those in its expressions: `request`, `csrf_token`, `forloop`. */
  readonly contextNames?: readonly string[]
  /** It uses `loopState`. */
  readonly keepsLoopState?: boolean
  /** It may read every variable in scope. */
  readonly readsScope?: boolean
}

/** A piece of generated JavaScript: an expression. Made by the emitter only, never from a template's text. */
export type Code = string & { readonly code: unique symbol }

/** A variable of the generated code that holds something between two runs of a tag; undefined at first. */
export interface StateVariable {
  readonly value: Code
  assign(value: Code): void
}

/**
 * What a tag emits itself with. Statements and output appear in the order of the calls; each `Code` is to be used once, and
 * before anything after it changes what it reads. Data becomes code through `literal` and `constant` alone.
 */
export interface TagEmitter {
  /** Static text, printed as it is. */
  text(text: string): void
  /** Prints a value as `{{ }}` does: localised, and escaped where autoescaping is on. */
  print(value: Code): void
  /** Prints a string that needs no escaping. */
  raw(text: Code): void
  /** The text that `print` would print: a safe string, or a plain one where autoescaping is off. */
  printed(value: Code): Code
  /** Code of the expression's value; what is missing is `stringIfInvalid`, or null with `ignoreFailures`. */
  value(expression: Expression, options?: { readonly ignoreFailures?: boolean }): Code
  /** The value of a name of the context: null where it is missing. */
  variable(name: string): Code
  /** Code that is true or false. */
  test(condition: Condition): Code
  /** Whether a value is true, as `{% if %}` sees it. */
  isTrue(value: Code): Code
  /** Nodes, printed here in the current scope. */
  nodes(nodes: readonly Node[]): void
  /** A part of the template file, printed here with the variables in scope. */
  part(part: TemplatePart): void
  /** Renders what `emit` prints, now, into a string of its own. */
  capture(emit: () => void): Code
  /** The same, rendered once more where `again` holds for what it gave at first. */
  captureTwice(emit: () => void, again: (first: Code) => Code): { readonly first: Code; readonly last: Code }
  /** Runs `emit` with the names set in a scope of their own. */
  scope(names: readonly { readonly name: string; readonly value: Code }[], emit: () => void): void
  /** Sets a name, declared with the parser's `bind`, in the scope that the tag stands in. */
  set(name: string, value: Code): void
  /** The same in the outermost scope that has the name already. */
  setOutermost(name: string, value: Code): void
  /** The value at an index that is only known while rendering; the others are not evaluated. */
  choice(index: Code, values: readonly Code[]): Code
  /** Runs the first part whose test holds; one without test is the `else`. */
  choose(cases: readonly { readonly test: Code | null; readonly emit: () => void }[]): void
  /** The values of an expression for each item of a list, which `name` is bound to. */
  map(list: Code, name: string, expression: Expression): Code
  /** A value computed once, to be used several times. */
  constantOf(value: Code): Code
  /** Lives as long as one rendering of this template file; tags that give the same key share it. */
  state(key: object): StateVariable
  /** Lives as long as the innermost loop runs, also where that loop is in a template that includes this one. */
  loopState(key: object): StateVariable
  readonly autoescape: boolean
  /** Emits with autoescaping set. */
  withAutoescape(on: boolean, emit: () => void): void
  /** Runs what `emit` emits and then, whatever happens, `last`. */
  ensure(last: Code, emit: () => void): void
  /** A JSON-like value as code. */
  literal(value: string | number | boolean | null): Code
  /** Any value of JavaScript, kept beside the code. */
  constant(value: unknown): Code
  /**
   * Calls a function of JavaScript with the values of the codes, and possibly one argument more; errors it throws are
   * shown with the tag's place.
   */
  call(fn: (...args: never[]) => unknown, ...args: readonly Code[]): Code
  /** A list of values. */
  list(items: readonly Code[]): Code
  /** A plain object. */
  record(entries: readonly { readonly name: string; readonly value: Code }[]): Code
  /** Where the tag stands, a SourceSpan: for `TagRuntime.defer`. */
  readonly place: Code
  /** The TagRuntime: settings, services, rendering of other templates. */
  readonly runtime: Code
  /** An object with every variable in scope; for tags with `readsScope`. */
  readonly allVariables: Code
}
