import { DjustError } from '../error.ts'
import type { Field, Model, Relation } from '../schema/schema.ts'
import { type ColumnPlace, fieldAt } from './expression-paths.ts'
import { isNumeric } from './operators.ts'
import type { ExpressionScope } from './resolve-expression.ts'
import { computedField, type ResolvedExpression } from './resolved-expression.ts'

/** What an aggregate's path leads to. */
interface Target {
  readonly relations: readonly Relation[]
  readonly model: Model
  readonly field: Field | null
  readonly owned: ColumnPlace | null
}

export function targetAt(where: string, kind: string, path: string, scope: ExpressionScope): Target {
  const { relations, model, field, owned } = fieldAt(where, scope.model, path, scope.conditions, 'relation')
  if (!field && model.primaryKey.length === 0) {
    throw new DjustError('query/annotation', `${where}: "${path}" is an embedded object, which is no row.`, {
      hint: `Name one of its parts, as in ${kind}('${path}.${[...model.fields.keys()][0] ?? 'part'}').`,
    })
  }
  if (!field && kind !== 'count') {
    const fields = [...model.fields.values()].filter((one) => isNumeric(one.type)).map((one) => one.name)
    throw new DjustError('query/annotation', `${where} needs a field of ${model.name}, not the relation alone.`, {
      hint: fields[0] && `For example ${kind}('${path}.${fields[0]}').`,
    })
  }
  return { relations, model, field, owned }
}

/** What an aggregate of such values gives. */
export function resultField(where: string, kind: string, field: Field): Field {
  const fits: Readonly<Record<string, boolean>> = {
    count: true,
    sum: isNumeric(field.type),
    avg: isNumeric(field.type),
    max: field.type !== 'json' && field.type !== 'binary' && field.type !== 'boolean',
    min: field.type !== 'json' && field.type !== 'binary' && field.type !== 'boolean',
  }
  if (!fits[kind]) {
    throw new DjustError(
      'query/annotation',
      `${where}: ${field.name === '' ? 'it' : `"${field.name}"`} is of type ${field.type}, which has no ${kind}.`,
    )
  }
  if (kind === 'count') return computedField('integer', false)
  return kind === 'avg' ? computedField('float', true) : { ...field, nullable: true }
}

/** The key of a model's rows, to count each once. */
export function keyOf({ primaryKey, fields }: Model): ResolvedExpression {
  return asOne(
    primaryKey.map((name) => {
      const field = fields.get(name)!
      return { kind: 'column', relations: [], column: field.column, ownersKey: undefined, expression: field.expression, field }
    }),
  )
}

/** What tells the rows of a to-one relation from each other, null where it has none; null for the query's own rows. */
export function presenceOf(relations: readonly Relation[]): ResolvedExpression | null {
  const last = relations.at(-1)
  if (!last) return null
  const field = computedField('other', true)
  const base = { kind: 'column', relations, expression: undefined, field } as const
  return asOne(last.foreign.map((column, i) => ({ ...base, column, ownersKey: last.owner && !last.pivot ? last.local[i] : undefined })))
}

function asOne(columns: readonly ResolvedExpression[]): ResolvedExpression {
  return columns.length === 1 ? columns[0]! : { kind: 'tuple', of: columns, field: computedField('other', true) }
}
