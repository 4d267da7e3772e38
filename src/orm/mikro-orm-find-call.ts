import { type EntityMetadata, type EntityName, QueryHelper } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { keyPart } from '../load/entities.ts'
import type { Key, NativeCall } from '../query/native-call.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import { targetOf } from '../query/target-of.ts'
import type { EntityClass, Model, Ordering } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { findMethods, type FindMethod } from './mikro-orm-lazy-call.ts'
import { orderingsOf, withTargetOrdering } from './mikro-orm-ordering.ts'
import { translateWhere } from './mikro-orm-where.ts'

type Adapter = Pick<OrmAdapter<SqlEntityManager>, 'schema' | 'dialect' | 'restrict'>
type Options = Readonly<Record<string, unknown>>

/** Options that djust's own query honours: it reads the database anew and has nothing to do with identity maps. */
const translated = new Set([
  'where',
  'orderBy',
  'limit',
  'offset',
  'populate',
  'fields',
  'strategy',
  'failHandler',
  'refresh',
  'disableIdentityMap',
])
/** Options that say which rows there are, or what the statement that finds them does besides. */
const ofKeys = new Set([
  ...translated,
  'lockMode',
  'lockTableAliases',
  'flushMode',
  'logging',
  'loggerContext',
  'comments',
  'hintComments',
  'indexHint',
  'having',
  'collation',
])
/** Options that leave out what a template may name: it stays unknown, as it would in the entity. */
const closing = ['exclude', 'filters', 'populateWhere', 'populateFilter']

/** `find`, `findOne`, `findAll`, `findAndCount`, `count` … of an entity manager, as it was called. */
export class FindCall implements NativeCall {
  readonly entity: EntityClass
  readonly gives: NativeCall['gives']
  readonly handle: SqlEntityManager
  readonly relations: readonly string[]
  readonly fields: readonly string[] | null
  readonly closed: boolean
  readonly #adapter: Adapter
  readonly #method: FindMethod
  readonly #entityName: EntityName
  readonly #meta: EntityMetadata
  readonly #where: unknown
  readonly #options: Options
  readonly #args: readonly unknown[]

