import { DjustError } from '../error.ts'
import type { ListPlan, ManyPlan } from '../plan/load-plan.ts'
import { noPrefetches, prefetchAt, prefetchShape, type Prefetches, statementValues } from '../query/list-queries.ts'
import type { OrmAdapter, ReadSession, SqlQuery } from '../query/orm-adapter.ts'
import { RowsQuery } from '../query/rows-query.ts'
import { type Compiled, compileNumber, compileRelated, compileRoot, type SelectOptions } from '../query/select.ts'
import type { Statement } from '../query/statement.ts'
import type { ValuesRows } from '../query/values-rows.ts'
import { targetOf } from '../query/target-of.ts'
import { modelsOf } from '../plan/plan-places.ts'
import type { Model } from '../schema/schema.ts'
import type { RowMakers, RowSinks } from '../serialize/row-maker.ts'
import { refuseCycle } from './cyclic-data.ts'
import type { QueryEvent } from '../trace/stage-events.ts'
import { isTraced, traceAsync, traceSync } from '../trace/trace.ts'
import { parameters } from './parameters.ts'
import { type RowObjects, SharedRows } from './shared-rows.ts'
import { type Pending, PendingLists, PendingOnes } from './pending.ts'
import type { Restrictions, StatementCache } from './statement-cache.ts'

/** One executed statement, for logs, `Server-Timing` and tests. */
export interface StatementReport {
  readonly model: string
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly rows: number
  /** Milliseconds from handing it to the ORM until its rows were here. */
  readonly ms: number
}

export interface RunOptions {
  readonly adapter: OrmAdapter
  readonly handle: unknown
  readonly cache: StatementCache
  readonly makers: RowMakers
  /** Whether the ORM does nothing before its tables are read. */
  readonly bare: boolean
  /** Where rows that are told apart as objects are kept, if longer than for this load. */
  readonly objects: RowObjects | undefined
  readonly onStatement: ((report: StatementReport) => void) | undefined
  readonly onGenerated: ((ms: number) => void) | undefined
}

/** What a statement's parameters are taken from. */
type StatementQuery = Pick<RowsQuery, 'values' | 'limit' | 'offset'>

interface Use<Query extends StatementQuery> {
  readonly query: Query
  readonly prefetches: Prefetches
  readonly keys: RawRows
}

/** A statement and the restrictions that it was compiled for. */
type Found = Awaited<ReturnType<StatementCache['get']>>

type RawRows = readonly (readonly unknown[])[]

interface Executed {
  readonly statement: Statement
  readonly rows: RawRows
}

const unrestricted: Restrictions = new Map()

/** Rows of a query, read while they are used. */
export interface RowChunks {
  /** The next rows, about as many as that, and whether they are the last. */
  next(most: number): Promise<{ readonly rows: object[]; readonly done: boolean }>
  close(): Promise<void>
}

/** One load: the root's statement, then one for each relation whose rows are needed, level by level. */
export class LoadRun {
  readonly #options: RunOptions
  readonly #restrictions = new Map<Model, SqlQuery | null>()
  #restricted = 0
  readonly #prepared: ReadonlySet<Model>[] = []
  /** One for each relation and its query. There are few, and collections of them would cost small pages more than a look at each. */
  readonly #pending: Pending[] = []
  #objects: RowObjects | undefined
  /** Where statements run while a page is being sent. */
  #session: ReadSession | null = null

  constructor(options: RunOptions) {
    this.#options = options
    this.#objects = options.objects
  }

  /** The rows of a query and, where the plan asks for it, the number of all of them. */
  async rows(list: ListPlan, query: RowsQuery, prefetches: Prefetches): Promise<{ rows: object[]; count: number | null }> {
    const shape = `${query.shape}${prefetchShape(prefetches)}`
    const { statement, rows } = await this.#execute(list, shape, { query, prefetches, keys: [] }, (options) => compileRoot(list, options))
    const made = this.#make(statement, rows, prefetches)
    const below = this.#levelByLevel()
    if (below) await below
    return { rows: made, count: statement.count === null ? null : Number(rows[0]?.[statement.count] ?? 0) }
  }

