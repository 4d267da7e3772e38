import type { Annotated } from '../plan/planner.ts'
import type { QueryState } from './query-state.ts'

interface Draft {
  names: ReadonlySet<string>
  readonly below: Map<string, Draft>
}

/** The names that a query's `Prefetch`es annotate their rows with, by relation; relations without any are not there. */
export function annotatedRelations(state: QueryState): Annotated['below'] {
  return state.prefetchRelated.some((one) => typeof one !== 'string') ? withoutEmpty(draftOf(state)).below : none
}

/** All names in it. */
export function annotatedNames(below: Annotated['below']): string[] {
  return [...below.values()].flatMap((one) => [...one.names, ...annotatedNames(one.below)])
}

/** Text that is the same only for the same names. */
export function printAnnotated(below: Annotated['below']): unknown[] {
  return Array.from(below, ([relation, one]) => [relation, [...one.names], printAnnotated(one.below)])
}

const none: Annotated['below'] = new Map()

function draftOf(state: QueryState): Draft {
  const root: Draft = { names: new Set(state.annotations.keys()), below: new Map() }
  for (const prefetch of state.prefetchRelated) {
    if (typeof prefetch === 'string') continue
    const names = prefetch.path.split('.')
    const last = names.pop()!
    let at = root
    for (const name of names) {
      let next = at.below.get(name)
      if (!next) at.below.set(name, (next = { names: new Set(), below: new Map() }))
      at = next
    }
    // The last one for a relation counts, and what earlier ones say of relations below it stays.
    const own = draftOf(prefetch.query)
    at.below.set(last, { names: own.names, below: new Map([...(at.below.get(last)?.below ?? []), ...own.below]) })
  }
  return root
}

function withoutEmpty({ names, below }: Draft): Annotated {
  const kept = Array.from(below, ([name, one]) => [name, withoutEmpty(one)] as const).filter(
    ([, one]) => one.names.size > 0 || one.below.size > 0,
  )
  return { names, below: new Map(kept) }
}
