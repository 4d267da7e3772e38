import { type RawBuilder, sql } from 'kysely'
import type { ListPlan, OnePlan } from '../plan/load-plan.ts'
import type { Model, Relation } from '../schema/schema.ts'
import { compileSql } from './compile-sql.ts'
import { endsSource } from './ends-source.ts'
import { ListQueries, onlyTail, type Prefetches, wantsTail } from './list-queries.ts'
import { orderClause } from './ordering.ts'
import type { OrmAdapter, SqlQuery } from './orm-adapter.ts'
import { constantLimit, queryLimits, type RowsQuery } from './rows-query.ts'
import { SelectContext } from './select-context.ts'
import { LayoutBuilder } from './select-layout.ts'
import { SelectList } from './select-list.ts'
import { boundedSource, type Edge, edgeOf, lateralSource, querySource, relationSource, type Source, whereClause } from './select-source.ts'
import type { Slot, Statement } from './statement.ts'
import { keyField } from './target-of.ts'

/** A statement with what is known once it is built. */
export interface Compiled {
  readonly statement: Statement
  /** Paths of the prefetch queries whose condition values follow the statement's own. */
  readonly valuePaths: readonly (readonly string[])[]
  /** Every model whose table it reads, so that restrictions and flushing concern it. */
  readonly models: ReadonlySet<Model>
}

export interface SelectOptions {
  readonly adapter: OrmAdapter
  /** Global filters of models; a model without an entry has none. */
  readonly restrictions: ReadonlyMap<Model, SqlQuery>
  /** The database schema of tables whose model names none. */
  readonly tableSchema?: string | null
  readonly query: RowsQuery
  readonly prefetches: Prefetches
}

/** Rows that a relation leads to: a to-many list, or the next level of a to-one relation. */
export interface RelatedRows {
  readonly owner: Model
  readonly relation: Relation
  readonly head: number
  readonly tail: number
  readonly node: ListPlan['node'] | OnePlan['node']
}

/**
 * The SELECT of a query's rows. DISTINCT never appears: conditions are EXISTS and joins lead to one row each, so no
 * row comes twice, and DISTINCT over the planned columns would lose rows that only look alike.
 */
export function compileRoot(list: ListPlan, options: SelectOptions): Compiled {
  const { query } = options
  if (!list.node) return compileNumber(list.count ? 'count' : 'exists', options)
  const build = new StatementBuild(options)
  const { context } = build
  const reversed = onlyTail(list, query.sliced) && query.most === Infinity
  const tail = wantsTail(list) && query.most === Infinity && !reversed
  const source = tail ? tailSource(context, query, list) : querySource(context, query.model, query)
  const layout = build.layout(list.node, source, { single: query.most !== Infinity, repeats: false })
  const counted = list.count && list.head !== Infinity
  const count = counted ? build.list.add(source.count ?? sql`(${countRows(context, query)})`) : null
  const most = query.most === Infinity ? (reversed ? list.tail : list.head) : query.most
  const limits = tail ? sql.raw('') : queryLimits(context, query, most)
  return build.finish({
    source,
    limits,
    single: true,
    rest: { model: query.model, layout, parent: [], repeats: false, reversed, count, exists: null },
  })
}

/** The last rows of a query, with the first ones where they are asked for too. */
function tailSource(context: SelectContext, query: RowsQuery, list: ListPlan): Source {
  const ends = endsSource(context, query, list)
  if (ends) return ends
  // Without a cast PostgreSQL does not know which "+" it is.
  const number = (kind: 'limit' | 'offset'): RawBuilder<unknown> =>
    context.dialect === 'postgres' ? sql`cast(${context.slot({ kind })} as bigint)` : context.slot({ kind })
  const limit = query.limit === undefined ? null : number('limit')
  return boundedSource(context, querySource(context, query.model, query), {
    ...list,
    limit,
    offset: query.offset > 0 ? number('offset') : null,
  })
}

/** `select count(*)` or `select exists(…)` of a query, its limit and offset respected. */
export function compileNumber(kind: 'count' | 'exists', options: SelectOptions): Compiled {
  const build = new StatementBuild(options)
  const { context } = build
  const { query } = options
  // A number has no order; one that can't be is a mistake all the same.
  query.resolvedOrder()
  const text = kind === 'count' ? countRows(context, query) : sql`select exists (${someRows(context, query)}) as ${sql.id('c0')}`
  const rest = {
    model: query.model,
    layout: null,
    parent: [],
    repeats: false,
    reversed: false,
    count: kind === 'count' ? 0 : null,
    exists: kind === 'exists' ? 0 : null,
  }
  return build.compiled(text, rest)
}

