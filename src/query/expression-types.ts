/**
 * What TypeScript knows of an expression's value before it knows the model: a type in which paths stand for the values
 * that they will have, which `ResultOf` of query-types.ts fills in.
 */

/** What an expression carries for TypeScript only. */
export interface ExpressionTypes<V, Names extends string> {
  readonly value: V
  readonly names: Names
}

/** The value at a path. */
export interface At<P extends string> {
  readonly '~at': P
}

/** The number that arithmetic gives: text (a decimal) where one operand is. */
export interface Arithmetic<A, B> {
  readonly '~arithmetic': readonly [A, B]
}

/** A without null. */
export interface Present<A> {
  readonly '~present': A
}

/** R, or null where A may be. */
export interface Like<R, A> {
  readonly '~like': readonly [R, A]
}

/** The type of an operand: an expression's value, or a plain value's. */
export type Value<O> = O extends { readonly '~types': ExpressionTypes<infer V, string> } ? V : Wide<O>
type Wide<O> = O extends string ? string : O extends number ? number : O extends bigint ? bigint : O extends boolean ? boolean : O

/** The names that an operand reads. */
export type Names<O> = O extends { readonly '~types': ExpressionTypes<unknown, infer N> } ? N : never
