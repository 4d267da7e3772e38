import { copyCondition } from './copy-condition.ts'
import { Expression, operandNode } from './expression.ts'
import type { AggregateKind, ExpressionNode } from './expression-node.ts'
import type { Arithmetic, At, Names, Present, Value } from './expression-types.ts'

export interface AggregateOptions {
  /** A condition on the rows that are aggregated; its names are those of their model. */
  readonly filter?: object
}

export interface CountOptions extends AggregateOptions {
  /** Whether equal values of the field count once. */
  readonly distinct?: boolean
}

export interface ValueOptions extends AggregateOptions {
  /** What the value is of no rows, instead of null. */
  readonly default?: string | number | bigint
}

/** What is aggregated: a path, or in `aggregate()` and groups any expression over their rows. */
type Aggregated = string | Expression<unknown, string>
type ValueOf<A> = A extends string ? At<A> : Value<A>
type NamesIn<A> = A extends string ? A : Names<A>
/** Of no rows the default, which is of the field's own type. */
type OfNone<V, O> = O extends { readonly default: unknown } ? Present<V> : V | null

/**
 * How many related rows there are: `count('payments')`; of a field, how many have a value. In `aggregate()` and groups
 * also of their own rows: `count()`.
 */
export function count<const A extends Aggregated = never>(of?: A, options: CountOptions = {}): Expression<number, NamesIn<A>> {
  return aggregate('count', of, options)
}

/** The sum of a field of related rows; null of no rows, unless there is a default. */
export function sum<const A extends Aggregated, const O extends ValueOptions = {}>(
  of: A,
  options?: O,
): Expression<OfNone<A extends string ? At<A> : Arithmetic<Value<A>, Value<A>>, O>, NamesIn<A>> {
  return aggregate('sum', of, options)
}

/** The greatest value of a field of related rows; null of no rows. */
export function max<const A extends Aggregated, const O extends ValueOptions = {}>(
  of: A,
  options?: O,
): Expression<OfNone<ValueOf<A>, O>, NamesIn<A>> {
  return aggregate('max', of, options)
}

/** The smallest value of a field of related rows; null of no rows. */
export function min<const A extends Aggregated, const O extends ValueOptions = {}>(
  of: A,
  options?: O,
): Expression<OfNone<ValueOf<A>, O>, NamesIn<A>> {
  return aggregate('min', of, options)
}

/** The average of a field of related rows as a number; null of no rows. */
export function avg<const A extends Aggregated, const O extends ValueOptions = {}>(
  of: A,
  options?: O,
): Expression<OfNone<number, O>, NamesIn<A>> {
  return aggregate('avg', of, options)
}

function aggregate<V, N extends string>(
  kind: AggregateKind,
  of: Aggregated | undefined,
  options: CountOptions & ValueOptions = {},
): Expression<V, N> {
  const { filter, distinct = false, default: ofNone } = options
  const node: ExpressionNode = {
    kind: 'aggregate',
    aggregate: kind,
    of: of === undefined || typeof of === 'string' ? (of ?? null) : operandNode(`${kind}()`, of),
    filter: filter && copyCondition(filter, `${kind}()`),
    distinct,
  }
  if (ofNone === undefined) return new Expression(node)
  return new Expression({ kind: 'call', name: 'coalesce', args: [node, operandNode(`${kind}()`, ofNone)], option: null })
}