/** The SELECT of related rows for one parent's key or for any number of keys; bounds hold for each parent. */
export function compileRelated(rows: RelatedRows, single: boolean, options: SelectOptions): Compiled {
  const { query } = options
  const build = new StatementBuild(options)
  const { context } = build
  const edge = edgeOf(rows, query)
  const limits = single && edge ? constantLimit(context, edge.limit, edge.offset) : sql.raw('')
  const reversed = single && edge !== null && edge.fromEnd
  const source = relatedSource(context, rows, query, single, edge)
  if (!rows.node) throw new TypeError('a list without rows needs no statement')
  const repeats = rows.relation.pivot !== null && !single
  const layout = build.layout(rows.node, source, { single, repeats })
  const parent = source.parent.map((at, i) => {
    const ref = { ...source.joins.root, locate: () => at }
    return build.list.column(ref, at[1], keyField(context.schema, rows.owner, rows.relation, i))
  })
  return build.finish({
    source,
    limits,
    single,
    rest: {
      model: source.joins.root.model,
      layout,
      parent,
      repeats,
      reversed,
      count: null,
      exists: null,
    },
  })
}

function relatedSource(context: SelectContext, rows: RelatedRows, query: RowsQuery, single: boolean, edge: Edge | null): Source {
  const lateral = !single && edge ? lateralSource(context, rows.relation, query, edge) : null
  if (lateral) return lateral
  const source = relationSource(context, rows.owner, rows.relation, query, single)
  // A LIMIT is of one parent, and of one of its ends.
  const numbered = edge ? !single : wantsTail(rows)
  return numbered ? boundedSource(context, source, { ...rows, ...constantBounds(query) }) : source
}

function constantBounds({ limit, offset }: RowsQuery): { limit: RawBuilder<unknown> | null; offset: RawBuilder<unknown> | null } {
  return { limit: limit === undefined ? null : sql.lit(limit), offset: offset > 0 ? sql.lit(offset) : null }
}

class StatementBuild {
  readonly context: SelectContext
  readonly list: SelectList
  readonly #options: SelectOptions
  readonly #queries: ListQueries

  constructor(options: SelectOptions) {
    const { adapter } = options
    this.#options = options
    this.context = new SelectContext(options)
    this.list = new SelectList(this.context, adapter)
    this.#queries = new ListQueries(adapter, options.query, options.prefetches)
  }

  layout(
    node: NonNullable<ListPlan['node']>,
    source: Source,
    { single, repeats }: { readonly single: boolean; readonly repeats: boolean },
  ): NonNullable<Statement['layout']> {
    // MariaDB reads a list to its end before it takes the first rows for JSON; with a statement of its own not so that of one row.
    const nests = !repeats && !(single && this.context.dialect === 'mysql')
    return new LayoutBuilder(this.#options.adapter, this.context, source.joins, this.list, this.#queries, nests).root(node)
  }

  finish({
    source,
    limits,
    rest,
    single,
  }: {
    source: Source
    limits: RawBuilder<unknown>
    rest: Omit<Statement, 'sql' | 'slots'>
    single: boolean
  }): Compiled {
    const selected = new Map(rest.layout?.annotations.map(({ name, column }) => [name, column]))
    // Rows of one parent come together: an index on the key gives them so, and attaching them is a walk.
    const parents = rest.parent.length > 0 && !single ? source.parent.map((at) => ({ key: sql.id(...at), direction: '' })) : []
    const orderBy = orderClause([...parents, ...source.order(rest.reversed, selected)])
    const from = sql`${source.from}${source.joins.sql()}${whereClause(source.where)}`
    return this.compiled(sql`select ${this.list.sql()} from ${from}${orderBy}${limits}`, rest)
  }

  compiled(text: RawBuilder<unknown>, rest: Omit<Statement, 'sql' | 'slots'>): Compiled {
    const { sql, parameters } = compileSql(text, this.#options.adapter.dialect)
    // Every value that the builders hand to Kysely is a Slot (SelectContext.slot).
    return {
      statement: { sql, slots: parameters as readonly Slot[], ...rest },
      valuePaths: this.#queries.paths,
      models: this.context.touched,
    }
  }
}

function countRows(context: SelectContext, query: RowsQuery): RawBuilder<unknown> {
  if (query.sliced) return sql`select count(*) as ${sql.id('c0')} from (${someRows(context, query)}) as ${sql.id(context.alias())}`
  const alias = context.alias()
  return sql`select count(*) as ${sql.id('c0')} from ${context.from(query.model, alias)}${whereClause(query.where(context, alias))}`
}

function someRows(context: SelectContext, query: RowsQuery): RawBuilder<unknown> {
  const alias = context.alias()
  const rows = sql`select 1 as ${sql.id('one')} from ${context.from(query.model, alias)}${whereClause(query.where(context, alias))}`
  return sql`${rows}${queryLimits(context, query, Infinity)}`
}
