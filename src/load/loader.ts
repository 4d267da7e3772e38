import { AccessNode } from '../access/access-node.ts'
import { DjustError } from '../error.ts'
import { bareNode, keyFields } from '../plan/bare-node.ts'
import type { ListPlan, LoadPlan, PlanNode } from '../plan/load-plan.ts'
import { accessOfPaths } from '../plan/plan-paths.ts'
import { Planner } from '../plan/planner.ts'
import type { CallTerms, Key } from '../query/native-call.ts'
import type { OrmAdapter, ReadSession } from '../query/orm-adapter.ts'
import type { QueryRunner } from '../query/query-runner.ts'
import type { QueryState } from '../query/query-state.ts'
import { noPrefetches } from '../query/list-queries.ts'
import { RowsQuery } from '../query/rows-query.ts'
import { onlyRow } from '../query/run-query.ts'
import { compileNumber } from '../query/select.ts'
import type { Statement } from '../query/statement.ts'
import { noValues } from '../query/select-values.ts'
import { ValuesRows } from '../query/values-rows.ts'
import type { Model } from '../schema/schema.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { plainMaker, type PlainMaker } from '../serialize/plain-maker.ts'
import { toRelatedList } from '../serialize/related-list.ts'
import { RowMakers } from '../serialize/row-maker.ts'
import { ValuesMaker } from '../serialize/values-maker.ts'
import { entitiesOf } from './entities.ts'
import { type InstanceCache, type InstanceLoad, type InstancePlace, Instances } from './instances.ts'
import { InstanceRows } from './instance-rows.ts'
import { hasLooseKey, keyedPlan, keyedQuery, looseKey, rowsOfKeys } from './keyed-rows.ts'
import { awaitMembers, hasAwaited } from './await-members.ts'
import { LoadRun, type RowChunks, type StatementReport } from './load-run.ts'
import { missingRead, notLoadedIn } from './missing-reads.ts'
import { type Answer, type AskedQuery, Offline } from './offline.ts'
import { planStatements } from './plan-statements.ts'
import { prefetchQueries } from './prefetch-queries.ts'
import type { RowObjects } from './shared-rows.ts'
import { StatementCache } from './statement-cache.ts'

export interface LoadOptions {
  /** Called for every statement of this load, besides the loader's listeners. */
  readonly onStatement?: ((report: StatementReport) => void) | undefined
  /** Hears how long a statement or the code for its rows took to generate, where they were not known. */
  readonly onGenerated?: (ms: number) => void
  /** Reads the database as it is, without the ORM doing first what it would do before it reads. */
  readonly bare?: boolean
  /** Where rows that are told apart as objects are kept, if longer than for this load. */
  readonly objects?: RowObjects
}

export interface InstanceOptions extends LoadOptions {
  /** What is lacking is loaded on this em, transaction or client; undefined for the one each entity belongs to. */
  readonly handle?: unknown
  /** What to load besides; null for what is lacking. */
  readonly terms?: CallTerms | null
  /** The objects that stand for entities on the same page. */
  readonly rows?: InstanceRows
}