  /**
   * The same rows some at a time, each with its lists, once `open` gave what they are read with; null where it gives nothing.
   * All that the ORM does before it reads is done by then.
   */
  async chunks(
    list: ListPlan,
    query: RowsQuery,
    prefetches: Prefetches,
    open: () => Promise<ReadSession | null>,
  ): Promise<RowChunks | null> {
    const use = { query, prefetches, keys: [] }
    const shape = `${query.shape}${prefetchShape(prefetches)}`
    const found = await this.#find(list, shape, use, (options) => compileRoot(list, options))
    const { compiled } = found
    const { statement } = compiled
    const bound = this.#bind(found, use)
    await this.#prepare(new Set([...compiled.models, ...modelsOf(list)]))
    this.#session = await open()
    if (!this.#session) return null
    const started = performance.now()
    const session = this.#session
    const cursor = session.open && (await this.#failing(statement.model, bound, () => session.open!(bound)))
    let [waited, read, closed] = [performance.now() - started, 0, false]
    return {
      next: async (most) => {
        const asked = performance.now()
        const part = cursor
          ? { statement, rows: await this.#failing(statement.model, bound, () => cursor.next(most)) }
          : await this.#part(list, use, read, most)
        const { rows } = part
        waited += performance.now() - asked
        read += rows.length
        this.#pending.length = 0
        const made = this.#make(part.statement, rows, prefetches)
        await this.#levelByLevel()
        return { rows: made, done: rows.length < most || read === query.limit }
      },
      close: async () => {
        if (!cursor || closed) return
        closed = true
        await cursor.close()
        this.#options.onStatement?.({ model: statement.model.name, ...bound, rows: read, ms: waited })
      },
    }
  }

  #part(list: ListPlan, use: Use<RowsQuery>, offset: number, limit: number): Promise<Executed> {
    const query = use.query.part(offset, limit)
    return this.#execute(list, `${query.shape}${prefetchShape(use.prefetches)}`, { ...use, query }, (options) => compileRoot(list, options))
  }

  /** Whole lists of one relation, one for each key (raw values of `relation.local`), in their order. */
  async lists(many: ManyPlan, owner: Model, keys: RawRows): Promise<readonly unknown[]> {
    const pending = this.#pendingOf(PendingLists, many, owner, noPrefetches)
    const lists = keys.map((key) => pending.take(key.length === 1 ? key[0] : key, null, null))
    await this.#levelByLevel()
    return lists
  }

  /** How many rows a query has, or 1 if it has any. */
  async number(kind: 'count' | 'exists', query: RowsQuery): Promise<number> {
    const use = { query, prefetches: noPrefetches, keys: [] }
    const { rows } = await this.#execute(query.model, `${kind} ${query.shape}`, use, (options) => compileNumber(kind, options))
    return Number(rows[0]?.[0] ?? 0)
  }

  /** The raw rows of a query of values, or with `count` the number of them. */
  async values(query: ValuesRows, count = false): Promise<Executed> {
    const use = { query, prefetches: noPrefetches, keys: [] }
    return this.#execute(query.model, `${count ? 'count ' : ''}values ${query.shape}`, use, (options) => query.compile(count, options))
  }

  /** Loads what rows are still to have; a promise only where there is any. */
  #levelByLevel(): Promise<void> | undefined {
    const work = this.#nextLevel()
    if (work.length > 0) return this.#otherLevels(work)
    this.#refuseCycles()
    return undefined
  }

  async #otherLevels(first: Promise<void>[]): Promise<void> {
    for (let work = first; work.length > 0; work = this.#nextLevel()) await Promise.all(work)
    this.#refuseCycles()
  }

  #refuseCycles(): void {
    for (const pending of this.#pending) {
      if (!(pending instanceof PendingLists) || pending.revisited.length === 0) continue
      for (const list of new Set(pending.revisited)) refuseCycle(list, pending.plan, pending.rows.owner.name)
    }
  }

  #nextLevel(): Promise<void>[] {
    const work: Promise<void>[] = []
    for (const pending of this.#pending) {
      const keys = pending.drain()
      if (keys.length > 0) work.push(this.#related(pending, keys))
    }
    return work
  }

