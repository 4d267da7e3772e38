import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Field, Model, Relation } from '../schema/schema.ts'
import { collated, type Compared, type ComparedValue, comparison } from './comparison.ts'
import { collatedType } from './operators.ts'
import type { Condition, QueryState } from './query-state.ts'
import { fieldRef } from './field-ref.ts'
import { keyAmong } from './key-condition.ts'
import { followRelation, linkedRows } from './relation-link.ts'
import type { ResolvedExpression } from './resolved-expression.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * A condition on the rows called `alias`, as SQL. Only whether it is true counts: false and unknown are the same, also
 * inside `not`. A relation becomes EXISTS and never a join, so that it can't repeat a row; where only the key of a
 * to-one relation is compared, the key columns in the row's own table say enough. `operands` is what
 * `operandsOf` gives.
 */
export function conditionExpression(
  condition: Condition,
  model: Model,
  alias: string,
  context: SqlContext,
  operands: ConditionOperands = noOperands,
  collation: QueryState['collation'] = 'djust',
): RawBuilder<SqlBool> {
  const rows: Rows = { model, alias, context, operands, collation, column: (field) => fieldRef(context, alias, field) }
  return expression(condition, rows) as RawBuilder<SqlBool>
}

/** What conditions compare besides columns and parameters. */
export interface ConditionOperands {
  annotation(name: string): Compared
  /** An expression, whose names are of the query's own rows also where the condition is below a relation. */
  expression(expression: ResolvedExpression): RawBuilder<unknown>
}

/** The rows a condition speaks of. */
interface Rows {
  readonly model: Model
  readonly alias: string
  readonly context: SqlContext
  readonly operands: ConditionOperands
  readonly collation: QueryState['collation']
  column(field: Field): RawBuilder<unknown>
}

function expression(condition: Condition, rows: Rows): RawBuilder<unknown> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return combined(condition.kind, condition.of, rows)
    case 'not':
      return negated(condition.of, rows)
    case 'compare': {
      const field = rows.model.fields.get(condition.field)!
      const type = collatedType(field.type, rows.collation)
      const left = { ref: rows.column(field), type, nullable: field.nullable, column: field.expression === undefined }
      return comparison(rows.context.dialect, left, condition.operator, condition.value === true, valuesOf(condition, rows))
    }
    case 'annotation': {
      const left = rows.operands.annotation(condition.name)
      return comparison(rows.context.dialect, left, condition.operator, condition.value === true, valuesOf(condition, rows))
    }
    case 'keys':
      return oneOfKeys(condition.slot, rows)
    case 'related':
      return related(condition.relation, condition.of, rows)
    case 'inside':
      return expression(condition.of, { ...rows, model: rows.model.fields.get(condition.field)!.inner! })
    case 'present':
      return present(rows.model.relations.get(condition.relation)!, condition.present, rows)
  }
}

const noOperands: ConditionOperands = {
  annotation: (name) => {
    throw new TypeError(`no annotation "${name}" here`)
  },
  expression: () => {
    throw new TypeError('no expressions here')
  },
}

/** The n-th value of a comparison: a parameter, or an expression that is no parameter and needs no cast of one. */
function valuesOf(condition: Extract<Condition, { kind: 'compare' | 'annotation' }>, rows: Rows): (n: number) => ComparedValue {
  return (n) => {
    const other = condition.other?.[n]
    return other
      ? { sql: rows.operands.expression(other), parameter: false }
      : { sql: rows.context.slot({ kind: 'condition', index: condition.slot + n }), parameter: true }
  }
}

function combined(kind: 'and' | 'or', of: readonly Condition[], rows: Rows): RawBuilder<unknown> {
  if (of.length === 0) return sql.raw(kind === 'and' ? '1 = 1' : '1 = 0')
  const parts = of.map((part) => expression(part, rows))
  return sql`(${sql.join(parts, sql.raw(` ${kind} `))})`
}

function negated(of: Condition, rows: Rows): RawBuilder<unknown> {
  const inner = expression(of, rows)
  // EXISTS is never unknown, and a plain NOT lets PostgreSQL use an anti-join.
  const joined = of.kind === 'related' && !rows.model.relations.get(of.relation)!.embedded
  const known = of.kind === 'present' || (joined && keyField(of.relation, of.of, rows) === null)
  return known ? sql`not (${inner})` : sql`(${inner}) is not true`
}

