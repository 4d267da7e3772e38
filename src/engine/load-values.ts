import { accessSet } from '../plan/access-set.ts'
import { listUses } from '../plan/list-uses.ts'
import { unknownValue } from '../plan/plan-errors.ts'
import type { QueryState, ValuesState } from '../query/query-state.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { toRelatedList } from '../serialize/related-list.ts'
import { readsOfElements, type Reads } from './context-access.ts'
import type { LoadSession } from './load-context.ts'

/** The rows of `values()` or the one of `aggregate()`, with those of their values that the template reads; of rows, as many as it reads. */
export async function loadValues(state: QueryState, reads: Reads, path: string, session: LoadSession): Promise<unknown> {
  const { loader } = session.database!
  const values = state.values!
  const names = [...values.names, ...values.annotations.keys()]
  session.onAnnotations(names.map((name) => name.slice(name.lastIndexOf('.') + 1)))
  const needed = values.list || readsWhole(state, reads) ? null : namesRead(names, rowReads(state, reads), session)
  const part = state.result === 'aggregate' ? 'all' : partOf(reads, values)
  const asked = part === 'all' ? state : part === 'count' ? { ...state, result: part } : edgeRows(state, part)
  session.onPlan?.({ path, state: asked, plan: null, needed })
  if (session.dryRun) return null
  const list = { model: state.entity.name, relation: null, head: 0, tail: 0 }
  if (part === 'count') return new PartialList(list, Number(await loader.scalar(asked, session)), null)
  const { rows, count } = await loader.loadValues(asked, needed, session, true)
  if (part === 'all') return state.result === 'aggregate' ? rows[0] : toRelatedList([...rows])
  if (part.onlyWhether) return new PartialList(list, null, rows.length > 0)
  return new PartialList({ ...list, head: part.head, tail: part.tail }, count, null, part.tail > 0 ? rows.toReversed() : [...rows])
}

interface ValuesEdge {
  readonly head: number
  readonly tail: number
  readonly counted: boolean
  readonly onlyWhether: boolean
}

/**
 * Which rows are needed: the first or the last ones, with the number of all where that is read, or only how many there are. All
 * are loaded once where both ends are read, and of a slice where more than its first ones are.
 */
function partOf(reads: Reads, { offset, limit }: ValuesState): 'all' | 'count' | ValuesEdge {
  const { head, tail, count, exists, others } = listUses(accessSet(reads))
  const sliced = limit !== undefined || offset > 0
  if (head === Infinity || others.length > 0 || (head > 0 && tail > 0)) return 'all'
  if (head > 0 || tail > 0) return sliced && (tail > 0 || count) ? 'all' : { head, tail, counted: count, onlyWhether: false }
  if (count) return 'count'
  return exists ? { head: 1, tail: 0, counted: false, onlyWhether: true } : 'all'
}

function edgeRows(state: QueryState, { head, tail, counted }: ValuesEdge): QueryState {
  const values = state.values!
  return { ...state, values: { ...values, counted, reversed: tail > 0, limit: Math.min(values.limit ?? Infinity, head + tail) } }
}

/** A text that says what is loaded, as other queries have their plan printed. */
export function printValues(state: QueryState, needed: ReadonlySet<string> | null): string {
  const { names, annotations, list } = state.values as ValuesState
  const all = list ?? [...names, ...annotations.keys()]
  return `values: ${all.filter((name) => needed === null || list || needed.has(name)).join(', ')}`
}

function rowReads(state: QueryState, reads: Reads): Reads {
  return state.result === 'aggregate' ? reads : readsOfElements(reads)
}

/** Whether code may look at anything of the rows, as printing a list of them does. */
function readsWhole(state: QueryState, reads: Reads): boolean {
  const rows = rowReads(state, reads)
  const lists = state.result === 'aggregate' ? [] : reads
  return (
    lists.some((node) => node.output || node.whole || node.compare) ||
    rows.some(
      (node) =>
        node.output ||
        node.whole ||
        node.compare ||
        node.element !== null ||
        ['items', 'keys', 'values'].some((name) => node.members.has(name)),
    )
  )
}

function namesRead(names: readonly string[], rows: Reads, session: LoadSession): ReadonlySet<string> {
  const needed = new Set<string>()
  for (const node of rows) {
    for (const [head, use] of node.members) {
      const found = names.filter((name) => name === head || name.startsWith(`${head}.`))
      for (const name of found) needed.add(name)
      if (found.length === 0 && use.certain) session.onUnknown(unknownValue(names, head, use))
      if (!names.includes(head)) unknownInside(`${head}.`, names, [use], session)
    }
  }
  // An object without a value would be false in a condition.
  if (needed.size === 0 && names[0] !== undefined) needed.add(names[0])
  return needed
}

/** Names of a path that `values()` does not have below its beginning, as `tenant.lastName` of a row with `tenant.name` alone. */
function unknownInside(path: string, names: readonly string[], reads: Reads, session: LoadSession): void {
  const below = names.filter((name) => name.startsWith(path)).map((name) => name.slice(path.length))
  for (const node of reads) {
    for (const [name, use] of node.members) {
      if (below.includes(name) || ['items', 'keys', 'values'].includes(name)) continue
      if (below.some((other) => other.startsWith(`${name}.`))) unknownInside(`${path}${name}.`, names, [use], session)
      else if (use.certain) session.onUnknown(unknownValue(below, name, use))
    }
  }
}
