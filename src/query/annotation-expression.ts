import { type RawBuilder, sql } from 'kysely'
import type { Field, Model, Relation } from '../schema/schema.ts'
import { aggregateSql, castLiteral, type Computed, tupleSql } from './aggregate-sql.ts'
import type { ResolvedAnnotation } from './annotations.ts'
import type { Compared } from './comparison.ts'
import { conditionExpression, type ConditionOperands } from './condition-expression.ts'
import { fieldRef } from './field-ref.ts'
import { arithmeticSql, functionSql } from './function-sql.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import { isNumeric, isText } from './operators.ts'
import { followRelation, linkedRows, type RelationLink } from './relation-link.ts'
import type { ResolvedExpression } from './resolved-expression.ts'
import type { SqlContext } from './sql-context.ts'

/** The rows that an expression is computed for. */
export interface ExpressionRows {
  readonly model: Model
  readonly alias: string
  readonly context: SqlContext
  /** The row that has the rows which are aggregated. */
  readonly owner?: ExpressionRows
  /** What counts values of rows related to a group, each once. */
  distinct?(aggregate: Extract<ResolvedExpression, { kind: 'aggregate' }>): RawBuilder<unknown>
  /** The alias of the rows that to-one relations lead to, where the statement joins them; else they are asked for by subqueries. */
  join?(path: readonly Relation[]): string
}

/**
 * An expression for the rows called `alias`. Aggregates of related rows are correlated subqueries, which can't multiply
 * the rows, nor the rows of another aggregate.
 */
export function expressionSql(expression: ResolvedExpression, rows: ExpressionRows): RawBuilder<unknown> {
  const { context } = rows
  const { dialect } = context
  const computed = (one: ResolvedExpression): Computed => ({ sql: expressionSql(one, rows), field: one.field })
  switch (expression.kind) {
    case 'column':
      return columnSql(expression, rows)
    case 'value':
      return castLiteral(dialect, context.slot({ kind: 'condition', index: expression.slot }), expression.field)
    case 'arithmetic':
      return arithmeticSql(dialect, expression.operator, computed(expression.left), computed(expression.right), expression.field)
    case 'call':
      return functionSql(dialect, expression.name, expression.args.map(computed), expression.option)
    case 'case': {
      const operands = operandsOf(expression.annotations, rows)
      const branches = expression.branches.map(
        ({ when, value }) =>
          sql` when ${conditionExpression(when, rows.model, rows.alias, context, operands)} then ${expressionSql(value, rows)}`,
      )
      return sql`case${sql.join(branches, sql.raw(''))} else ${expressionSql(expression.otherwise, rows)} end`
    }
    case 'aggregate':
      return expression.relations.length === 0 ? ownAggregate(expression, rows) : relatedAggregate(expression, rows)
    case 'owner':
      return expressionSql(expression.of, rows.owner!)
    case 'key':
      return keySql(expressionSql(expression.of, rows), expression.field)
    case 'some':
      return sql`coalesce(max(case when ${expressionSql(expression.of, rows)} then 1 else 0 end), 0) = 1`
    case 'tuple':
      return tupleSql(
        dialect,
        expression.of.map((part) => expressionSql(part, rows)),
      )
    case 'distinct':
      return rows.distinct!(expression.aggregate)
    case 'exists': {
      const links = linksOf(expression.relations, rows)
      return sql`exists (select 1 ${linkedRows(links, filterSql(expression, links.at(-1)!.alias, context))})`
    }
    case 'raw': {
      const parts = expression.parts.flatMap((part, i) => {
        const arg = expression.args[i]
        return arg ? [sql.raw(part), rawArgument(arg, rows)] : [sql.raw(part)]
      })
      return sql`(${sql.join(parts, sql.raw(''))})`
    }
  }
}

/** Databases call an expression that is none of GROUP BY's, if only by another parameter, one of many values. */
function keySql(value: RawBuilder<unknown>, { type }: Field): RawBuilder<unknown> {
  return isNumeric(type) || isText(type) || type === 'enum' || type === 'date' || type === 'datetime' ? sql`min(${value})` : value
}

/** PostgreSQL finds the type of a bare parameter by the function that it goes to, where a cast one may fit none. */
function rawArgument(arg: ResolvedExpression, rows: ExpressionRows): RawBuilder<unknown> {
  const bare = arg.kind === 'value' && rows.context.dialect === 'postgres'
  return bare ? rows.context.slot({ kind: 'condition', index: arg.slot }) : expressionSql(arg, rows)
}

/** The same as an item of a select list: what can't pass through the driver as a number passes as text. */
export function annotationColumn(annotation: ResolvedAnnotation, rows: ExpressionRows): RawBuilder<unknown> {
  return selectedAs(expressionSql(annotation.expression, rows), annotation.expression.field, rows.context)
}

/** A computed value as an item of a select list. */
export function selectedAs(value: RawBuilder<unknown>, field: Field, { dialect }: Pick<SqlContext, 'dialect'>): RawBuilder<unknown> {
  if (dialect === 'sqlite' && field.type === 'bigint') return sql`cast(${value} as text)`
  // Drivers make objects of their own of a date.
  if (dialect === 'mysql' && field.type === 'date' && field.native === null) return sql`cast(${value} as char)`
  return value
}

/** What conditions and orderings compare where they name an annotation, or hold an expression, for the rows called `alias`. */
export function operandsOf(annotations: ReadonlyMap<string, ResolvedAnnotation>, rows: ExpressionRows): ConditionOperands {
  return {
    annotation(name): Compared {
      const { expression } = annotations.get(name)!
      const { type, nullable } = expression.field
      return { ref: expressionSql(expression, rows), type, nullable, column: false }
    },
    expression: (expression) => expressionSql(expression, rows),
  }
}

