import { type RawBuilder, sql } from 'kysely'
import type { Field, Model } from '../schema/schema.ts'
import { aggregateSql } from './aggregate-sql.ts'
import {
  expressionDecoder,
  expressionSql,
  type ExpressionRows,
  filterSql,
  linksOf,
  operandsOf,
  selectedAs,
} from './annotation-expression.ts'
import { collated, type Compared } from './comparison.ts'
import { compileSql } from './compile-sql.ts'
import { conditionExpression } from './condition-expression.ts'
import { isText } from './operators.ts'
import { orderClause, orderingItems, sortKey } from './ordering.ts'
import type { Dialect, OrmAdapter } from './orm-adapter.ts'
import { isGrouped, type ResolvedValues } from './resolve-values.ts'
import { type ResolvedExpression, valueOrderOf } from './resolved-expression.ts'
import { joinWith, limitClause, type RowsQuery } from './rows-query.ts'
import { SelectContext } from './select-context.ts'
import { Joins } from './select-joins.ts'
import { fromClause, querySource, whereClause } from './select-source.ts'
import type { Compiled, SelectOptions } from './select.ts'
import type { Slot } from './statement.ts'

/** One value of each result row, in the order of the select list. */
export interface ValueColumn {
  readonly name: string
  readonly field: Field
  readonly decode: (raw: unknown) => unknown
}

/** The values that a statement selects: those asked for. */
export function valueColumns(resolved: ResolvedValues, needed: ReadonlySet<string>, adapter: Pick<OrmAdapter, 'decode'>): ValueColumn[] {
  return itemsOf(resolved)
    .filter(([name]) => needed.has(name))
    .map(([name, expression]) => ({ name, field: expression.field, decode: expressionDecoder(expression, adapter) }))
}

function itemsOf({ keys, aggregates }: ResolvedValues): [string, ResolvedExpression][] {
  return [...keys, ...aggregates]
}

/** The SELECT of values, groups or aggregates; with `count` the number of its rows. */
export function compileValues(resolved: ResolvedValues, needed: ReadonlySet<string>, count: boolean, options: SelectOptions): Compiled {
  const { adapter } = options
  const context = new SelectContext(options)
  const { counted } = resolved.values
  const build = (wanted: ReadonlySet<string>, part: ValuesPart): ValuesBuild =>
    new ValuesBuild(resolved, wanted, context, adapter, options.query, part)
  const number = (part: Omit<ValuesPart, 'number'>): RawBuilder<unknown> =>
    sql`select count(*) as ${sql.id('c0')} from (${build(noValues, { ...part, number: null }).select()}) as ${sql.id(context.alias())}`
  const all = { ordered: false, limited: false }
  const text = count
    ? number({ ordered: isSliced(resolved.values), limited: true })
    : build(needed, { ordered: true, limited: true, number: counted ? sql`(${number(all)})` : null }).select()
  const { sql: compiled, parameters } = compileSql(text, adapter.dialect)
  const rest = { layout: null, parent: [], repeats: false, reversed: false, count: counted && !count ? needed.size : null, exists: null }
  // Every value that the builders hand to Kysely is a Slot (SelectContext.slot).
  const statement = { sql: compiled, slots: parameters as readonly Slot[], model: resolved.query.model, ...rest }
  return { statement, valuePaths: [], models: context.touched }
}

interface Item {
  readonly name: string
  readonly expression: ResolvedExpression
  readonly sql: RawBuilder<unknown>
}

function isSliced({ limit, offset }: ResolvedValues['values']): boolean {
  return limit !== undefined || offset > 0
}

/** What is needed of values that are counted only. */
export const noValues: ReadonlySet<string> = new Set()

/** What is selected of values besides them. */
interface ValuesPart {
  /** Whether it matters in which order the rows come. */
  readonly ordered: boolean
  /** Whether their limit and offset hold. */
  readonly limited: boolean
  /** The number of all of them. */
  readonly number: RawBuilder<unknown> | null
}

