import { AccessNode } from '../access/access-node.ts'
import type { PlanNode } from '../plan/load-plan.ts'
import type { Instance, InstanceList } from '../query/instance.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import type { Reads } from './context-access.ts'
import { InstanceRows } from '../load/instance-rows.ts'
import type { LoadSession } from './load-context.ts'
import type { CachedPlan } from './plan-cache.ts'
import { planQuery } from './plan-query.ts'

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
    const planned = this.#plan(instance, reads, path)
    // Those that wait for one plan go on one after another, before the first of them is loaded.
    if (planned instanceof Promise) return planned.then(({ plan }) => this.#wait(instance, plan.root.node!))
    return this.#wait(instance, planned.plan.root.node!)
  }

  #wait(instance: Instance, node: PlanNode): Promise<object | null> {
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

  #plan({ model, entity }: Instance, reads: Reads, path: string): CachedPlan | Promise<CachedPlan> {
    // What the application put on the entity by itself is read from there, as an annotation of a query is.
    const extra = Object.keys(entity).filter((name) => !model.fields.has(name) && !model.relations.has(name) && !model.transient?.has(name))
    const annotations = new Map(extra.map((name) => [name, null])) as unknown as QueryState['annotations']
    const state: QueryState = { ...initialState(model.entity), annotations, result: 'get' }
    return planQuery(path, model, state, reads, this.#session.planner!, this.#session)
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