/** Runs load plans and queries on one ORM. Compiled statements and generated functions are kept as long as it is. */
export interface Loader extends QueryRunner {
  /**
   * What a query's `result` is: a RelatedList of light instances (a PartialList where the plan needs only a part), one
   * instance or null, a number, a boolean.
   */
  load(plan: LoadPlan, state: QueryState, options?: LoadOptions): Promise<unknown>
  /**
   * The rows of a query that are read while they are used; null where they are to be loaded at once. `open` gives what they are read
   * with.
   */
  chunks(
    plan: LoadPlan,
    state: QueryState,
    open: (handle: unknown) => Promise<ReadSession | null>,
    options?: LoadOptions,
  ): Promise<RowChunks | null>
  /** The ORM's own entities; statements of djust's find their keys. With the relations that a `node` reads as far as the ORM can tell. */
  entities(state: QueryState, options?: LoadOptions, node?: PlanNode): Promise<readonly object[]>
  /** A query of `count()` or `exists()`: a number or a boolean, for which no plan is needed. */
  scalar(state: QueryState, options?: LoadOptions): Promise<number | boolean>
  /** Rows by their keys, in the order of the keys; undefined where there is none. */
  byKeys(node: PlanNode, keys: readonly Key[], handle: unknown, options?: LoadOptions): Promise<readonly (object | undefined)[]>
  /**
   * Light instances built on entities that the application already has: what the plan reads and they lack is loaded by
   * key, unless `terms` keep it unknown: for all places together. null for a reference to a row that is not there.
   */
  instances(places: readonly InstancePlace[], options?: InstanceOptions): Promise<readonly (readonly (object | null)[])[]>
  /**
   * The rows of a query of values, with the named values at least (all where it is null); templates see dates and decimals
   * as such. The one row of `aggregate()` is a list of one. With the number of all of them where they are `counted`.
   */
  loadValues(state: QueryState, needed: ReadonlySet<string> | null, options?: LoadOptions, forTemplate?: boolean): Promise<LoadedValues>
  /** Its statement, without running it. */
  valuesStatement(state: QueryState, needed: ReadonlySet<string> | null): Statement
  /** The statements that a plan can need, without running any: the root's first; related ones for many parents. */
  statements(plan: LoadPlan, state: QueryState): readonly Statement[]
  /** The generated code that turns a statement's rows into instances. */
  serializerSource(statement: Statement): string
  /** The statement of a query of `count()` or `exists()`, without running it. */
  scalarStatement(state: QueryState): Statement
  /** Hears of every statement of every load from now on; the result stops it. */
  listen(listener: (report: StatementReport) => void): () => void
  /** Runs code whose queries never reach the database, those of the ORM's own included: `answer` says what they give, or refuses. */
  offline<T>(answer: Answer, body: () => Promise<T>): Promise<T>
  /** How many statements were compiled so far. */
  readonly compilations: number
}

export function createLoader(adapter: OrmAdapter): Loader {
  return new OrmLoader(adapter)
}

interface PlainPlan {
  readonly plan: LoadPlan
  readonly make: PlainMaker
}

/** How often rows are loaded anew because a member read what was not loaded. */
const maxRounds = 10

/** Values with the number of all there are, where that was asked for. */
export interface LoadedValues {
  readonly rows: readonly unknown[]
  readonly count: number | null
}

/** The most lists of paths that plans are kept for: paths may come from requests. */
const maxPlainPlans = 256

class OrmLoader implements Loader {
  readonly #adapter: OrmAdapter
  readonly #listeners = new Set<(report: StatementReport) => void>()
  readonly #cache = new StatementCache()
  readonly #makers: RowMakers
  readonly #planner: Planner
  readonly #plain = new WeakMap<Model, Map<string, PlainPlan>>()
  readonly #values = new WeakMap<Statement, ValuesMaker>()
  readonly #missing = new WeakMap<Model, Map<string, Set<string>>>()
  readonly #keys = new WeakMap<Model, Map<string, LoadPlan>>()
  readonly #keyed = new WeakMap<PlanNode, ListPlan>()
  readonly #offline = new Offline()
  readonly #instances: InstanceCache = { lacks: new WeakMap(), classes: new WeakMap(), closedClasses: new WeakMap() }

  constructor(adapter: OrmAdapter) {
    this.#adapter = adapter
    this.#makers = new RowMakers(adapter)
    this.#planner = new Planner(adapter.schema)
  }

  get compilations(): number {
    return this.#cache.compilations
  }

