import type { EntityClass } from '../schema/schema.ts'
import { initialState, QuerySet } from './query-set.ts'
import type { QueryState } from './query-state.ts'

/** All methods of a QuerySet class on the rows of one entity; itself it is no query and can't be awaited. */
export type Manager<Q> = { readonly [K in Exclude<keyof Q, 'then' | 'catch' | 'finally' | symbol>]: Q[K] }

export type QuerySetClass<Q> = new (state: QueryState) => Q

/**
 * The entry to an entity's queries, as a static member of its class. The QuerySet class may stand in a function, for a
 * class that is declared further down.
 *
 * @example
 * class Lease extends LeaseSchema.class {
 *   static objects = manager(Lease, () => LeaseQuerySet)
 * }
 * class LeaseQuerySet extends QuerySet<Lease> { … }
 */
export function manager<T extends object, Q extends object = QuerySet<T>>(
  entity: EntityClass<T>,
  querySet?: QuerySetClass<Q> | (() => QuerySetClass<Q>),
): Manager<Q> {
  const state = initialState(entity)
  // The methods are found when they are called: an entity's class body runs before the QuerySet class may exist.
  return new Proxy(Object.freeze({}) as Manager<Q>, {
    get: (_, name) => {
      if (name === 'then' || name === 'catch' || name === 'finally' || name === Symbol.asyncIterator) return undefined
      const all = new (classOf<Q>(querySet))(state)
      const member: unknown = Reflect.get(all, name)
      return typeof member === 'function' && name !== 'constructor' ? (member as (...args: unknown[]) => unknown).bind(all) : member
    },
    has: (_, name) => name in classOf<Q>(querySet).prototype,
    set: () => false,
  })
}

function classOf<Q>(querySet: QuerySetClass<Q> | (() => QuerySetClass<Q>) | undefined): QuerySetClass<Q> & { readonly prototype: object } {
  if (querySet === undefined) return QuerySet as unknown as QuerySetClass<Q> & { readonly prototype: object }
  // Not instanceof: the class may come from another copy of djust.
  const isClass = typeof (querySet.prototype as { filter?: unknown } | undefined)?.filter === 'function'
  return (isClass ? querySet : (querySet as () => QuerySetClass<Q>)()) as QuerySetClass<Q> & { readonly prototype: object }
}