const noAnnotations: ReadonlyMap<string, ResolvedAnnotation> = new Map()

/** Turns a raw value into what `field` has: by the ORM's converter for values of a column, else by the type alone. */
export function expressionDecoder(expression: ResolvedExpression, adapter: Pick<OrmAdapter, 'decode'>): (raw: unknown) => unknown {
  const { field } = expression
  // What is computed of whole numbers can be greater than any of them, and then comes in another type.
  const computed = field.native === null || (field.type === 'integer' && expression.kind !== 'column')
  // A part of JSON has the database's widest type, which drivers give as text.
  const isPart = field.type === 'integer' && field.expression !== undefined
  const decode = computed ? plainDecoder(field) : (raw: unknown) => adapter.decode(field, isPart ? exactNumber(raw) : raw)
  return (raw) => (raw === null || raw === undefined ? null : decode(raw))
}

export function annotationDecoder(annotation: ResolvedAnnotation, adapter: Pick<OrmAdapter, 'decode'>): (raw: unknown) => unknown {
  return expressionDecoder(annotation.expression, adapter)
}

function plainDecoder(field: Field): (raw: unknown) => unknown {
  switch (field.type) {
    case 'integer':
      return exactNumber
    case 'float':
      return Number
    case 'bigint':
      return (raw) => BigInt(raw as string | number | bigint)
    case 'decimal':
      return (raw) => decimalText(String(raw), field.scale)
    case 'boolean':
      return (raw) => raw === true || raw === 't' || (raw !== false && raw !== 'f' && Number(raw) !== 0)
    case 'date':
      return (raw) => (raw instanceof Date ? raw.toISOString() : String(raw)).slice(0, 10)
    case 'datetime':
      return dateOf
    default:
      return (raw) => raw
  }
}

function exactNumber(raw: unknown): number | bigint {
  const number = Number(raw)
  return Number.isSafeInteger(number) || !Number.isInteger(number) ? number : BigInt(raw as string)
}

function decimalText(text: string, scale: number | null): string {
  if (scale === null || scale === 0 || !/^-?\d+(?:\.\d+)?$/.test(text)) return text
  const point = text.indexOf('.')
  return point === -1 ? `${text}.${'0'.repeat(scale)}` : text.padEnd(point + 1 + scale, '0')
}

function dateOf(raw: unknown): unknown {
  if (raw instanceof Date) return raw
  if (typeof raw === 'number' || typeof raw === 'bigint') return new Date(Number(raw))
  const text = String(raw).replace(' ', 'T')
  return new Date(/(?:[zZ]|[+-]\d\d(?::?\d\d)?)$/.test(text) ? text.replace(/([+-]\d\d)$/, '$1:00') : `${text}Z`)
}

function columnSql(at: Extract<ResolvedExpression, { kind: 'column' }>, rows: ExpressionRows): RawBuilder<unknown> {
  const { context, alias } = rows
  const last = at.relations.at(-1)
  // A row that a filter hides is no row: its key is no value.
  if (last && at.ownersKey !== undefined && !context.restricted?.(context.schema.models.get(last.model)!)) {
    return columnSql({ ...at, relations: at.relations.slice(0, -1), column: at.ownersKey, ownersKey: undefined }, rows)
  }
  const { relations } = at
  if (relations.length === 0) return fieldRef(context, alias, at)
  if (rows.join) return fieldRef(context, rows.join(relations), at)
  const links = linksOf(relations, rows)
  return sql`(select ${fieldRef(context, links.at(-1)!.alias, at)} ${linkedRows(links, [])})`
}

/** The tables that relations lead through, from a row. */
export function linksOf(relations: readonly Relation[], { alias, context }: ExpressionRows): RelationLink[] {
  const links: RelationLink[] = []
  for (const relation of relations) links.push(followRelation(relation, links.at(-1)?.alias ?? alias, context))
  return links
}

type Aggregate = Extract<ResolvedExpression, { kind: 'aggregate' }>

/** The filter of an aggregate, for the rows that it aggregates. */
export function filterSql(of: Pick<Aggregate, 'filter' | 'model'>, alias: string, context: SqlContext): RawBuilder<unknown>[] {
  if (!of.filter) return []
  return [conditionExpression(of.filter, of.model, alias, context, operandsOf(noAnnotations, { model: of.model, alias, context }))]
}

function relatedAggregate(expression: Aggregate, rows: ExpressionRows): RawBuilder<unknown> {
  const { context } = rows
  const links = linksOf(expression.relations, rows)
  const { alias } = links.at(-1)!
  const of = expression.of && {
    sql: expressionSql(expression.of, { model: expression.model, alias, context, owner: rows }),
    field: expression.of.field,
  }
  return sql`(select ${aggregateSql(context.dialect, expression, of)} ${linkedRows(links, filterSql(expression, alias, context))})`
}

/** An aggregate of the statement's own rows. Databases without FILTER have CASE, which all have. */
function ownAggregate(expression: Aggregate, rows: ExpressionRows): RawBuilder<unknown> {
  const { dialect } = rows.context
  const of = expression.of && { sql: expressionSql(expression.of, rows), field: expression.of.field }
  const [filter] = filterSql(expression, rows.alias, rows.context)
  if (!filter) return aggregateSql(dialect, expression, of)
  const field = of?.field ?? expression.field
  return aggregateSql(dialect, expression, { field, sql: sql`case when ${filter} then ${of?.sql ?? sql.lit(1)} end` })
}
