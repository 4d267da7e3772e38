import { AccessNode } from '../access/access-node.ts'
import { DjustError } from '../error.ts'
import type { ListPlan, LoadPlan } from '../plan/load-plan.ts'
import { accessOfPaths } from '../plan/plan-paths.ts'
import { Planner } from '../plan/planner.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { QueryRunner } from '../query/query-runner.ts'
import type { QueryState } from '../query/query-state.ts'
import { RowsQuery } from '../query/rows-query.ts'
import { onlyRow } from '../query/run-query.ts'
import type { Statement } from '../query/statement.ts'
import type { Model } from '../schema/schema.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { plainMaker, type PlainMaker } from '../serialize/plain-maker.ts'
import { toRelatedList } from '../serialize/related-list.ts'
import { RowMakers } from '../serialize/row-maker.ts'
import { entitiesOf } from './entities.ts'
import { LoadRun, type StatementReport } from './load-run.ts'
import { planStatements } from './plan-statements.ts'
import { prefetchQueries } from './prefetch-queries.ts'
import { StatementCache } from './statement-cache.ts'

export interface LoadOptions {
  /** Called for every statement of this load, besides the loader's listeners. */
  readonly onStatement?: (report: StatementReport) => void
}

/** Runs load plans and queries on one ORM. Compiled statements and generated functions are kept as long as it is. */
export interface Loader extends QueryRunner {
  /**
   * What a query's `result` is: a RelatedList of light instances (a PartialList where the plan needs only a part), one
   * instance or null, a number, a boolean.
   */
  load(plan: LoadPlan, state: QueryState, options?: LoadOptions): Promise<unknown>
  /** A query of `count()` or `exists()`: a number or a boolean, for which no plan is needed. */
  scalar(state: QueryState, options?: LoadOptions): Promise<number | boolean>
  /** The statements that a plan can need, without running any: the root's first; related ones for many parents. */
  statements(plan: LoadPlan, state: QueryState): readonly Statement[]
  /** The generated code that turns a statement's rows into instances. */
  serializerSource(statement: Statement): string
  /** Hears of every statement of every load from now on; the result stops it. */
  listen(listener: (report: StatementReport) => void): () => void
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

/** The most lists of paths that plans are kept for: paths may come from requests. */
const maxPlainPlans = 256

class OrmLoader implements Loader {
  readonly #adapter: OrmAdapter
  readonly #listeners = new Set<(report: StatementReport) => void>()
  readonly #cache = new StatementCache()
  readonly #makers: RowMakers
  readonly #planner: Planner
  readonly #plain = new WeakMap<Model, Map<string, PlainPlan>>()
  readonly #keys = new WeakMap<Model, Map<string, LoadPlan>>()

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

  owns(handle: unknown): boolean {
    return this.#adapter.owns?.(handle) ?? true
  }

  async load(plan: LoadPlan, state: QueryState, options: LoadOptions = {}): Promise<unknown> {
    if (state.result === 'count' || state.result === 'exists') return this.scalar(state, options)
    const model = this.#model(state)
    if (state.result !== 'rows') {
      const { rows } = await this.#rows(plan.root, model, state, options)
      return onlyRow(rows, state)
    }
    return this.#list(plan.root, model, state, options)
  }

  async scalar(state: QueryState, options: LoadOptions = {}): Promise<number | boolean> {
    return state.result === 'exists' ? this.exists(state, options) : this.count(state, options)
  }

  async count(state: QueryState, options: LoadOptions = {}): Promise<number> {
    if (state.none) return 0
    return this.#run(state, options).number('count', new RowsQuery(this.#adapter, this.#model(state), state))
  }

  async exists(state: QueryState, options: LoadOptions = {}): Promise<boolean> {
    if (state.none) return false
    return (await this.#run(state, options).number('exists', new RowsQuery(this.#adapter, this.#model(state), state))) > 0
  }

  async entities(state: QueryState): Promise<readonly object[]> {
    const model = this.#model(state)
    const { rows } = await this.#rows(this.#keyPlan(model, [...state.annotations.keys()]).root, model, state, {})
    return entitiesOf(this.#adapter, model, state, rows, this.#handle(state))
  }

  async plain(state: QueryState, paths: readonly string[]): Promise<readonly object[]> {
    const model = this.#model(state)
    const { plan, make } = this.#plainPlan(model, state, paths)
    const { rows } = await this.#rows(plan.root, model, state, {})
    return rows.map((row) => make.row(row))
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

  async #list(list: ListPlan, model: Model, state: QueryState, options: LoadOptions): Promise<unknown> {
    if (list.head === Infinity) {
      const { rows } = await this.#rows(list, model, state, options)
      return toRelatedList(rows)
    }
    const needs = { model: model.name, relation: null, head: list.head, tail: list.tail }
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

  async #rows(list: ListPlan, model: Model, state: QueryState, options: LoadOptions): Promise<{ rows: object[]; count: number | null }> {
    if (state.none) return { rows: [], count: list.count ? 0 : null }
    const query = new RowsQuery(this.#adapter, model, state)
    return this.#run(state, options).rows(list, query, prefetchQueries(this.#adapter, model, state))
  }

  #run(state: QueryState, options: LoadOptions): LoadRun {
    const listeners = options.onStatement ? [...this.#listeners, options.onStatement] : [...this.#listeners]
    const onStatement = listeners.length === 0 ? undefined : (report: StatementReport) => listeners.forEach((one) => one(report))
    return new LoadRun({ adapter: this.#adapter, handle: this.#handle(state), cache: this.#cache, makers: this.#makers, onStatement })
  }

  #handle(state: QueryState): unknown {
    const handle = state.handle ?? this.#adapter.currentHandle()
    if (handle !== undefined && handle !== null) return handle
    throw new DjustError('query/no-handle', `A query of ${state.entity.name} has no connection to run on.`, {
      hint: 'Run it inside a request, or give it a connection of the ORM: query.using(em).',
    })
  }

  #model(state: QueryState): Model {
    const model = this.#adapter.schema.modelOf(state.entity)
    if (model) return model
    throw new DjustError('query/unknown-entity', `${state.entity.name} is not an entity of this ORM.`, {
      hint: `Add it to the ORM's entities.`,
    })
  }

  #plainPlan(model: Model, state: QueryState, paths: readonly string[]): PlainPlan {
    const annotations = paths.filter((path) => state.annotations.has(path))
    let known = this.#plain.get(model)
    if (!known) this.#plain.set(model, (known = new Map()))
    const key = JSON.stringify([paths, annotations])
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
      const fields = new Map([...model.fields].filter(([name]) => model.primaryKey.includes(name)))
      const node = { id: 0, model, fields, members: new Set<string>(), annotations: new Set(annotations), one: new Map(), many: new Map() }
      plan = { root: { head: Infinity, tail: 0, count: false, exists: false, node } }
      known.set(key, plan)
    }
    return plan
  }
}

function refuse(error: DjustError): never {
  throw error
}
