import type { QueryState } from './query-state.ts'
import { runQuery } from './run-query.ts'

/** Where a query keeps what it has been told; the same in every copy of djust. */
export const queryStateKey: unique symbol = Symbol.for('djust.queryState')

/** What a value that a view holds has been told, if it is a query (or a manager, which means all rows); undefined for anything else. */
export function queryState(value: unknown): QueryState | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as { readonly [queryStateKey]?: QueryState })[queryStateKey]
}

/** A query that runs when it is awaited, each time anew. */
export class LazyQuery<Result> implements PromiseLike<Result> {
  readonly [queryStateKey]: QueryState

  constructor(state: QueryState) {
    this[queryStateKey] = Object.freeze(state)
  }

  /** Awaiting a query runs it. */
  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is how a query runs
  then<A = Result, B = never>(
    onFulfilled?: ((value: Result) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return (runQuery(this[queryStateKey]) as Promise<Result>).then(onFulfilled, onRejected)
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Result | B> {
    return this.then(undefined, onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return (runQuery(this[queryStateKey]) as Promise<Result>).finally(onFinally)
  }

  /** The connection, transaction or client to run on, instead of the one of the request. */
  using(handle: object): this {
    return this.derive({ handle })
  }

  /** The same kind of query with parts of what it has been told replaced. */
  protected derive(changes: Partial<QueryState>): this {
    const Class = this.constructor as new (state: QueryState) => this
    return new Class({ ...this[queryStateKey], ...changes })
  }
}
