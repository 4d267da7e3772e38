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
  const awaited: (() => void)[] = []
  for (const [node, rows] of rowsIn(loaded)) {
    for (const name of node.awaited ?? []) {
      let statements = 0
      const stop = warn ? loader.listen(() => statements++) : undefined
      try {
        awaited.push(await awaitMember(rows, name))
      } finally {
        stop?.()
      }
      if (warn && rows.length > 1 && statements >= rows.length)
        warn({ model: node.model.name, member: name, rows: rows.length, statements })
    }
  }
  // Not before: members that wait for others of them ask for promises.
  for (const show of awaited) show()
}

type Method = (...args: readonly unknown[]) => unknown

/** What a member gave; `method` is it where it is one. */
interface Given {
  readonly given: unknown
  readonly method: Method | null
}

/**
 * Runs a member on all rows. Until all members are there others get the very promise that it gave; the result leaves on the rows
 * what was promised, or its error where it is read.
 */
async function awaitMember(rows: readonly object[], name: string): Promise<() => void> {
  const members = rows.map((row) => run(row, name))
  const results = await Promise.allSettled(members.map((member) => member?.given))
  return () => {
    for (const [index, row] of rows.entries()) {
      const member = members[index]
      if (member) leave(row, name, member.method, () => valueOf(results[index]!))
    }
  }
}

/** null where there is nothing to wait for: a method that needs arguments, or a getter that fails, which may never be read. */
function run(row: object, name: string): Given | null {
  try {
    const member: unknown = Reflect.get(row, name)
    const method = typeof member === 'function' ? (member as Method) : null
    if (method && method.length > 0) return null
    const given: unknown = method ? method.call(row) : member
    leave(row, name, method, () => given)
    return { given, method }
  } catch {
    return null
  }
}

/** A method stays one, and with arguments gives what it would. */
function leave(row: object, name: string, method: Method | null, value: () => unknown): void {
  const left = method
    ? { value: (...args: readonly unknown[]): unknown => (args.length === 0 ? value() : method.call(row, ...args)) }
    : { get: value }
  Object.defineProperty(row, name, { ...left, configurable: true })
}

function valueOf(result: PromiseSettledResult<unknown>): unknown {
  if (result.status === 'rejected') throw result.reason
  return result.value
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
