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
export function keyOf(where: string, model: Model): ResolvedExpression {
  const [name, ...others] = model.primaryKey
  const field = name === undefined || others.length > 0 ? undefined : model.fields.get(name)
  if (!field)
    throw new DjustError(
      'query/annotation',
      `${where}: the key of ${model.name} has several fields, so that its rows can't be counted once each.`,
    )
  return { kind: 'column', relations: [], column: field.column, ownersKey: undefined, expression: field.expression, field }
}

/** A column that is null where a to-one relation has no row; null for the query's own rows. */
export function presenceOf(relations: readonly Relation[]): ResolvedExpression | null {
  const last = relations.at(-1)
  if (!last) return null
  const field = computedField('other', true)
  const base = { kind: 'column', expression: undefined, field } as const
  return { ...base, relations, column: last.foreign[0]!, ownersKey: last.owner && !last.pivot ? last.local[0] : undefined }
}
