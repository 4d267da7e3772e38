import type { LoadPlan, PlanNode } from '../plan/load-plan.ts'
import { nodesOf } from '../plan/plan-places.ts'
import { awaitedOf } from '../serialize/awaited-members.ts'
import { PartialList } from '../serialize/partial-list.ts'

/** Whether a plan has members that give promises. */
export function hasAwaited({ root }: LoadPlan): boolean {
  return [...nodesOf(root)].some(({ awaited }) => awaited !== undefined && awaited.size > 0)
}

/** A member that ran a statement of its own for each row. */
export interface RepeatedQueries {
  readonly model: string
  readonly member: string
  readonly rows: number
  readonly statements: number
}

/** What tells of statements that run. */
interface Listened {
  listen(listener: () => void): () => void
}

/**
 * Runs the members that give promises on all rows at once and leaves what they give on the rows. `warn` hears of members
 * that ran a query of their own for each row; null where nobody is to hear.
 */
export async function awaitMembers(loaded: object, loader: Listened, warn: ((found: RepeatedQueries) => void) | null): Promise<void> {
  for (const [node, rows] of rowsIn(loaded)) {
    for (const name of node.awaited ?? []) {
      let statements = 0
      const stop = warn ? loader.listen(() => statements++) : undefined
      try {
        await awaitMember(rows, name)
      } finally {
        stop?.()
      }
      if (warn && rows.length > 1 && statements >= rows.length)
        warn({ model: node.model.name, member: name, rows: rows.length, statements })
    }
  }
}

const failed: unique symbol = Symbol('failed')

async function awaitMember(rows: readonly object[], name: string): Promise<void> {
  const values = await Promise.all(
    rows.map((row): unknown => {
      try {
        const value: unknown = Reflect.get(row, name)
        return typeof value === 'function' && value.length === 0 ? (value as () => unknown).call(row) : value
      } catch {
        // It may never be read: then it fails where it is.
        return failed
      }
    }),
  )
  for (const [index, row] of rows.entries()) {
    const value = values[index]
    if (typeof value === 'function' || value === failed) continue
    // A method stays one, for others that call it.
    const isMethod = typeof Reflect.get(row, name) === 'function'
    Object.defineProperty(row, name, { value: isMethod ? () => value : value, writable: true, configurable: true })
  }
}

/** The rows with such members that a page can reach, by what loaded them. */
function rowsIn(loaded: object): Map<PlanNode, object[]> {
  const rows = new Map<PlanNode, object[]>()
  const seen = new Set<object>([loaded])
  for (const value of seen) {
    const node = awaitedOf(value)
    if (node) {
      const same = rows.get(node)
      if (same) same.push(value)
      else rows.set(node, [value])
    }
    for (const next of partsOf(value)) if (typeof next === 'object' && next !== null) seen.add(next)
  }
  return rows
}

function partsOf(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value.values()]
  if (value instanceof PartialList) return PartialList.rowsOf(value)
  return Array.isArray(value) ? value : Object.values(value)
}
