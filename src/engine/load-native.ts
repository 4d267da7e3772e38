import { DjustError } from '../error.ts'
import type { Loader, LoadOptions } from '../load/loader.ts'
import type { ListPlan, LoadPlan } from '../plan/load-plan.ts'
import { nativePaths } from '../plan/native-paths.ts'
import type { NativeCall } from '../query/native-call.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import type { Model } from '../schema/schema.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { toRelatedList } from '../serialize/related-list.ts'
import { Tuple } from '../value/tuple.ts'
import { readsOfElements, readsOfMember, type Reads } from './context-access.ts'
import { loadOptions } from './jit-log.ts'
import type { LoadSession } from './load-context.ts'
import { planQuery } from './plan-query.ts'

/**
 * A native call with just what the template reads of it. In order: as a query of djust's that gives the same rows; the
 * keys by the ORM's own statement and the rows by key; the ORM's entities with the plan among its own options. What the
 * first two can't do exactly goes on to the next, so that the rows are always those of the call.
 */
export async function loadNative(call: NativeCall, reads: Reads, path: string, session: LoadSession): Promise<unknown> {
  const loader = session.database!.loader
  if (call.gives === 'count') return session.dryRun ? null : countOf(call, loader, session)
  if (call.gives !== 'rowsAndCount') return loadRows(call, reads, path, session)
  const elements = readsOfElements(reads.filter((node) => node.element ?? node.elementUse()))
  const ofRows = [...new Set([...readsOfMember(reads, '0'), ...readsOfMember(reads, 'first'), ...elements])]
  const ofCount = [...readsOfMember(reads, '1'), ...readsOfMember(reads, 'last'), ...elements]
  const [rows, count] = await Promise.all([
    ofRows.length > 0 ? loadRows(call, ofRows, `${path}.0`, session) : null,
    ofCount.length > 0 && !session.dryRun ? countOf(call, loader, session) : null,
  ])
  return Tuple.fromItems([rows, count])
}

async function countOf(call: NativeCall, loader: Loader, session: LoadSession): Promise<number> {
  const query = await call.query()
  if (!query) return call.count()
  return Number(
    await loader.scalar({ ...query, orderBy: [], offset: 0, limit: undefined, result: 'count' }, { onStatement: session.onStatement }),
  )
}

async function loadRows(call: NativeCall, reads: Reads, path: string, session: LoadSession): Promise<unknown> {
  const { database, planner } = session
  const options = loadOptions(session, path)
  const model = database!.adapter.schema.modelOf(call.entity)
  if (!model || !planner) return session.dryRun ? null : call.run()
  const query = await call.query()
  const state = query ?? described(call, model)
  const { plan } = await planQuery(path, model, state, reads, planner, session)
  if (session.dryRun) return null
  const native = new NativeLoad(call, plan, database!.loader, options)
  if (!native.isAllowed) return native.entities()
  // A missing row of findOneOrFail is MikroORM's error, or that of the application's own handler.
  if (query) return (await attempt(() => database!.loader.load(plan, query, options))) ?? native.byKeys()
  return native.byKeys()
}

/** What is known of a call that is no query of djust's, for its plan: rows by key. */
function described(call: NativeCall, { primaryKey }: Model): QueryState {
  const { entity, relations, fields, handle, gives } = call
  const [key, ...others] = primaryKey
  const where = key === undefined || others.length > 0 ? [] : [{ kind: 'filter' as const, condition: { [key]: { in: [] } } }]
  return { ...initialState(entity), where, prefetchRelated: relations, only: fields, handle, result: gives === 'row' ? 'first' : 'rows' }
}

class NativeLoad {
  readonly #call: NativeCall
  readonly #list: ListPlan
  readonly #loader: Loader
  readonly #options: LoadOptions

  constructor(call: NativeCall, { root }: LoadPlan, loader: Loader, options: LoadOptions) {
    this.#call = call
    this.#list = root
    this.#loader = loader
    this.#options = options
  }

  /** Whether the plan reads nothing that the call leaves out. */
  get isAllowed(): boolean {
    const { node } = this.#list
    if (!node) return true
    const { fields, parts } = nativePaths(node)
    return this.#call.allows([...fields, ...parts])
  }

  async byKeys(): Promise<unknown> {
    const keys = await this.#call.keys()
    if (!keys) return this.entities()
    const { node } = this.#list
    if (this.#call.gives === 'row' && keys.length === 0) return null
    const needed = this.#needed(keys)
    const rows = node ? await attempt(() => this.#loader.byKeys(node, needed, this.#call.handle, this.#options)) : []
    // Where the call found a row that djust's own SELECT may not see, the call is right.
    return rows?.every((row) => row !== undefined) ? this.#result(rows, keys.length) : this.entities()
  }

  async entities(): Promise<unknown> {
    const { node } = this.#list
    const { relations, fields } = node ? nativePaths(node) : { relations: [], fields: null }
    const { entities, terms } = await this.#call.native(relations, fields)
    if (!node) return this.#result([], entities.length)
    const place = { node, entities: this.#needed(entities) }
    const [rows] = await this.#loader.instances([place], { ...this.#options, handle: this.#call.handle, terms })
    return this.#result(rows!, entities.length)
  }

  #result(rows: readonly unknown[], count: number): unknown {
    if (this.#call.gives === 'row') return rows[0] ?? null
    const { head, tail, node } = this.#list
    if (head === Infinity) return toRelatedList([...rows])
    const list = new PartialList({ model: node?.model.name ?? this.#call.entity.name, relation: null, head, tail }, count, null)
    for (const row of rows) list.push(row)
    return list
  }

  #needed<T>(all: readonly T[]): readonly T[] {
    const { head, tail } = this.#list
    const first = all.slice(0, head)
    return [...first, ...all.slice(Math.max(first.length, all.length - tail))]
  }
}

/** Undefined where an ORM's model can't be read by djust's own statements. */
async function attempt<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof DjustError && error.code === 'query/refused') return undefined
    throw error
  }
}
