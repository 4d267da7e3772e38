import { type EntityMetadata, type EntityName, QueryFlag, QueryHelper } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import { keyPart } from '../query/entity-key.ts'
import type { Key, NativeCall, NativeRows } from '../query/native-call.ts'
import type { OrmAdapter, SqlQuery } from '../query/orm-adapter.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import { targetOf } from '../query/target-of.ts'
import type { EntityClass, Model, Ordering } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { findMethods, type FindMethod } from './mikro-orm-lazy-call.ts'
import {
  hasOneBelowMany,
  isProperty,
  joinsMany,
  leadsSomewhere,
  leadsToMany,
  modelsIn,
  modelsOf,
  relationAt,
} from './mikro-orm-call-relations.ts'
import { OptionTerms } from './mikro-orm-call-terms.ts'
import { anyFilters, emOf, inDialect } from './mikro-orm-filters.ts'
import { flushFor } from './mikro-orm-flush.ts'
import { orderingsOf, sameOrder, withTargetOrdering } from './mikro-orm-ordering.ts'
import { comesBack, isJoinedUnfiltered, joinsClasses, refuseRawFilters } from './mikro-orm-populate.ts'
import { translateWhere } from './mikro-orm-where.ts'

type Adapter = Pick<OrmAdapter<SqlEntityManager>, 'schema' | 'dialect' | 'restrict' | 'decoder'>
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
  'filters',
  'exclude',
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
/** Options that say nothing of relations but what `OptionTerms` knows of. */
const understood = new Set([
  ...ofKeys,
  'cache',
  'schema',
  'populateWhere',
  'populateFilter',
  'populateOrderBy',
  'populateHints',
  'unionWhere',
  'unionWhereStrategy',
  'using',
])

/** Far below the limits of all databases, since a statement has others besides. */
const maxParameters = 1000