class ValuesBuild {
  readonly #resolved: ResolvedValues
  readonly #needed: ReadonlySet<string>
  readonly #context: SelectContext
  readonly #adapter: OrmAdapter
  readonly #query: RowsQuery
  readonly #part: ValuesPart

  constructor(
    resolved: ResolvedValues,
    needed: ReadonlySet<string>,
    context: SelectContext,
    adapter: OrmAdapter,
    query: RowsQuery,
    part: ValuesPart,
  ) {
    this.#part = part
    this.#resolved = resolved
    this.#needed = needed
    this.#context = context
    this.#adapter = adapter
    this.#query = query
  }

  select(): RawBuilder<unknown> {
    const { where } = this.#resolved
    return isGrouped(this.#resolved) || (where.kind === 'and' && where.of.length > 0) ? this.#nested() : this.#flat()
  }

  /** Values of rows as they come. */
  #flat(): RawBuilder<unknown> {
    const context = this.#context
    const ordering = this.#ordering()
    const source = this.#source()
    const items = this.#items(source.rows, (name) => this.#needed.has(name))
    const byName = new Map(itemsOf(this.#resolved))
    const own = ordering.flatMap(({ name, descending, nulls }) => {
      const expression = byName.get(name)!
      const { type, nullable } = expression.field
      const value = { ref: expressionSql(expression, source.rows), type, nullable, column: false }
      return orderingItems(context.dialect, sortKey(value, valueOrderOf(expression)), descending, nulls)
    })
    // As rows do, values come in the order of the key where nothing else is said.
    const order = this.#part.ordered ? [...own, ...this.#query.order(context, source.joins, this.#resolved.values.reversed)] : []
    const list = items.map(({ expression, sql: value }) => this.#selected(value, expression))
    return sql`select ${this.#named(list)}${fromClause(source)}${orderClause(order)}${this.#limits()}`
  }

  /** Groups, whose conditions and order speak of the finished values. */
  #nested(): RawBuilder<unknown> {
    const context = this.#context
    const { keys, values, where, query } = this.#resolved
    const ordering = this.#ordering()
    const source = this.#grouped()
    const byName = new Map(itemsOf(this.#resolved))
    const used = new Set([...this.#needed, ...ordering.map(({ name }) => name), ...namesIn(where)])
    const [aggregate] = this.#resolved.aggregates.keys()
    // Without one there would be a row for each of theirs.
    if (keys.size === 0 && used.size === 0 && aggregate !== undefined) used.add(aggregate)
    const grouped = isGrouped(this.#resolved)
    const conditional = where.kind !== 'and' || where.of.length > 0
    const list = values.distinct && values.list && this.#resolved.aggregates.size === 0 ? new Set(values.list) : null
    const items = this.#items(source.rows, (name) =>
      keys.has(name) && grouped ? !list || list.has(name) || used.has(name) : used.has(name),
    )
    const by = items.filter(({ name }) => keys.has(name))
    const from = sql`${source.from}${source.joins.sql()}${sql.join(source.derived, sql.raw(''))}${whereClause(source.where)}`
    // One row of aggregates needs nothing around it, unless it has to meet a condition or may be cut off.
    if (keys.size === 0 && used.size === this.#needed.size && !conditional && !this.#part.number && !isSliced(values))
      return sql`select ${named(items.map(({ sql: value, expression }) => this.#selected(value, expression)))} from ${from}`
    const alias = context.alias()
    const select = items.map((item) => (grouped && keys.has(item.name) ? this.#keyItem(item) : item.sql))
    const groupBy =
      grouped && by.length > 0 ? sql` group by ${sql.join(by.map((item, i) => this.#groupItem(item, items.indexOf(by[i]!))))}` : sql.raw('')
    const inner = sql`select ${named(select)} from ${from}${groupBy}`
    const compared = (name: string): Compared => {
      const at = items.findIndex((item) => item.name === name)
      const { type, nullable } = items[at]!.expression.field
      return { ref: sql.id(alias, `c${at}`), type, nullable, column: false }
    }
    const operands = { ...operandsOf(new Map(), { model: query.model, alias, context }), annotation: compared }
    const conditions = conditional ? [conditionExpression(where, query.model, alias, context, operands)] : []
    const ordered = new Set(ordering.map(({ name }) => name))
    const byKeys = this.#part.ordered ? by.map(({ name }) => ({ name, descending: values.reversed, nulls: undefined })) : []
    const valueOrder = (name: string): Field['valueOrder'] => valueOrderOf(byName.get(name)!)
    const order = [
      ...[...ordering, ...byKeys.filter(({ name }) => !ordered.has(name))].map((one) => ({ ...one, values: valueOrder(one.name) })),
      // Values out of an order of their own have one place in it.
      ...byKeys.filter(({ name }) => valueOrder(name)).map((one) => ({ ...one, values: undefined })),
    ].flatMap((one) => orderingItems(context.dialect, sortKey(compared(one.name), one.values), one.descending, one.nulls))
    const outer = items.flatMap(({ name, expression }, i) =>
      this.#needed.has(name) ? [this.#selected(sql.id(alias, `c${i}`), expression, [alias, `c${i}`])] : [],
    )
    return sql`select ${this.#named(outer)} from (${inner}) as ${sql.id(alias)}${whereClause(conditions)}${orderClause(order)}${this.#limits()}`
  }

  #ordering(): ResolvedValues['ordering'] {
    return this.#part.ordered ? this.#resolved.ordering : []
  }

  /** MySQL's collations make one group of texts that differ: there they are grouped by their bytes. */
  #groupItem({ sql: value, expression: { field } }: Item, position: number): RawBuilder<unknown> {
    const exact = this.#context.dialect === 'mysql' && (isText(field.type) || field.type === 'enum')
    return exact ? collated('mysql', { ref: value, type: field.type }) : sql.lit(position + 1)
  }

  #keyItem({ sql: value, expression: { field } }: Item): RawBuilder<unknown> {
    const exact = this.#context.dialect === 'mysql' && (isText(field.type) || field.type === 'enum')
    return exact ? sql`min(${value})` : value
  }

  #items(rows: ExpressionRows, wanted: (name: string) => boolean): Item[] {
    return itemsOf(this.#resolved)
      .filter(([name]) => wanted(name))
      .map(([name, expression]) => ({ name, expression, sql: expressionSql(expression, rows) }))
  }

  #selected(value: RawBuilder<unknown>, { field }: ResolvedExpression, at?: readonly [string, string]): RawBuilder<unknown> {
    const as = field.native === null || !at ? undefined : this.#adapter.selectAs?.(field)
    return as && at && !field.expression ? sql.raw(as(this.#context.columnText(...at))) : selectedAs(value, field, this.#context)
  }

  /** The rows that the values are of; those of a slice stand in a subquery. */
  #source(): ValuesSource {
    const context = this.#context
    const { model, state } = this.#resolved.query
    const inner = querySource(context, model, this.#query)
    const [alias] = inner.joins.root.locate('')
    if (!this.#query.sliced)
      return { from: inner.from, where: inner.where, joins: inner.joins, rows: rowsOf(model, alias, context, inner.joins) }
    const order = inner.order()
    const limits = limitClause(
      context,
      state.limit === undefined ? null : context.slot({ kind: 'limit' }),
      state.offset > 0 ? context.slot({ kind: 'offset' }) : null,
    )
    const rows = sql`select ${sql.id(alias)}.*${fromClause(inner)}${orderClause(order)}${limits}`
    const outer = context.alias()
    const joins = new Joins(context, model, outer)
    return { from: sql`(${rows}) as ${sql.id(outer)}`, where: [], joins, rows: rowsOf(model, outer, context, joins) }
  }

  /** The same rows with the tables that are joined for values which are counted once each. */
  #grouped(): ValuesSource & { readonly derived: readonly RawBuilder<unknown>[] } {
    const source = this.#source()
    const derived: RawBuilder<unknown>[] = []
    const distinct: ExpressionRows['distinct'] = (aggregate) => {
      const alias = this.#context.alias()
      derived.push(sql` left join ${this.#distinctCounts(aggregate, alias, source.rows)}`)
      // One row of it belongs to a group.
      return sql`coalesce(max(${sql.id(alias, 'n')}), 0)`
    }
    return { ...source, rows: { ...source.rows, distinct }, derived }
  }

  /** For each group how many values its related rows have: joined to the groups' rows, these are none the more. */
  #distinctCounts(aggregate: Aggregate, alias: string, outer: ExpressionRows): RawBuilder<unknown> {
    const context = this.#context
    const { dialect } = context
    const source = this.#source()
    const links = linksOf(aggregate.relations, source.rows)
    const last = links.at(-1)!.alias
    const of = expressionSql(aggregate.of!, { model: aggregate.model, alias: last, context, owner: source.rows })
    const keys = [...this.#resolved.keys.values()]
    const exact = (key: ResolvedExpression, rows: ExpressionRows) =>
      dialect === 'mysql' ? collated(dialect, { ref: expressionSql(key, rows), type: key.field.type }) : expressionSql(key, rows)
    const select = [
      ...keys.map((key, i) => sql`${exact(key, source.rows)} as ${sql.id(`k${i}`)}`),
      sql`${aggregateSql(dialect, aggregate, { sql: of, field: aggregate.of!.field })} as ${sql.id('n')}`,
    ]
    const joins = links.flatMap((link) => link.items).map(({ from, on }) => sql` inner join ${from} on ${on}`)
    const where = whereClause([...source.where, ...filterSql(aggregate, last, context)])
    const groupBy = keys.length === 0 ? sql.raw('') : sql` group by ${sql.join(keys.map((_, i) => sql.lit(i + 1)))}`
    const rows = sql`select ${sql.join(select)} from ${source.from}${source.joins.sql()}${sql.join(joins, sql.raw(''))}${where}${groupBy}`
    const on = keys.map((key, i) => same(dialect, exact(key, outer), sql.id(alias, `k${i}`)))
    return sql`(${rows}) as ${sql.id(alias)} on ${on.length === 0 ? sql.raw('1 = 1') : sql.join(on, sql.raw(' and '))}`
  }

  #named(values: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
    const { number } = this.#part
    return named(number ? [...values, number] : values)
  }

  #limits(): RawBuilder<unknown> {
    if (!this.#part.limited) return sql.raw('')
    const { limit, values } = this.#resolved
    const number = (at: number): RawBuilder<unknown> => {
      const slot = this.#context.slot({ kind: 'condition', index: at })
      // A bare `limit ?` makes SQLite prepare the statement anew at each execution.
      return this.#context.dialect === 'sqlite' ? sql`cast(${slot} as integer)` : slot
    }
    return limitClause(this.#context, values.limit === undefined ? null : number(limit), values.offset > 0 ? number(limit + 1) : null)
  }
}

/** Where values are selected from. */
interface ValuesSource {
  readonly from: RawBuilder<unknown>
  readonly where: readonly RawBuilder<unknown>[]
  readonly joins: Joins
  readonly rows: ExpressionRows
}

type Aggregate = Extract<ResolvedExpression, { kind: 'aggregate' }>

/** Whether two keys of groups are the same, nulls too. */
function same(dialect: Dialect, a: RawBuilder<unknown>, b: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${a} ${sql.raw({ sqlite: 'is', postgres: 'is not distinct from', mysql: '<=>' }[dialect])} ${b}`
}

function rowsOf(model: Model, alias: string, context: SelectContext, joins: Joins): ExpressionRows {
  return { model, alias, context, join: joinWith(joins) }
}

function named(items: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  if (items.length === 0) return sql`1 as ${sql.id('c0')}`
  return sql.join(items.map((item, i) => sql`${item} as ${sql.id(`c${i}`)}`))
}

function namesIn(condition: ResolvedValues['where']): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(namesIn)
    case 'not':
      return namesIn(condition.of)
    case 'annotation':
      return [condition.name]
    default:
      return []
  }
}
