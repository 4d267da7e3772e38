import type { QueryState } from '../query/query-state.ts'
import type { Model } from '../schema/schema.ts'
import type { PlanEvent } from '../trace/stage-events.ts'
import { isTraced, tellCache, traceAsync } from '../trace/trace.ts'
import type { Reads } from './context-access.ts'
import type { LoadSession } from './load-context.ts'
import type { PagePlanner } from './page.ts'
import type { CachedPlan } from './plan-cache.ts'

/** The plan of a query of this model that stands at `path`; a promise only where a cache beyond the process is asked. */
export function planQuery(
  path: string,
  model: Model,
  state: QueryState,
  reads: Reads,
  planner: PagePlanner,
  session: LoadSession,
): CachedPlan | Promise<CachedPlan> {
  if (!isTraced('djust:plan')) return plan(path, model, state, reads, planner, session)
  const event: PlanEvent = { template: session.page.name, variable: path, model: model.name }
  return traceAsync('djust:plan', event, async () => {
    const planned = await plan(path, model, state, reads, planner, session)
    event.key = planned.key
    event.from = planned.from
    return planned
  })
}

function plan(
  path: string,
  model: Model,
  state: QueryState,
  reads: Reads,
  planner: PagePlanner,
  session: LoadSession,
): CachedPlan | Promise<CachedPlan> {
  const others = session.lists?.others(path, model)
  if (session.planning++ === 0) session.planningSince = performance.now()
  try {
    const planned = session.page.plan(path, model, state, reads, others ? { ...planner, others } : planner)
    if (planned instanceof Promise) return finish(planned, path, state, session)
    tell(path, state, planned, session)
    return planned
  } finally {
    end(session)
  }
}

async function finish(found: Promise<CachedPlan>, path: string, state: QueryState, session: LoadSession): Promise<CachedPlan> {
  session.planning++
  try {
    const planned = await found
    tell(path, state, planned, session)
    return planned
  } finally {
    end(session)
  }
}

function tell(path: string, state: QueryState, planned: CachedPlan, session: LoadSession): void {
  session.onPlan?.({ path, state, plan: planned.plan, cache: planned })
  session.log?.planned(path, planned)
  tellCache(() => ({ template: session.page.name, variable: path, key: planned.key, from: planned.from }))
}

/** Queries of one page are planned at the same time: what is measured is how long any of them was. */
function end(session: LoadSession): void {
  if (--session.planning === 0) session.planMs += performance.now() - session.planningSince
}