/** `find`, `findOne`, `findAll`, `findAndCount`, `count` … of an entity manager, as it was called. */
export class FindCall implements NativeCall {
  readonly entity: EntityClass
  readonly gives: NativeCall['gives']
  readonly relations: readonly string[]
  readonly fields: readonly string[] | null
  readonly #adapter: Adapter
  readonly #em: SqlEntityManager
  #handle: SqlEntityManager | null = null
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
    this.#em = em
    this.relations = this.#names('populate') ?? []
    this.fields = this.#names('fields')
  }

  /** Made when it is asked for: calls are looked at that nobody runs. */
  get handle(): SqlEntityManager {
    return (this.#handle ??= emOf(this.#em, this.#options))
  }

  async query(): Promise<QueryState | null> {
    const { schema } = this.#adapter
    const model = schema.modelOf(this.entity)
    if (!model || !this.#says(translated) || !this.#hintsAreNames) return null
    const ordering = this.#ordering(model)
    const { limit, offset } = this.#options
    if (!ordering || !isCount(limit, 1) || !isCount(offset, 0)) return null
    // An empty condition of findOne is an error, which is MikroORM's to tell.
    if (this.gives === 'row' && isEmpty(this.#where)) return null
    if (this.#paginates(model)) return null
    const orderBy = ordering.map((each) => sameOrder(each, model, schema))
    if (!orderBy.every((each) => each !== null)) return null
    const onTheWay = this.#onTheWay(model, [
      ...orderBy.map((each) => each.path),
      ...this.relations.filter((path) => path.includes('.')).map(split),
    ])
    if (await this.#anyFiltered(onTheWay)) return null
    const rows = (await this.#translatedRows(model)) ?? (await this.#builtRows(model))
    return (
      rows && {
        ...initialState(this.entity),
        ...rows,
        collation: 'database',
        orderBy,
        limit: limit as number | undefined,
        offset: (offset as number | undefined) ?? 0,
        prefetchRelated: this.relations,
        only: this.fields,
        handle: this.handle,
        result: this.gives === 'row' ? 'first' : this.gives === 'count' ? 'count' : 'rows',
      }
    )
  }

  /** Whether MikroORM cuts off its rows in a subquery, with an order of its own making, since joins repeat them. */
  #paginates(model: Model): boolean {
    const sliced = this.gives === 'row' || this.#options['limit'] !== undefined || this.#options['offset'] !== undefined
    return sliced && joinsMany(model, this.#where, this.#adapter.schema)
  }

  /** The condition in djust's words. */
  async #translatedRows(model: Model): Promise<Pick<QueryState, 'where'> | null> {
    const where = translateWhere(model, this.#where, this.#adapter)
    if (!where || (await this.#anyFiltered([...where.models]))) return null
    const required = await this.#requiredRows(model)
    if (!required) return null
    const conditions = isEmpty(this.#where) ? required : [where.condition, ...required]
    return { where: conditions.map((condition) => ({ kind: 'filter', condition })) }
  }

  /** The condition as MikroORM's own SQL, inside of djust's. */
  async #builtRows(model: Model): Promise<Pick<QueryState, 'among'> | null> {
    if (this.#meta.virtual || !this.#isPlain || (await this.#anyFiltered(this.#filterable(model)))) return null
    try {
      const among = this.#keysQuery()
      return among && { among }
    } catch {
      // What MikroORM refuses, or writes in a way of its own, is its own to tell and to run.
      return null
    }
  }

  /** Models whose filters could decide which rows there are. */
  #filterable(model: Model): Model[] {
    return [
      ...this.#related(model),
      ...this.#onTheWay(model, this.relations.map(split)),
      ...modelsIn(model, [this.#where, this.#options['orderBy']], this.#adapter.schema),
    ]
  }

  async keys(): Promise<readonly Key[] | null> {
    const model = this.#adapter.schema.modelOf(this.entity)
    if (!model || this.#meta.virtual || !this.#says(ofKeys) || !this.#hintsAreNames) return null
    const { populate: _, fields: __, strategy: ___, exclude: ____, ...others } = this.#options
    // The lists that the call populates come in the order of the call, where that goes by their rows.
    if (this.relations.length > 0 && joinsMany(model, this.#options['orderBy'], this.#adapter.schema)) return null
    const filtered = await this.#anyFiltered(this.#filterable(model))
    // A relation whose target is filtered can leave out its owner, but only where it is asked for, and the order of a
    // subquery depends on what is selected: then the call stays as it is.
    const options = filtered || this.#paginates(model) ? this.#options : { ...others, fields: this.#meta.primaryKeys }
    const entities = await this.#find(options)
    return entities.map((entity) => model.primaryKey.map((name) => keyPart(this.#adapter, model, entity, name)))
  }

  /** Whether a query builder does all that the call asks for, and gives its keys as they are. */
  get #isPlain(): boolean {
    const keys = this.#meta.getPrimaryProps()
    return this.#says(translated) && isPlainObject(this.#where) && keys.every((prop) => prop.kind === 'scalar' && !prop.customType)
  }

  /** A SELECT of the keys of all rows that the condition is about. */
  #keysQuery(): SqlQuery | null {
    const builder = this.handle.createQueryBuilder(this.#meta.class)
    const where = QueryHelper.processWhere({
      where: this.#where as object,
      entityName: this.#meta.class,
      metadata: this.handle.getMetadata(),
      platform: this.handle.getPlatform(),
    })
    // `em.find` prepares its condition before its builder does so again, which by itself takes some for others: lists inside of JSON.
    builder.unsetFlag(QueryFlag.CONVERT_CUSTOM_TYPES).where(where as never)
    // Last: a condition on the other side of a one-to-one selects a column of its own.
    builder.setFlag(QueryFlag.CONVERT_CUSTOM_TYPES).select(this.#meta.primaryKeys as never)
    // The statement around it keeps to the filters of these rows, and no other table of it has one.
    const { sql, params } = builder.toQuery()
    // A list as one parameter is written in ways of MikroORM's own; of too many a database takes none.
    return params.length > maxParameters || params.some(Array.isArray) ? null : inDialect(sql, params, this.handle)
  }

  async count(): Promise<number> {
    const { limit: _, offset: __, orderBy: ___, fields: ____, ...options } = this.#options
    // An em of the call's own has nothing to write.
    await flushFor(this.#meta, this.#em, options)
    return this.handle.count(this.#entityName, this.#where, options)
  }

  allows(fields: readonly string[]): boolean {
    const terms = this.#terms(true)
    return !terms || !fields.some((path) => terms.excludes(path))
  }

  async native(relations: readonly string[], fields: readonly string[] | null): Promise<NativeRows> {
    const { populate: names, fields: _, ...others } = this.#options
    // A filter that fails is one too: of an entity that the call may not even come to.
    const metas = [...this.handle.getMetadata().getAll().values()]
    const filtered = await anyFilters(metas, this.handle).catch(() => true)
    // Relations are MikroORM's to load where the call keeps them in a cache, and where there are no filters, which it does not hold everywhere.
    const own = (filtered || !('cache' in this.#options)) && (await this.#canComplete(relations))
    const terms = this.#terms(!own)
    const added = relations.filter((path) => (own ? terms!.given.has(path) : !this.#comesBack(split(path))))
    const populate = Array.isArray(names) ? [...new Set([...(names as string[]), ...added])] : names === true ? names : added
    const apart = metas.some(isJoinedUnfiltered) || ((!own || this.#hasOneBelowMany(populate)) && this.#strategy !== 'joined')
    const strategy = (filtered && apart) || joinsClasses(this.#meta, added) ? 'select-in' : this.#strategy
    if (own) {
      await refuseRawFilters(this.handle, this.#meta, added)
      if (strategy === 'select-in') await this.#refuseLostRows(added)
    }
    const entities = await this.#find({
      ...others,
      strategy,
      populate,
      ...(await this.#chosen(fields?.filter((path) => !own || isOneOf(path, terms!.given)) ?? null)),
    })
    return { entities, terms }
  }

  /** null for entities that djust does not know. */
  #terms(trusted: boolean): OptionTerms | null {
    const { schema } = this.#adapter
    const model = schema.modelOf(this.entity)
    return model ? new OptionTerms(model, this.#where, this.#options, schema, trusted) : null
  }

  get #strategy(): unknown {
    return this.#options['strategy'] ?? this.handle.config.get('loadStrategy')
  }

  /** Whether djust's own statements can load the relations of what the call gives. */
  async #canComplete(relations: readonly string[]): Promise<boolean> {
    const model = this.#adapter.schema.modelOf(this.entity)
    if (!model || !Object.keys(this.#options).every((name) => understood.has(name))) return false
    const filters = await this.#adapter.restrict?.([model, ...this.#onTheWay(model, relations.map(split))], this.handle)
    return !filters || !('refused' in filters)
  }

  /** Of such relations MikroORM's balanced strategy, its default, gives rows that filters hide. */
  #hasOneBelowMany(populate: unknown): boolean {
    const model = this.#adapter.schema.modelOf(this.entity)!
    if (!Array.isArray(populate)) return populate === true
    return populate.some((path) => typeof path !== 'string' || hasOneBelowMany(model, split(path), this.#adapter.schema))
  }

  /** MikroORM's `select-in` strategy leaves out targets of a relation that have a relation to filtered rows, and no row there. */
  async #refuseLostRows(paths: readonly string[]): Promise<void> {
    const model = this.#adapter.schema.modelOf(this.entity)!
    for (const path of paths) {
      const names = split(path)
      const relation = relationAt(model, names, this.#adapter.schema)
      if (relation?.kind !== 'one') continue
      const target = targetOf(this.#adapter.schema, relation)
      const optional = [...target.relations.values()].filter(({ kind, embedded, nullable }) => kind === 'one' && !embedded && nullable)
      for (const { name, model: of } of optional) {
        if (!(await this.#anyFiltered([this.#adapter.schema.models.get(of)!]))) continue
        throw new DjustError('orm/lost-rows', `MikroORM would leave out a ${target.name} of ${path} that has no ${name}.`, {
          hint: "Give the call strategy: 'joined'.",
        })
      }
    }
  }

  async #chosen(fields: readonly string[] | null): Promise<Options> {
    const model = this.#adapter.schema.modelOf(this.entity)
    // Named fields leave out those that only a class below has, in a table of its own.
    const free = model && !this.#paginates(model) && !this.#meta.tptChildren?.length
    const chosen = free && (this.fields ?? !(await this.#anyFiltered(this.#related(model)))) && !('exclude' in this.#options) && fields
    const named = (chosen || []).map(split).flatMap((path) => {
      return isProperty(this.#meta, path) && !this.#comesBack(path.slice(0, -1)) ? path.join('.') : []
    })
    return chosen ? { fields: [...new Set([...(this.fields ?? []), ...named])] } : {}
  }

  /** MikroORM takes lists of rows that it comes back to for loaded and empty. */
  #comesBack(path: readonly string[]): boolean {
    const model = this.#adapter.schema.modelOf(this.entity)
    return model !== undefined && comesBack(this.#meta, path) && leadsToMany(model, path, this.#adapter.schema)
  }

  run(): Promise<unknown> {
    const method = Reflect.get(this.#em, this.#method) as (...args: unknown[]) => Promise<unknown>
    return method.apply(this.#em, [...this.#args])
  }

  /** In an identity map of its own: rows that are only partly loaded stay out of sight of the application. */
  async #find(options: Options): Promise<object[]> {
    await flushFor(this.#meta, this.#em, options)
    const own = { ...options, disableIdentityMap: true } as object
    const where = this.#where as never
    if (this.#method === 'findOne') return listed(await this.handle.findOne(this.#entityName, where, own))
    if (this.#method === 'findOneOrFail') return listed(await this.handle.findOneOrFail(this.#entityName, where, own))
    return await this.handle.find(this.#entityName, where, own)
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
    const filters = (await this.#adapter.restrict?.([...new Set(models)], this.handle)) ?? []
    return 'refused' in filters || filters.some((filter) => filter)
  }
}

/** Whether a field is of the rows themselves, or of one of these relations. */
function isOneOf(path: string, relations: ReadonlySet<string>): boolean {
  const end = path.lastIndexOf('.')
  return end === -1 || relations.has(path.slice(0, end))
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
