import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { DjustError } from '../error.ts'
import type { Model, Schema } from '../schema/schema.ts'
import { type ExpressionRows, operandsOf } from './annotation-expression.ts'
import { checkAnnotationName, type ResolvedAnnotation } from './annotations.ts'
import type { Compared } from './comparison.ts'
import { conditionExpression } from './condition-expression.ts'
import { type ConditionSlot, encodeSlot } from './condition-values.ts'
import type { ConditionScope } from './condition-scope.ts'
import { normalizeCondition } from './normalize-condition.ts'
import { fieldRef } from './field-ref.ts'
import { sortKey } from './ordering.ts'
import { resolveExpression } from './resolve-expression.ts'
import { valueOrderOf } from './resolved-expression.ts'
import type { OrmAdapter, SqlQuery } from './orm-adapter.ts'
import type { Condition, QueryState } from './query-state.ts'
import { spliceSql } from './splice-sql.ts'
import type { SqlContext } from './sql-context.ts'

/** A query whose conditions and annotations were checked against its model; its order is checked where its SQL is written. */
export interface ResolvedQuery {
  readonly state: QueryState
  readonly model: Model
  /** All filters and exclusions; an empty `and` where there is none. */
  readonly where: Condition
  readonly annotations: ReadonlyMap<string, ResolvedAnnotation>
  /** The parameters of conditions and of annotations' filters, in the order of their slots. */
  readonly slots: readonly ConditionSlot[]
  /** Of its conditions, for what is resolved on top of it. */
  readonly scope: ConditionScope
}

/** Checks what a query keeps and computes. Everything it refuses is a DjustError that names the model, the name and the nearest right one. */
export function resolveQuery(state: QueryState, schema: Schema): ResolvedQuery {
  const model = schema.modelOf(state.entity)
  if (!model) {
    throw new DjustError('query/unknown-entity', `${state.entity.name} is not an entity of this ORM.`, {
      hint: "Add it to the ORM's entities.",
    })
  }
  const slots: ConditionSlot[] = []
  const annotations = new Map<string, ResolvedAnnotation>()
  const scope: ConditionScope = { schema, model, slots, annotations, named: annotations }
  for (const [name, annotation] of state.annotations) {
    checkAnnotationName(name, model)
    const where = `annotate({ ${name} })`
    annotations.set(name, {
      name,
      expression: resolveExpression(annotation, { where, model, conditions: scope, grouped: false, normalize: normalizeCondition }),
    })
  }
  const parts = state.where.map(({ kind, condition }): Condition => {
    const of = normalizeCondition(model, condition, scope)
    return kind === 'filter' ? of : { kind: 'not', of }
  })
  const where: Condition = parts.length === 1 ? parts[0]! : { kind: 'and', of: parts }
  return { state, model, where, annotations, slots, scope }
}

/** The encoded parameters of a resolved query, in the order of `Slot`s of kind `condition`. */
export function conditionValues(query: ResolvedQuery, adapter: Pick<OrmAdapter, 'dialect' | 'encode'>): unknown[] {
  const values = query.slots.map((slot) => encodeSlot(slot, adapter))
  return query.state.among ? [...values, ...query.state.among.parameters] : values
}

/** The query's WHERE for the rows called `alias`; null where every row is meant. */
export function whereExpression(query: ResolvedQuery, alias: string, context: SqlContext): RawBuilder<SqlBool> | null {
  if (query.state.none) return sql`1 = 0`
  const { where, model, state } = query
  const among = state.among && amongExpression(query, state.among, alias, context)
  if (where.kind === 'and' && where.of.length === 0) return among
  const operands = operandsOf(query.annotations, { model, alias, context })
  const own = conditionExpression(where, model, alias, context, operands, state.collation)
  return among ? sql<SqlBool>`${among} and ${own}` : own
}

/** That a row's key is one of those that the ORM's own SQL gives; its parameters stand behind those of the conditions. */
function amongExpression({ model, slots }: ResolvedQuery, among: SqlQuery, alias: string, context: SqlContext): RawBuilder<SqlBool> {
  const columns = model.primaryKey.map((name) => fieldRef(context, alias, model.fields.get(name)!))
  const key = columns.length === 1 ? columns[0]! : sql`(${sql.join(columns)})`
  const keys = spliceSql(among.sql, context.dialect, (index) => context.slot({ kind: 'condition', index: slots.length + index }))
  return sql<SqlBool>`${key} in (${keys})`
}

/** What orderings of the query compare where they name an annotation. */
export function annotationsOf(query: ResolvedQuery, rows: Omit<ExpressionRows, 'model'>): (name: string) => Compared {
  const operands = operandsOf(query.annotations, { ...rows, model: query.model })
  return (name) => sortKey(operands.annotation(name), valueOrderOf(query.annotations.get(name)!.expression))
}
