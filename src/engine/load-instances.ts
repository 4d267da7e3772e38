import { AccessNode } from '../access/access-node.ts'
import { InstanceRows } from '../load/instance-rows.ts'
import type { PlanNode } from '../plan/load-plan.ts'
import type { Instance, InstanceList } from '../query/instance.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import { baseOf, hierarchyOf } from '../schema/hierarchy.ts'
import type { Model, Schema } from '../schema/schema.ts'
import type { Reads } from './context-access.ts'
import type { LoadSession } from './load-context.ts'
import { planQuery } from './plan-query.ts'

interface Waiting {
  readonly instance: Instance
  resolve(made: object | null): void
  reject(error: unknown): void
}

/** Entities that stand in one place of the context. */
interface Place {
  readonly path: string
  readonly reads: Reads
  readonly waiting: Waiting[]
}

/** Entities of one place whose rows are in one table. */
interface Group extends Place {
  model: Model
}

/** Entities of one page: what they lack is loaded for all of them in one go. */
export class InstanceBatches {
  readonly #session: LoadSession
  readonly #rows = new InstanceRows()
  /** The names of the context that hold entities. */
  readonly roots = new Set<string>()
  #places = new Map<string, Place>()

  constructor(session: LoadSession) {
    this.#session = session
  }

  /** The entity as the template reads it, once all that the page holds is known. */
  load(instance: Instance, reads: Reads, path: string): Promise<object | null> {
    this.roots.add(rootOf(path))
    if (this.#places.size === 0) queueMicrotask(() => void this.#run())
    let place = this.#places.get(path)
    if (!place) this.#places.set(path, (place = { path, reads, waiting: [] }))
    const { waiting } = place
    return new Promise((resolve, reject) => waiting.push({ instance, resolve, reject }))
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

  async #run(): Promise<void> {
    const places = [...this.#places.values()]
    this.#places = new Map()
    const { database, handle, onStatement } = this.#session
    try {
      const groups = places.flatMap((place) => grouped(place, database!.adapter.schema))
      const nodes = await Promise.all(groups.map((group) => this.#plan(group)))
      const made = await database!.loader.instances(
        groups.map(({ waiting }, i) => ({ node: nodes[i]!, entities: waiting.map(({ instance }) => instance.entity) })),
        { handle, onStatement, rows: this.#rows },
      )
      for (const [i, { waiting }] of groups.entries()) waiting.forEach((each, j) => each.resolve(made[i]![j] ?? null))
    } catch (error) {
      for (const { waiting } of places) for (const each of waiting) each.reject(error)
    }
  }

  async #plan({ model, waiting, reads, path }: Group): Promise<PlanNode> {
    // What the application put on entities by itself is read from there, as an annotation of a query is.
    const extra = new Set(waiting.flatMap(({ instance: { entity } }) => Object.keys(entity).filter((name) => !isNamed(model, name))))
    const annotations = new Map([...extra].map((name) => [name, null])) as unknown as QueryState['annotations']
    const state: QueryState = { ...initialState(model.entity), annotations, result: 'get' }
    const { plan } = await planQuery(path, model, state, reads, this.#session.planner!, this.#session)
    return plan.root.node!
  }
}

/** Rows of one table are read as those of the class that all of theirs are, or extend. */
function grouped({ waiting, ...place }: Place, schema: Schema): Group[] {
  const byModel = Map.groupBy(waiting, ({ instance }) => instance.model)
  const groups: Group[] = []
  for (const [model, all] of byModel) {
    const group = groups.find((one) => commonOf(one.model, model, schema))
    if (!group) groups.push({ ...place, model, waiting: all })
    else {
      group.model = commonOf(group.model, model, schema)!
      group.waiting.push(...all)
    }
  }
  return groups
}

/** The nearest model that has the rows of both. */
function commonOf(one: Model, other: Model, schema: Schema): Model | undefined {
  return hierarchyOf(one, schema).find((model) => baseOf(model, other) === model)
}

function isNamed({ fields, relations, transient }: Model, name: string): boolean {
  return fields.has(name) || relations.has(name) || (transient?.has(name) ?? false)
}

/** The name of the context that a path starts with. */
export function rootOf(path: string): string {
  return path.split(/[.[]/, 1)[0]!
}
