import type { RandomModel } from './random-world.ts'

/** What a name of a template stands for. */
export type Type =
  | { readonly kind: 'entity'; readonly model: RandomModel; readonly annotations?: readonly string[] }
  /** A relation or a query: has `all`, `count`, `first`, … */
  | { readonly kind: 'list'; readonly model: RandomModel; readonly annotations?: readonly string[] }
  /** Rows that a filter, a tag or a member made. */
  | { readonly kind: 'rows'; readonly model: RandomModel; readonly annotations?: readonly string[] }
  | { readonly kind: 'scalar' }
  | { readonly kind: 'scalars' }

export interface Expression {
  readonly text: string
  readonly type: Type
}

export type Scope = readonly Expression[]
