import { DjustError } from '../error.ts'
import type { Field, Model, Relation, Schema } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { ConditionScope } from './condition-scope.ts'
import type { ResolvedExpression } from './resolved-expression.ts'

/** A column, and the to-one relations that lead to its row. */
export type ColumnPlace = Pick<Extract<ResolvedExpression, { kind: 'column' }>, 'relations' | 'column' | 'ownersKey' | 'expression'>

/** Where a path leads. */
export interface PathEnd {
  readonly relations: readonly Relation[]
  /** The model at the end of the relations. */
  readonly model: Model
  readonly field: Field | null
  /** The column with the field's value; a key may stand in the owner's own table. */
  readonly owned: ColumnPlace | null
}

/** The field at the end of a path; with `last` 'relation' it may end with a relation instead. */
export function fieldAt(
  where: string,
  model: Model,
  path: string,
  scope: Pick<ConditionScope, 'schema' | 'annotations'>,
  last: 'relation',
): PathEnd
export function fieldAt(
  where: string,
  model: Model,
  path: string,
  scope: Pick<ConditionScope, 'schema' | 'annotations'>,
): PathEnd & { readonly field: Field; readonly owned: NonNullable<PathEnd['owned']> }
export function fieldAt(
  where: string,
  model: Model,
  path: string,
  scope: Pick<ConditionScope, 'schema' | 'annotations'>,
  last: 'field' | 'relation' = 'field',
): PathEnd {
  const relations: Relation[] = []
  let target = model
  let inside = false
  const names = path.split('.')
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1
    const field = target.fields.get(name)
    if (field?.inner && !isLast) {
      target = field.inner
      inside = true
      continue
    }
    if (field && isLast && !(last === 'relation' && target.relations.has(name))) {
      if (field.hidden) throw hidden(where, target, name)
      // A filter may hide the row of a relation that can't be null.
      const nullable = field.nullable || inside || relations.length > 0
      return { relations, model: target, field: { ...field, nullable }, owned: ownColumn(relations, field) }
    }
    const relation = target.relations.get(name)
    if (!relation) throw unknown(where, target, name, isLast, last, index === 0 ? scope.annotations.keys() : [])
    if (relation.hidden) throw hidden(where, target, name)
    // An embedded object's columns are its owner's.
    if (relation.embedded) inside ||= relation.nullable
    else relations.push(relation)
    target = scope.schema.models.get(relation.model)!
  }
  if (last === 'relation') return { relations, model: target, field: null, owned: null }
  const relation = relations.at(-1)
  throw new DjustError('query/annotation', `${where}: "${path}" is a relation to ${target.name}, not a value.`, {
    hint:
      relation?.kind !== 'many' ? `Name a field of it: '${path}.${target.primaryKey[0] ?? 'id'}'.` : `Count its rows: count('${path}').`,
  })
}

/** The relations of a path that ends with one. */
export function relationsAt(
  where: string,
  model: Model,
  path: string,
  schema: Schema,
): { readonly relations: readonly Relation[]; readonly model: Model } {
  const end = fieldAt(where, model, path, { schema, annotations: new Map() }, 'relation')
  if (!end.field) return end
  throw new DjustError('query/annotation', `${where}: "${path}" is a field, not a relation.`)
}

function ownColumn(relations: readonly Relation[], field: Field): ColumnPlace {
  const last = relations.at(-1)
  const at = last?.owner && !last.pivot ? last.foreign.indexOf(field.column) : -1
  return { relations, column: field.column, ownersKey: last && at !== -1 ? last.local[at] : undefined, expression: field.expression }
}

function unknown(where: string, model: Model, name: string, isLast: boolean, last: string, annotations: Iterable<string>): DjustError {
  const member = model.members.get(name)
  if (member) {
    return new DjustError('query/unknown-field', `${where}: "${name}" of ${model.name} is a ${member.kind}, not a column.`, {
      hint: 'Write the expression with the fields that it reads.',
    })
  }
  const what = !isLast && model.fields.has(name) ? 'relation' : 'field or relation'
  const fields = isLast || last === 'field' ? [...model.fields.keys()] : []
  return new DjustError('query/unknown-field', `${where}: ${model.name} has no ${what} "${name}".`, {
    hint: didYouMean(name, [...model.relations.keys(), ...(isLast ? fields : []), ...annotations]),
  })
}

function hidden(where: string, model: Model, name: string): DjustError {
  return new DjustError('query/annotation', `${where}: ${model.name}.${name} is hidden and never read for a page.`, {
    hint: 'Its entity declares it as hidden. Compute with another field, or drop `hidden` if it may be shown.',
  })
}