  listen(listener: (report: StatementReport) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async offline<T>(answer: Answer, body: () => Promise<T>): Promise<T> {
    const stop = this.#adapter.watch?.(() => this.#offline.refuse({ model: null, gives: 'statement' }))
    try {
      return await this.#offline.run(answer, body)
    } finally {
      stop?.()
    }
  }

  get ormInstance(): object {
    return this.#adapter.ormInstance ?? this.#adapter
  }

  isClosed(): boolean {
    return this.#adapter.isClosed?.() ?? false
  }

  owns(handle: unknown): boolean {
    return this.#adapter.owns?.(handle) ?? true
  }

  async load(plan: LoadPlan, state: QueryState, options: LoadOptions = {}): Promise<unknown> {
    if (state.result === 'count' || state.result === 'exists') return await this.scalar(state, options)
    const model = this.#model(state)
    const { root } = plan
    if (state.result !== 'rows') return onlyRow((await this.#rows(root, model, state, options)).rows, state)
    if (root.head !== Infinity) return await this.#part(root, model, state, options)
    return toRelatedList((await this.#rows(root, model, state, options)).rows)
  }

  async chunks(
    { root }: LoadPlan,
    state: QueryState,
    open: (handle: unknown) => Promise<ReadSession | null>,
    options: LoadOptions = {},
  ): Promise<RowChunks | null> {
    const model = this.#model(state)
    const query = new RowsQuery(this.#adapter, model, state)
    return this.#run(state, options).chunks(root, query, prefetchQueries(this.#adapter, model, state), () => open(this.#handle(state)))
  }

  async scalar(state: QueryState, options: LoadOptions = {}): Promise<number | boolean> {
    return state.result === 'exists' ? this.exists(state, options) : this.count(state, options)
  }

  async count(state: QueryState, options: LoadOptions = {}): Promise<number> {
    if (state.none) return 0
    const answer = await this.#answer(state, 'count')
    if (answer) return Number(answer.value)
    if (state.values) {
      const { rows } = await this.#run(state, options).values(new ValuesRows(this.#adapter, this.#model(state), state, noValues), true)
      return Number(rows[0]?.[0] ?? 0)
    }
    return this.#run(state, options).number('count', new RowsQuery(this.#adapter, this.#model(state), state))
  }

  async values(state: QueryState, options: LoadOptions = {}): Promise<readonly unknown[]> {
    return (await this.loadValues(state, null, options)).rows
  }

  async loadValues(
    state: QueryState,
    needed: ReadonlySet<string> | null,
    options: LoadOptions = {},
    forTemplate = false,
  ): Promise<LoadedValues> {
    if (state.none && state.result === 'values') return { rows: [], count: 0 }
    const answer = await this.#answer(state, 'values')
    if (answer) {
      const rows = listOf(answer.value)
      return { rows, count: rows.length }
    }
    const query = new ValuesRows(this.#adapter, this.#model(state), state, needed)
    const { statement, rows } = await this.#run(state, options).values(query)
    let maker = this.#values.get(statement)
    if (!maker) this.#values.set(statement, (maker = new ValuesMaker(query.columns(), state.values!)))
    const count = statement.count === null ? null : Number(rows[0]?.[statement.count] ?? 0)
    return { rows: rows.map((row) => maker.row(row, forTemplate)), count }
  }

  valuesStatement(state: QueryState, needed: ReadonlySet<string> | null): Statement {
    const query = new ValuesRows(this.#adapter, this.#model(state), state, needed)
    return query.compile(false, { adapter: this.#adapter, restrictions: new Map(), prefetches: noPrefetches }).statement
  }

  scalarStatement(state: QueryState): Statement {
    const model = this.#model(state)
    const options = { adapter: this.#adapter, restrictions: new Map(), prefetches: noPrefetches }
    if (state.values) return new ValuesRows(this.#adapter, model, state, noValues).compile(true, options).statement
    const query = new RowsQuery(this.#adapter, model, state)
    return compileNumber(state.result === 'exists' ? 'exists' : 'count', { ...options, query }).statement
  }

  async exists(state: QueryState, options: LoadOptions = {}): Promise<boolean> {
    if (state.none) return false
    const answer = await this.#answer(state, 'exists')
    if (answer) return Boolean(answer.value)
    return (await this.#run(state, options).number('exists', new RowsQuery(this.#adapter, this.#model(state), state))) > 0
  }

  async entities(state: QueryState, options: LoadOptions = {}, node?: PlanNode): Promise<readonly object[]> {
    const answer = await this.#answer(state, 'rows')
    if (answer) return listOf(answer.value) as readonly object[]
    const model = this.#model(state)
    const { rows } = await this.#rows(this.#keyPlan(model, [...state.annotations.keys()]).root, model, state, options)
    return entitiesOf(this.#adapter, model, state, rows, this.#handle(state), node)
  }

  async plain(state: QueryState, paths: readonly string[]): Promise<readonly object[]> {
    const answer = await this.#answer(state, 'rows')
    if (answer) return listOf(answer.value) as readonly object[]
    const model = this.#model(state)
    const missing = this.#missingOf(model, JSON.stringify(paths))
    for (;;) {
      const { plan, make } = this.#plainPlan(model, state, paths, [...missing])
      const { rows } = await this.#rows(plan.root, model, state, {})
      try {
        if (hasAwaited(plan)) await this.#onHandle(state, () => awaitMembers(rows, this, null))
        return rows.map((row) => make.row(row))
      } catch (error) {
        // A member touched what its source does not show: once more, with it.
        const cause = notLoadedIn(error)
        const path = cause && missingRead(cause, plan, '')?.path
        if (!path || missing.has(path) || missing.size >= maxRounds) throw error
        missing.add(path)
      }
    }
  }

  async byKeys(node: PlanNode, keys: readonly Key[], handle: unknown, options: LoadOptions = {}): Promise<readonly (object | undefined)[]> {
    return rowsOfKeys(await this.#ofKeys(node, keys, handle, options), keys, node.model)
  }

  async #ofKeys(node: PlanNode, keys: readonly Key[], handle: unknown, options: LoadOptions): Promise<readonly object[]> {
    if (keys.length === 0) return []
    let plan = this.#keyed.get(node)
    if (!plan) this.#keyed.set(node, (plan = keyedPlan(node)))
    return (await this.#rows(plan, node.model, keyedQuery(node.model, keys, handle), options)).rows
  }

  /** Rows that entities refer to. One that only the database takes for the key's would look like one that is not there. */
  async #referred(node: PlanNode, keys: readonly Key[], handle: unknown, options: LoadOptions): Promise<readonly (object | undefined)[]> {
    const rows = await this.byKeys(node, keys, handle, options)
    if (!hasLooseKey(node.model, this.#adapter.dialect)) return rows
    const missing = keys.filter((_, i) => !rows[i])
    if (missing.length > 0 && (await this.#ofKeys(node, missing, handle, options)).length > 0) throw looseKey(node.model, missing)
    return rows
  }

  async instances(places: readonly InstancePlace[], options: InstanceOptions = {}): Promise<readonly (readonly (object | null)[])[]> {
    // The ORM would write what the entities have and the database has not: a page only reads.
    const rows = options.rows ?? new InstanceRows()
    const on = (handle: unknown): LoadOptions => ({ ...options, bare: true, objects: rows.on(handle) })
    const load: InstanceLoad = {
      rows: (part, keys, handle) => this.#referred(part, keys, handle, on(handle)),
      lists: ({ model }, many, keys, handle) => this.#run({ entity: model.entity, handle }, on(handle)).lists(many, model, keys),
    }
    return new Instances(this.#adapter, this.#instances, rows, load, options).build(places)
  }

  statements(plan: LoadPlan, state: QueryState): readonly Statement[] {
    const model = this.#model(state)
    return planStatements(
      this.#adapter,
      plan.root,
      new RowsQuery(this.#adapter, model, state),
      prefetchQueries(this.#adapter, model, state),
    )
  }

  serializerSource(statement: Statement): string {
    return this.#makers.of(statement).source
  }

  async #part(list: ListPlan, model: Model, state: QueryState, options: LoadOptions): Promise<unknown> {
    const needs = { model: model.name, relation: null, head: list.head, tail: list.tail, place: list }
    if (list.node) {
      const { rows, count } = await this.#rows(list, model, state, options)
      const out = new PartialList(needs, count, null)
      for (const row of rows) out.push(row)
      return out
    }
    const count = list.count ? await this.count(state, options) : null
    const exists = list.exists && !list.count ? await this.exists(state, options) : null
    return new PartialList(needs, count, exists)
  }

  #rows(list: ListPlan, model: Model, state: QueryState, options: LoadOptions): Promise<{ rows: object[]; count: number | null }> {
    if (state.none) return Promise.resolve({ rows: [], count: list.count ? 0 : null })
    const query = new RowsQuery(this.#adapter, model, state)
    return this.#run(state, options).rows(list, query, prefetchQueries(this.#adapter, model, state))
  }

  #run(state: Pick<QueryState, 'entity' | 'handle'>, options: LoadOptions): LoadRun {
    const listeners = [...this.#listeners, ...(options.onStatement ? [options.onStatement] : [])]
    const [first] = listeners
    const onStatement = listeners.length > 1 ? (report: StatementReport) => listeners.forEach((one) => one(report)) : first
    return new LoadRun({
      adapter: this.#adapter,
      handle: this.#handle(state),
      cache: this.#cache,
      makers: this.#makers,
      bare: options.bare ?? false,
      objects: options.objects,
      onStatement,
      onGenerated: options.onGenerated,
    })
  }

  #handle(state: Pick<QueryState, 'entity' | 'handle'>): unknown {
    const handle = state.handle ?? this.#adapter.currentHandle()
    if (handle !== undefined && handle !== null) return handle
    throw new DjustError('query/no-handle', `A query of ${state.entity.name} has no connection to run on.`, {
      hint: 'Run it inside a request, or give it a connection of the ORM: query.using(em).',
    })
  }

  /** What members ask of the database is asked where their rows are from. */
  #onHandle<T>({ handle }: QueryState, body: () => T): T {
    return handle !== undefined && this.#adapter.onHandle ? this.#adapter.onHandle(handle, body) : body()
  }

  #model(state: QueryState): Model {
    const model = this.#adapter.schema.modelOf(state.entity)
    if (model) return model
    throw new DjustError('query/unknown-entity', `${state.entity.name} is not an entity of this ORM.`, {
      hint: `Add it to the ORM's entities.`,
    })
  }

  /** What a query gives where no statement may run. */
  #answer(state: QueryState, gives: AskedQuery['gives']): ReturnType<Offline['answer']> | undefined {
    return this.#offline.isOn ? this.#offline.answer({ model: state.entity.name, gives }) : undefined
  }

  /** What earlier calls found missing. */
  #missingOf(model: Model, paths: string): Set<string> {
    let known = this.#missing.get(model)
    if (!known || known.size >= maxPlainPlans) this.#missing.set(model, (known = new Map()))
    let missing = known.get(paths)
    if (!missing) known.set(paths, (missing = new Set()))
    return missing
  }

  #plainPlan(model: Model, state: QueryState, paths: readonly string[], missing: readonly string[]): PlainPlan {
    const annotations = paths.filter((path) => state.annotations.has(path))
    let known = this.#plain.get(model)
    if (!known) this.#plain.set(model, (known = new Map()))
    const key = JSON.stringify([paths, annotations, missing])
    let plan = known.get(key)
    if (!plan) {
      if (known.size >= maxPlainPlans) known.clear()
      const list = new AccessNode()
      list.head = Infinity
      list.element = accessOfPaths(
        this.#adapter.schema,
        model,
        paths.filter((path) => !annotations.includes(path)),
      )
      for (const name of annotations) list.element.member(name).output = true
      if (paths.length === 0) list.element.whole = true
      if (missing.length > 0) list.element.flowsTo.add(accessOfPaths(this.#adapter.schema, model, missing))
      plan = {
        plan: this.#planner.plan({ model, access: [list], single: false, annotations: new Set(annotations), onUnknown: refuse }),
        make: plainMaker(this.#adapter.schema, model, paths),
      }
      known.set(key, plan)
    }
    return plan
  }

  #keyPlan(model: Model, annotations: readonly string[]): LoadPlan {
    let known = this.#keys.get(model)
    if (!known) this.#keys.set(model, (known = new Map()))
    const key = JSON.stringify(annotations)
    let plan = known.get(key)
    if (!plan) {
      const node = bareNode(model, { fields: keyFields(model), annotations: new Set(annotations) })
      plan = { root: { head: Infinity, tail: 0, count: false, exists: false, node } }
      known.set(key, plan)
    }
    return plan
  }
}

/** One row that was given for a query of one, or the rows. */
function listOf(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given
  return given === null ? [] : [given]
}

function refuse(error: DjustError): never {
  throw error
}