  constructor(adapter: Adapter, em: SqlEntityManager, method: FindMethod, args: readonly unknown[]) {
    const [entityName, second, third] = args
    const all = method === 'findAll'
    this.#adapter = adapter
    this.#method = method
    this.#args = args
    this.#entityName = entityName as EntityName
    this.#meta = em.getMetadata().get(entityName as EntityName)
    this.#options = defined((all ? second : third) ?? {})
    this.#where = (all ? this.#options['where'] : second) ?? {}
    this.entity = this.#meta.class as EntityClass
    this.gives = findMethods[method]
    this.handle = em
    this.relations = this.#names('populate') ?? []
    this.fields = this.#names('fields')
    this.closed = closing.some((name) => name in this.#options)
  }

  async query(): Promise<QueryState | null> {
    const { schema, dialect } = this.#adapter
    const model = schema.modelOf(this.entity)
    if (!model || !this.#says(translated) || !this.#hintsAreNames) return null
    const where = translateWhere(model, this.#where, this.#adapter)
    const ordering = this.#ordering(model)
    const { limit, offset } = this.#options
    if (!where || !ordering || !isCount(limit, 1) || !isCount(offset, 0)) return null
    // An empty condition of findOne is an error, which is MikroORM's to tell.
    if (this.gives === 'row' && isEmpty(this.#where)) return null
    if (!ordering.every((each) => sameOrder(each, model, schema, dialect))) return null
    const onTheWay = this.#onTheWay(model, [
      ...ordering.map((each) => each.path),
      ...this.relations.filter((path) => path.includes('.')).map(split),
    ])
    if (await this.#anyFiltered([...where.models, ...onTheWay])) return null
    const required = await this.#requiredRows(model)
    if (!required) return null
    // Its limit then counts a row as often as the joins repeat it.
    if (where.repeats && (limit !== undefined || offset !== undefined) && (await this.#anyFiltered(this.#related(model)))) return null
    const conditions = isEmpty(this.#where) ? required : [where.condition, ...required]
    return {
      ...initialState(this.entity),
      where: conditions.map((condition) => ({ kind: 'filter', condition })),
      orderBy: ordering,
      limit: limit as number | undefined,
      offset: (offset as number | undefined) ?? 0,
      prefetchRelated: this.relations,
      only: this.fields,
      handle: this.handle,
      result: this.gives === 'row' ? 'first' : this.gives === 'count' ? 'count' : 'rows',
    }
  }

  async keys(): Promise<readonly Key[] | null> {
    const model = this.#adapter.schema.modelOf(this.entity)
    if (!model || this.#meta.virtual || !this.#says(ofKeys) || !this.#hintsAreNames) return null
    const { populate: _, fields: __, strategy: ___, ...others } = this.#options
    const { orderBy } = this.#options
    const models = [
      ...this.#related(model),
      ...this.#onTheWay(model, this.relations.map(split)),
      ...modelsIn(model, [this.#where, orderBy], this.#adapter.schema),
    ]
    const filtered = await this.#anyFiltered(models)
    if (!filtered && this.#isPlain) return this.#builtKeys()
    // A relation whose target is filtered can leave out its owner, but only where it is asked for: then the call stays as it is.
    const options = filtered ? this.#options : { ...others, fields: this.#meta.primaryKeys }
    const entities = await this.#find(options)
    return entities.map((entity) => model.primaryKey.map((name) => keyPart(this.#adapter, model, entity, name)))
  }

  /** Whether a query builder does all that the call asks for, and gives its keys as they are. */
  get #isPlain(): boolean {
    const keys = this.#meta.getPrimaryProps()
    return (
      this.gives !== 'row' &&
      this.#says(translated) &&
      isPlainObject(this.#where) &&
      keys.every((prop) => prop.kind === 'scalar' && !prop.customType)
    )
  }

  /** The statement of `find` without making entities of its rows, which takes ten times as long. */
  async #builtKeys(): Promise<readonly Key[]> {
    const { orderBy, limit, offset } = this.#options as { orderBy?: never; limit?: number; offset?: number }
    await this.#flush()
    const builder = this.handle.createQueryBuilder(this.#meta.class).select(this.#meta.primaryKeys as never)
    builder.where(this.#where as never)
    await builder.applyFilters()
    const order = QueryHelper.mergeOrderBy(orderBy, this.#meta.orderBy)
    if (order.length > 0) builder.orderBy(order as never)
    if (limit !== undefined || offset !== undefined) builder.limit(limit, offset)
    const rows = await builder.execute<object[]>('all')
    const keys = rows.map((row) => this.#meta.primaryKeys.map((name): unknown => Reflect.get(row, name)))
    // A join repeats a row for each of the rows that it leads to; entities come once.
    return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()]
  }

  async count(): Promise<number> {
    const { limit: _, offset: __, orderBy: ___, fields: ____, ...options } = this.#options
    return this.handle.count(this.#entityName, this.#where, options)
  }

  async native(relations: readonly string[], fields: readonly string[] | null): Promise<readonly object[]> {
    const own = this.#options
    const names = own['populate']
    const populate = Array.isArray(names) ? [...new Set([...(names as string[]), ...relations])] : names === true ? names : relations
    const model = this.#adapter.schema.modelOf(this.entity)
    const chosen = model && (this.fields ?? !(await this.#anyFiltered(this.#related(model)))) && !('exclude' in own) && fields
    const { fields: _, ...others } = own
    return this.#find({ ...others, populate, ...(chosen ? { fields: [...new Set([...(this.fields ?? []), ...chosen])] } : {}) })
  }

  run(): Promise<unknown> {
    const method = Reflect.get(this.handle, this.#method) as (...args: unknown[]) => Promise<unknown>
    return method.apply(this.handle, [...this.#args])
  }

  /** In an identity map of its own: rows that are only partly loaded stay out of sight of the application. */
  async #find(options: Options): Promise<object[]> {
    await this.#flush(options)
    const own = { ...options, disableIdentityMap: true } as object
    const where = this.#where as never
    if (this.#method === 'findOne') return listed(await this.handle.findOne(this.#entityName, where, own))
    if (this.#method === 'findOneOrFail') return listed(await this.handle.findOneOrFail(this.#entityName, where, own))
    return await this.handle.find(this.#entityName, where, own)
  }

  async #flush(options: Options = {}): Promise<void> {
    const context = this.handle.getContext(false)
    if (context.global && !context.config.get('allowGlobalContext')) return
    await context.tryFlush(this.#meta.class, options)
  }

  #says(known: ReadonlySet<string>): boolean {
    return Object.keys(this.#options).every((name) => known.has(name)) && !this.handle.schema
  }

  /** Whether `populate` and `fields` name relations and fields, and nothing like `*`, `$infer` or `author:ref`. */
  get #hintsAreNames(): boolean {
    const { populate, fields } = this.#options
    return (
      (populate === undefined || populate === false || this.#names('populate') !== null) && (fields === undefined || this.fields !== null)
    )
  }

  #names(option: 'populate' | 'fields'): string[] | null {
    const given = this.#options[option]
    const model = this.#adapter.schema.modelOf(this.entity)
    if (!Array.isArray(given) || !model) return null
    const isName = (path: unknown): boolean =>
      typeof path === 'string' && leadsSomewhere(model, split(path), this.#adapter.schema, option === 'populate')
    return given.every(isName) ? (given as string[]) : null
  }

  #ordering(model: Model): Ordering[] | null {
    const own = orderingsOf(this.#options['orderBy'] as EntityMetadata['orderBy'])
    if (!own) return null
    // findOne has no use for the order that an entity declares, and djust would fall back to it.
    if (this.gives === 'row')
      return withTargetOrdering(
        own,
        model.primaryKey.map((name) => ({ path: [name], descending: false, nulls: undefined })),
      )
    return withTargetOrdering(own, model.ordering)
  }

  /**
   * MikroORM joins to-one relations whose target is filtered: a row whose relation can't be null goes with it; another one
   * stays, as it does in djust's own statements. null where the call says that otherwise.
   */
  async #requiredRows(model: Model): Promise<object[] | null> {
    if (this.#meta.relations.some((prop) => prop.filters !== undefined || prop.polymorphic)) return null
    const required: object[] = []
    for (const relation of model.relations.values()) {
      if (relation.kind !== 'one' || relation.embedded || !(await this.#anyFiltered([targetOf(this.#adapter.schema, relation)]))) continue
      if (this.fields || !this.handle.config.get('autoJoinRefsForFilters')) return null
      if (!relation.nullable) required.push({ [relation.name]: { isNull: false } })
    }
    return required
  }

  /** Models whose filters MikroORM applies to the owner's rows. */
  #related(model: Model): Model[] {
    return [...model.relations.values()]
      .filter((relation) => relation.kind === 'one' && !relation.embedded)
      .map((relation) => targetOf(this.#adapter.schema, relation))
  }

  #onTheWay(model: Model, paths: readonly (readonly string[])[]): Model[] {
    return paths.flatMap((path) => modelsOf(model, path, this.#adapter.schema))
  }

  async #anyFiltered(models: readonly Model[]): Promise<boolean> {
    const filters = await Promise.all(Array.from(new Set(models), async (model) => this.#adapter.restrict?.(model, this.handle)))
    return filters.some((filter) => filter)
  }
}

function defined(options: object): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function listed(entity: object | null): object[] {
  return entity ? [entity] : []
}

function isEmpty(where: unknown): boolean {
  return (
    typeof where === 'object' && where !== null && Object.getPrototypeOf(where) === Object.prototype && Reflect.ownKeys(where).length === 0
  )
}

function isCount(value: unknown, least: number): boolean {
  return value === undefined || (Number.isSafeInteger(value) && (value as number) >= least)
}

function split(path: string): string[] {
  return path.split('.')
}

/** Models of all relations that a condition or an order may name, whatever it says of them. */
function modelsIn(model: Model, value: unknown, schema: Adapter['schema']): Model[] {
  if (Array.isArray(value)) return value.flatMap((item) => modelsIn(model, item, schema))
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const relation = model.relations.get(name)
    if (!relation || relation.embedded) return modelsIn(model, inner, schema)
    const target = targetOf(schema, relation)
    return [target, ...modelsIn(target, inner, schema)]
  })
}

function modelsOf(model: Model, path: readonly string[], schema: Adapter['schema']): Model[] {
  const [name, ...rest] = path
  const relation = name === undefined ? undefined : model.relations.get(name)
  if (!relation || relation.embedded) return []
  const target = targetOf(schema, relation)
  return [target, ...modelsOf(target, rest, schema)]
}

function leadsSomewhere(model: Model, path: readonly string[], schema: Adapter['schema'], toRelation: boolean): boolean {
  const [name = '', ...rest] = path
  if (!toRelation && rest.length === 0 && model.fields.has(name)) return true
  const relation = model.relations.get(name)
  if (!relation) return false
  return rest.length === 0 || leadsSomewhere(targetOf(schema, relation), rest, schema, toRelation)
}

/** Whether djust orders as the database does by itself, which is how MikroORM leaves it. */
function sameOrder({ path, nulls }: Ordering, model: Model, schema: Adapter['schema'], dialect: OrmAdapter['dialect']): boolean {
  const [name = '', ...rest] = path
  if (rest.length > 0) {
    const relation = model.relations.get(name)
    if (relation?.kind !== 'one' || relation.embedded) return false
    return sameOrder({ path: rest, descending: false, nulls }, targetOf(schema, relation), schema, dialect)
  }
  const field = model.fields.get(name)
  if (!field || field.expression || field.type === 'json' || field.type === 'other') return false
  // Other databases have collations of their own, and PostgreSQL calls null the greatest.
  return dialect === 'sqlite' || field.primary
}
