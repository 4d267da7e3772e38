import type { TypedAnnotation } from './query-types.ts'

export interface AggregateOptions {
  /** A condition on the rows that are aggregated; its names are those of their model. */
  readonly filter?: object
}

/** How many related rows there are: `count('payments')`; of a field, how many have a value. */
export function count<const P extends string>(path: P, options: AggregateOptions = {}): TypedAnnotation<'count', P> {
  return { kind: 'count', path, filter: options.filter }
}

/** The sum of a field of related rows; null of no rows. */
export function sum<const P extends string>(path: P, options: AggregateOptions = {}): TypedAnnotation<'sum', P> {
  return { kind: 'sum', path, filter: options.filter }
}

/** The greatest value of a field of related rows; null of no rows. */
export function max<const P extends string>(path: P, options: AggregateOptions = {}): TypedAnnotation<'max', P> {
  return { kind: 'max', path, filter: options.filter }
}

/** The smallest value of a field of related rows; null of no rows. */
export function min<const P extends string>(path: P, options: AggregateOptions = {}): TypedAnnotation<'min', P> {
  return { kind: 'min', path, filter: options.filter }
}

/** The average of a field of related rows as a number; null of no rows. */
export function avg<const P extends string>(path: P, options: AggregateOptions = {}): TypedAnnotation<'avg', P> {
  return { kind: 'avg', path, filter: options.filter }
}
