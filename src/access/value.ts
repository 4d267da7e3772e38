import type { EntityClass } from '../schema/schema.ts'
import type { AccessNode } from './access-node.ts'

/**
 * What an expression evaluates to during analysis. Templates and JavaScript members share it: tags, filters and
 * syntax touch access nodes only through the operations of `Flow` on these values.
 */
export type Value =
  /** A path from a context variable or from `this`. */
  | NodeValue
  /** A list made from others (dictsort, a regroup's list, `map`): asking for its rows asks for nothing more. Code may add to its own. */
  | { readonly kind: 'sequence'; element: Value }
  /** `of` cut to its first `end` (or, negative side, last `-end`) rows; reading it asks for just those. */
  | { readonly kind: 'slice'; readonly of: Value; readonly head: number; readonly tail: number }
  /** An object with known parts: a regroup group, an object literal. One that has no others says in `closed` what it is. */
  | { readonly kind: 'struct'; readonly parts: ReadonlyMap<string, Value>; readonly closed?: string }
  | { readonly kind: 'tuple'; readonly items: readonly Value[] }
  /** One of several. */
  | { readonly kind: 'union'; readonly options: readonly Value[] }
  /** A function value; `call` analyses its body with the given arguments. Of a class, `entity` is where its static members are. */
  | FunctionValue
  /**
   * Text, a number, a date: nothing more can be read from the database through it. `constant` is it, where it is a literal;
   * `oneOf` are the texts of which it is one.
   */
  | { readonly kind: 'scalar'; readonly constant?: Constant; readonly oneOf?: readonly string[] }

export interface NodeValue {
  readonly kind: 'node'
  readonly node: AccessNode
  /** In members: the list as the row has it, which is no array to the ORM. */
  readonly isCollection?: true
}

export interface FunctionValue {
  readonly kind: 'function'
  readonly call: (args: readonly Value[], self: Value) => Value
  readonly entity?: EntityClass
  /** Of a class that the code makes: what it has itself. */
  readonly statics?: NodeValue
  /** Of such a class: gives an object the parts that its instances have. */
  readonly construct?: (args: readonly Value[], self: NodeValue) => void
}

export type Constant = string | number | bigint | boolean | null

export const scalar: Value = { kind: 'scalar' }

/** What code that can't be seen makes of what it is given: it may have any name. */
export const unseen: Value = { kind: 'struct', parts: new Map() }