function oneOfKeys(slot: number, rows: Rows): RawBuilder<unknown> {
  const { model, context } = rows
  const fields = model.primaryKey.map((name) => model.fields.get(name)!)
  const keys = context.slot({ kind: 'condition', index: slot })
  const columns = fields.map((field) => rows.column(field))
  const among = keyAmong(context, columns, fields, keys)
  // MySQL's collations call different texts equal; the columns as they are lead to an index.
  if (context.dialect !== 'mysql' || rows.collation === 'database') return among
  const exact = columns.map((ref, i) => collated('mysql', { ref, type: fields[i]!.type }))
  return sql`(${among} and ${keyAmong(context, exact, fields, keys)})`
}

function related(name: string, of: Condition, rows: Rows): RawBuilder<unknown> {
  const relation = rows.model.relations.get(name)!
  const target = rows.context.schema.models.get(relation.model)!
  if (relation.embedded) return expression(of, { ...rows, model: target })
  const key = keyField(name, of, rows)
  if (key) {
    const column = (): RawBuilder<unknown> => rows.context.column(rows.alias, relation.local[0]!)
    return expression(of, { ...rows, model: target, column })
  }
  const { context } = rows
  const link = followRelation(relation, rows.alias, context)
  const inner = conditionExpression(of, target, link.alias, context, rows.operands, rows.collation)
  const exists = sql`exists (select 1 ${linkedRows([link], [inner])})`
  const mayMiss = relation.nullable || !relation.owner || context.restricted?.(target)
  return relation.kind === 'one' && mayMiss && holdsOfNone(of, target, rows)
    ? sql`(${present(relation, false, rows)} or ${exists})`
    : exists
}

/** Whether a condition asks only for what is null where there is no row, as Django's outer joins do. */
function holdsOfNone(condition: Condition, model: Model, rows: Rows): boolean {
  const of = (part: Condition): boolean => holdsOfNone(part, model, rows)
  switch (condition.kind) {
    case 'and':
      return condition.of.length > 0 && condition.of.every(of)
    case 'or':
      return condition.of.some(of)
    case 'compare':
      return condition.operator === 'isNull' && condition.value === true
    case 'inside':
      return holdsOfNone(condition.of, model.fields.get(condition.field)!.inner!, rows)
    case 'related': {
      const relation = model.relations.get(condition.relation)!
      return relation.kind === 'one' && holdsOfNone(condition.of, rows.context.schema.models.get(relation.model)!, rows)
    }
    case 'present':
      return !condition.present
    case 'not':
    case 'keys':
    case 'annotation':
      return false
  }
}

/** The target's field that stands in the row's own table, if nothing else of the target is compared. */
function keyField(name: string, of: Condition, rows: Rows): Field | null {
  const relation = rows.model.relations.get(name)!
  const target = rows.context.schema.models.get(relation.model)!
  if (!relation.owner || relation.pivot || relation.local.length !== 1 || rows.context.restricted?.(target)) return null
  const [column] = relation.foreign
  const field = [...target.fields.values()].find((one) => one.column === column)
  return field && !field.nullable && comparesOnly(of, field.name) ? field : null
}

// Only what can't be true of null, for a missing row is null here and EXISTS would rule it out.
function comparesOnly(condition: Condition, field: string): boolean {
  switch (condition.kind) {
    case 'compare':
      // Null is not in an empty list.
      return condition.field === field && condition.operator !== 'isNull' && condition.operator !== 'notIn'
    case 'and':
      return condition.of.length > 0 && condition.of.every((part) => comparesOnly(part, field))
    case 'or':
      return condition.of.every((part) => comparesOnly(part, field))
    case 'not':
    case 'keys':
    case 'related':
    case 'inside':
    case 'present':
    case 'annotation':
      return false
  }
}

function present(relation: Relation, yes: boolean, rows: Rows): RawBuilder<unknown> {
  const { context, alias } = rows
  const target = context.schema.models.get(relation.model)!
  if (relation.embedded) {
    const parts = relation.embedded.presence?.map(
      (column) => sql`${context.column(alias, column)} is ${sql.raw(yes ? 'not null' : 'null')}`,
    )
    return parts ? sql`(${sql.join(parts, sql.raw(yes ? ' or ' : ' and '))})` : sql.raw(yes ? '1 = 1' : '1 = 0')
  }
  if (relation.owner && !relation.pivot && !context.restricted?.(target)) {
    const columns = relation.local.map((column) => context.column(alias, column))
    const parts = columns.map((column) => (yes ? sql`${column} is not null` : sql`${column} is null`))
    return parts.length === 1 ? parts[0]! : sql`(${sql.join(parts, sql.raw(yes ? ' and ' : ' or '))})`
  }
  const exists = sql`exists (select 1 ${linkedRows([followRelation(relation, alias, context)], [])})`
  return yes ? exists : sql`not ${exists}`
}
