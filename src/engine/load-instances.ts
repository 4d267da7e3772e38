import { AccessNode } from '../access/access-node.ts'
import type { PlanNode } from '../plan/load-plan.ts'
import type { Instance, InstanceList } from '../query/instance.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import type { Reads } from './context-access.ts'
import { InstanceRows } from '../load/instance-rows.ts'
import type { LoadSession } from './load-context.ts'

interface Waiting {
  readonly entity: object
  resolve(made: object | null): void
  reject(error: unknown): void
}

/** Entities of one page that are read in the same way: what they lack is loaded for all of them in one go. */
export class InstanceBatches {
  readonly #session: LoadSession
  readonly #rows = new InstanceRows()
  /** The names of the context that hold entities. */
  readonly roots = new Set<string>()
  #waiting = new Map<PlanNode, Waiting[]>()

  constructor(session: LoadSession) {
    this.#session = session
  }

  /** The entity as the template reads it, once all that the page holds of its kind is known. */
  load(instance: Instance, reads: Reads, path: string): Promise<object | null> {
    this.roots.add(rootOf(path))
    const node = this.#plan(instance, reads, path)
    if (this.#waiting.size === 0) queueMicrotask(() => void this.#run())
    let waiting = this.#waiting.get(node)
    if (!waiting) this.#waiting.set(node, (waiting = []))
    return new Promise((resolve, reject) => waiting.push({ entity: instance.entity, resolve, reject }))
  }

  /** A to-many relation that the application holds by itself and that is not loaded yet. */
  async loadList({ owner, name }: InstanceList, reads: Reads, path: string): Promise<unknown> {
    const instance = this.#session.database!.adapter.instance!(owner)!
    const ofOwner = reads.map((read) => {
      const node = new AccessNode()
      node.members.set(name, read)
      return node
    })
    const made = await this.load(instance, ofOwner, path)
    return made && (Reflect.get(made, name) as unknown)
  }

  #plan({ model, entity }: Instance, reads: Reads, path: string): PlanNode {
    const { page, planner, onUnknown } = this.#session
    // What the application put on the entity by itself is read from there, as an annotation of a query is.
    const extra = Object.keys(entity).filter((name) => !model.fields.has(name) && !model.relations.has(name))
    const annotations = new Map(extra.map((name) => [name, null])) as unknown as QueryState['annotations']
    const start = performance.now()
    const { root } = page.plan(path, model, { ...initialState(model.entity), annotations, result: 'get' }, reads, planner!, onUnknown)
    this.#session.planMs += performance.now() - start
    return root.node!
  }

  async #run(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = new Map()
    const { database, handle, onStatement } = this.#session
    await Promise.all(
      Array.from(waiting, async ([node, all]) => {
        try {
          const made = await database!.loader.instances(
            node,
            all.map((each) => each.entity),
            { handle, onStatement, rows: this.#rows },
          )
          all.forEach((each, i) => each.resolve(made[i] ?? null))
        } catch (error) {
          for (const each of all) each.reject(error)
        }
      }),
    )
  }
}

/** The name of the context that a path starts with. */
export function rootOf(path: string): string {
  return path.split(/[.[]/, 1)[0]!
}
