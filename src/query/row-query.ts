import { LazyQuery, queryState, queryStateKey } from './lazy-query.ts'
import type { Prefetch as PrefetchState, QueryState } from './query-state.ts'
import type { CheckPaths, RelationPath } from './query-types.ts'
import { runPlain } from './run-query.ts'
import type { PlainRow } from './query-types.ts'
import { DjustError } from '../error.ts'

/** A to-many relation with a query of its own: `prefetchRelated(new Prefetch('payments', Payment.objects.filter({ … })))`. */
export class Prefetch implements PrefetchState {
  readonly path: string
  readonly query: QueryState

  constructor(path: string, query: object) {
    const state = queryState(query)
    if (state?.result !== 'rows') {
      throw new DjustError('query/wrong-value', `new Prefetch('${path}', …) takes a QuerySet of rows.`, {
        hint: `For example new Prefetch('${path}', Payment.objects.filter({ status: 'completed' })).`,
      })
    }
    this.path = path
    this.query = state
  }
}

/** What queries of many rows and of one row have in common. */
export class RowQuery<T extends object, Result> extends LazyQuery<Result> {
  /** To-one relations to load in the same statement, besides what a template reads. */
  selectRelated(...paths: RelationPath<T>[]): this {
    return this.derive({ selectRelated: [...this[queryStateKey].selectRelated, ...(paths as string[])] })
  }

  /**
   * Relations to load besides what a template reads; a `Prefetch` gives a list a query of its own, and the template decides
   * whether its rows are loaded, counted or not read at all.
   */
  prefetchRelated(...paths: (RelationPath<T> | Prefetch)[]): this {
    return this.derive({ prefetchRelated: [...this[queryStateKey].prefetchRelated, ...(paths as (string | Prefetch)[])] })
  }

  /** Columns to load where a whole row would be loaded; what a template reads is loaded besides. */
  only<const Paths extends readonly string[]>(...paths: Paths & CheckPaths<T, Paths>): this {
    return this.derive({ only: Object.freeze([...paths]) })
  }

  protected plainRows(paths: readonly string[]): Promise<unknown> {
    return runPlain(this[queryStateKey], paths)
  }
}

/** A query of one row: what `get()` and `first()` give. */
export class SingleQuery<T extends object, Null extends null = never> extends RowQuery<T, T | Null> {
  /** The row as a plain object with just the named paths. */
  plain<const Paths extends readonly string[]>(...paths: Paths & CheckPaths<T, Paths>): Promise<PlainRow<T, Paths[number]> | Null> {
    return this.plainRows(paths) as Promise<PlainRow<T, Paths[number]> | Null>
  }
}
