import type { Loader, LoadOptions } from '../load/loader.ts'
import type { LoadPlan } from '../plan/load-plan.ts'
import type { QueryState } from '../query/query-state.ts'
import { onlyRow, rowsOf } from '../query/run-query.ts'
import { toRelatedList } from '../serialize/related-list.ts'

/**
 * A query's rows as the ORM loads them: whole entities, with the relations that the plan reads. Lists with a query of their
 * own (`Prefetch`) are more than entities can hold, and what no rows are read of needs none: both are loaded as always.
 */
export async function loadEntities(plan: LoadPlan, state: QueryState, loader: Loader, options: LoadOptions): Promise<unknown> {
  const { node } = plan.root
  if (!node || state.prefetchRelated.some((each) => typeof each !== 'string')) return loader.load(plan, state, options)
  const rows = await loader.entities(state.result === 'rows' ? state : rowsOf(state), options, node)
  const [made] = await loader.instances([{ node, entities: rows }], { ...options, handle: state.handle })
  const found = made!.filter((row) => row !== null)
  return state.result === 'rows' ? toRelatedList(found) : onlyRow(found, state)
}
