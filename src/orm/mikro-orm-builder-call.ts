import type { EntityMetadata, FlushMode } from '@mikro-orm/core'
import type { QueryBuilder, SqlEntityManager } from '@mikro-orm/sql'
import type { Key, NativeCall, NativeRows } from '../query/native-call.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { EntityClass } from '../schema/schema.ts'
import { flushFor } from './mikro-orm-flush.ts'
import { type BuilderMethod, builderMethods } from './mikro-orm-lazy-call.ts'

/** What a query builder keeps of itself; it is public in JavaScript, and only read here. */
interface BuilderState {
  readonly type?: string
  readonly fields?: readonly unknown[]
  readonly populate: readonly unknown[]
  readonly groupBy: readonly unknown[]
  readonly having: object
  readonly distinctOn?: readonly unknown[]
  readonly ctes: readonly unknown[]
  readonly unionQuery?: unknown
  readonly flags: ReadonlySet<string>
  readonly flushMode?: FlushMode
}

/** A query builder, as far as it was built. */
export class BuilderCall implements NativeCall {
  readonly entity: EntityClass
  readonly gives: NativeCall['gives']
  readonly handle: SqlEntityManager
  readonly relations: readonly string[] = []
  readonly fields = null
  readonly #schema: OrmAdapter['schema']
  readonly #builder: QueryBuilder
  readonly #meta: EntityMetadata
  readonly #method: BuilderMethod
  readonly #args: readonly unknown[]

  constructor(adapter: Pick<OrmAdapter, 'schema'>, builder: object, method: BuilderMethod, args: readonly unknown[]) {
    // The em and the main alias are no part of the builder's type.
    const own = builder as unknown as { readonly em: SqlEntityManager; readonly mainAlias: { readonly entityName: EntityClass } }
    this.#schema = adapter.schema
    this.#builder = builder as QueryBuilder
    this.#method = method
    this.#args = args
    this.handle = own.em
    this.#meta = own.em.getMetadata().get(own.mainAlias.entityName)
    this.entity = this.#meta.class as EntityClass
    this.gives = builderMethods[method]
  }

  /** Filters are not applied to a builder unless it says so: djust's own query would not find the same rows. */
  async query(): Promise<null> {
    return null
  }

  async keys(): Promise<readonly Key[] | null> {
    const model = this.#schema.modelOf(this.entity)
    const plain = this.#meta.getPrimaryProps().every((prop) => prop.kind === 'scalar' && !prop.customType)
    if (!model || !plain || !this.#isSimple || this.#args.length > 0) return null
    const { flushMode } = this.#state
    await flushFor(this.#meta, this.handle, flushMode ? { flushMode } : {})
    const builder = this.#builder.clone() as unknown as { select(fields: readonly string[]): { execute(method: 'all'): Promise<object[]> } }
    const rows = await builder.select(this.#meta.primaryKeys).execute('all')
    const keys = rows.map((row) => this.#meta.primaryKeys.map((name): unknown => Reflect.get(row, name)))
    // A join repeats the row for each of the rows that it leads to; entities come once.
    const unique = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()]
    return this.gives === 'row' ? unique.slice(0, 1) : unique
  }

  async count(): Promise<number> {
    return this.#builder.clone().getCount()
  }

  allows(): boolean {
    return true
  }

  async native(): Promise<NativeRows> {
    const result = await this.run()
    return { entities: Array.isArray(result) ? (result as object[]) : result ? [result] : [], terms: null }
  }

  run(): Promise<unknown> {
    const builder = this.#builder.clone()
    const method = Reflect.get(builder, this.#method) as (...args: unknown[]) => Promise<unknown>
    return method.apply(builder, [...this.#args])
  }

  get #state(): BuilderState {
    return (this.#builder as unknown as { readonly state: BuilderState }).state
  }

  /** Whether other columns can stand in for those that it selects without any other row coming out. */
  get #isSimple(): boolean {
    const state = this.#state
    const { type, fields = [], populate, groupBy, having, distinctOn, ctes, flags } = state
    const known = fields.every((field) => typeof field === 'string' && /^(?:\*|\w+|\w+\.\*)$/.test(field))
    const parts = [populate, groupBy, distinctOn ?? [], ctes]
    return (
      (type === undefined || type === 'SELECT') &&
      known &&
      !state.unionQuery &&
      !flags.has('DISTINCT') &&
      Object.keys(having).length === 0 &&
      parts.every((part) => part.length === 0)
    )
  }
}