  async #related(pending: Pending, keys: RawRows): Promise<void> {
    const { adapter } = this.#options
    const { rows, prefetches, plan } = pending
    const single = keys.length === 1
    const query = prefetches.query ?? new RowsQuery(adapter, targetOf(adapter.schema, rows.relation), null, rows.relation.ordering)
    const shape = `${single ? 'one' : 'many'}${prefetchShape(prefetches)}`
    const result = await this.#execute(plan, shape, { query, prefetches, keys }, (options) => compileRelated(rows, single, options))
    const { parent } = result.statement
    const [column] = parent
    const made = this.#make(result.statement, result.rows, prefetches)
    const single0 = parent.length === 1 && column !== undefined
    pending.attach(
      result.rows.map((row) => (single0 ? row[column] : parent.map((at) => row[at]))),
      made,
    )
  }

  #make(statement: Statement, rows: RawRows, prefetches: Prefetches): object[] {
    const makers = this.#generated(() => this.#options.makers.of(statement))
    const { outlets } = makers
    const sinks: RowSinks = {
      lists: outlets.lists.map(({ layout, owner }) =>
        this.#pendingOf(PendingLists, layout.many, owner, prefetchAt(prefetches, layout.path)),
      ),
      levels: outlets.levels.map(({ layout, owner }) =>
        this.#pendingOf(PendingOnes, layout.one, owner, prefetchAt(prefetches, layout.path)),
      ),
      share: (model, key, made) => (this.#objects ??= new SharedRows()).of(model, key, made),
    }
    return isTraced('djust:serialize')
      ? traceSync('djust:serialize', { model: statement.model.name, rows: rows.length }, () => makers.make(rows, sinks))
      : makers.make(rows, sinks)
  }

  #pendingOf<One extends Pending>(
    Class: new (plan: One['plan'], owner: Model, prefetches: Prefetches) => One,
    plan: One['plan'],
    owner: Model,
    prefetches: Prefetches,
  ): One {
    for (const pending of this.#pending) {
      if (pending instanceof Class && pending.plan === plan && pending.prefetches === prefetches) return pending
    }
    const added = new Class(plan, owner, prefetches)
    this.#pending.push(added)
    return added
  }

  async #execute<Query extends StatementQuery>(
    key: object,
    shape: string,
    use: Use<Query>,
    compile: (options: Omit<SelectOptions, 'query'> & { readonly query: Query }) => Compiled,
  ): Promise<Executed> {
    const { onStatement } = this.#options
    const found = await this.#find(key, shape, use, compile)
    const { compiled } = found
    const bound = this.#bind(found, use)
    const preparing = this.#prepare(compiled.models)
    if (preparing) await preparing
    const { statement } = compiled
    const started = onStatement ? performance.now() : 0
    const rows = await this.#rows(bound, statement.model)
    onStatement?.({ model: statement.model.name, ...bound, rows: rows.length, ms: performance.now() - started })
    return { statement, rows: statement.reversed ? rows.toReversed() : rows }
  }

  #find<Query extends StatementQuery>(
    key: object,
    shape: string,
    { query, prefetches }: Use<Query>,
    compile: (options: Omit<SelectOptions, 'query'> & { readonly query: Query }) => Compiled,
  ): Promise<Found> {
    const { adapter, cache, handle } = this.#options
    const tableSchema = adapter.tableSchema?.(handle) ?? null
    return cache.get(
      key,
      tableSchema === null ? shape : `${JSON.stringify(tableSchema)} ${shape}`,
      (models) => this.#restrict(models),
      (known) => this.#generated(() => compile({ adapter, restrictions: known, tableSchema, query, prefetches })),
    )
  }

  #bind({ compiled, restrictions }: Found, { query, prefetches, keys }: Use<StatementQuery>): SqlQuery {
    const { sql, slots } = compiled.statement
    const conditions = statementValues(query, prefetches, compiled.valuePaths)
    const { dialect } = this.#options.adapter
    return { sql, parameters: parameters(slots, { dialect, query, conditions, keys, restrictions }) }
  }

  #generated<T>(generate: () => T): T {
    const { onGenerated } = this.#options
    if (!onGenerated) return generate()
    const started = performance.now()
    const result = generate()
    onGenerated(performance.now() - started)
    return result
  }

  #rows(bound: SqlQuery, model: Model): Promise<RawRows> {
    const { adapter, handle } = this.#options
    return this.#failing(model, bound, () => (this.#session ? this.#session.execute(bound) : adapter.execute(bound, handle)))
  }

  /** Says which query the database did not like. */
  async #failing<Result>(model: Model, bound: SqlQuery, run: () => Promise<Result>): Promise<Result> {
    try {
      return await (isTraced('djust:query') ? this.#traced(model, bound, run) : run())
    } catch (cause) {
      if (cause instanceof DjustError) throw cause
      const message = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
      throw new DjustError('query/failed', `The database refused a query of ${model.name}: ${message}`, { hint: bound.sql, cause })
    }
  }

  #traced<Result>(model: Model, bound: SqlQuery, run: () => Promise<Result>): Promise<Result> {
    const event: QueryEvent = { model: model.name, table: model.table, dialect: this.#options.adapter.dialect, ...bound }
    return traceAsync('djust:query', event, async () => {
      const result = await run()
      if (Array.isArray(result)) event.rows = result.length
      return result
    })
  }

  /** What the ORM does before it reads: once for each model of the load. */
  #prepare(models: ReadonlySet<Model>): Promise<void> | undefined {
    const { adapter, handle, bare } = this.#options
    if (!adapter.before || bare) return undefined
    const fresh = [...models].filter((model) => !this.#prepared.some((known) => known.has(model)))
    if (fresh.length === 0) return undefined
    this.#prepared.push(models)
    return adapter.before(fresh, handle)
  }

  /** A promise only where the ORM has to be asked. */
  #restrict(models: ReadonlySet<Model>): Restrictions | Promise<Restrictions> {
    if (!this.#options.adapter.restrict) return unrestricted
    const unknown = [...models].filter((model) => !this.#restrictions.has(model))
    return unknown.length > 0 ? this.#askRestrictions(unknown, models) : this.#knownRestrictions(models)
  }

  #knownRestrictions(models: ReadonlySet<Model>): Restrictions {
    if (this.#restricted === 0) return unrestricted
    const out = new Map<Model, SqlQuery>()
    for (const model of models) {
      const restriction = this.#restrictions.get(model)
      if (restriction) out.set(model, restriction)
    }
    return out
  }

  async #askRestrictions(unknown: readonly Model[], models: ReadonlySet<Model>): Promise<Restrictions> {
    const { adapter, handle } = this.#options
    const answers = await adapter.restrict!(unknown, handle)
    if ('refused' in answers) throw new DjustError('query/refused', answers.refused)
    answers.forEach((given, i) => {
      this.#restrictions.set(unknown[i]!, given)
      if (given) this.#restricted++
    })
    return this.#knownRestrictions(models)
  }
}
