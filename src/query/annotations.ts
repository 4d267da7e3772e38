import { DjustError } from '../error.ts'
import type { Field, Model, Relation, Schema } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { isNumeric } from './operators.ts'
import type { Annotation, Condition } from './query-state.ts'

/** An annotation after it was checked against a model. */
export interface ResolvedAnnotation {
  readonly name: string
  readonly kind: Annotation['kind']
  /** The relations from the query's model to the rows that are aggregated; at least one. */
  readonly relations: readonly Relation[]
  /** The model of those rows. */
  readonly model: Model
  /** What is aggregated; null for a count of rows. */
  readonly field: Field | null
  /** On `model`. */
  readonly filter: Condition | null
}

/** Finds an annotation's relations and field; `filter` is left to the caller, who numbers conditions. */
export function resolveAnnotation(name: string, annotation: Annotation, model: Model, schema: Schema): Omit<ResolvedAnnotation, 'filter'> {
  const where = `annotate({ ${name}: ${annotation.kind}('${annotation.path}') })`
  if (model.fields.has(name) || model.relations.has(name) || model.members.has(name)) {
    throw new DjustError('query/annotation', `${where}: ${model.name} already has "${name}".`, {
      hint: 'Give the annotation another name.',
    })
  }
  const relations: Relation[] = []
  let target = model
  const names = annotation.path.split('.')
  for (const [index, part] of names.entries()) {
    const relation = target.relations.get(part)
    if (relation) {
      relations.push(relation)
      target = schema.models.get(relation.model)!
      continue
    }
    const field = target.fields.get(part)
    if (!field || index < names.length - 1) {
      throw new DjustError(
        'query/unknown-field',
        `${where}: ${target.name} has no ${field ? 'relation' : 'field or relation'} "${part}".`,
        {
          hint: didYouMean(part, [...target.relations.keys(), ...(index < names.length - 1 ? [] : target.fields.keys())]),
        },
      )
    }
    checkField(where, annotation.kind, field, relations)
    return { name, kind: annotation.kind, relations, model: target, field }
  }
  if (annotation.kind !== 'count') {
    const fields = [...target.fields.values()].filter((one) => isNumeric(one.type)).map((one) => one.name)
    throw new DjustError('query/annotation', `${where} needs a field of ${target.name}, not the relation alone.`, {
      hint: fields[0] && `For example ${annotation.kind}('${annotation.path}.${fields[0]}').`,
    })
  }
  return { name, kind: annotation.kind, relations, model: target, field: null }
}

/** The field an annotation's values look like; null where they are plain numbers. */
export function annotationField(annotation: ResolvedAnnotation): Field | null {
  return annotation.kind === 'count' || annotation.kind === 'avg' ? null : annotation.field
}

function checkField(where: string, kind: Annotation['kind'], field: Field, relations: readonly Relation[]): void {
  if (relations.length === 0) {
    throw new DjustError(
      'query/annotation',
      `${where}: an annotation aggregates the rows of a relation, and "${field.name}" is the row's own field.`,
    )
  }
  const fits: Record<Annotation['kind'], boolean> = {
    count: true,
    sum: isNumeric(field.type),
    avg: isNumeric(field.type),
    max: field.type !== 'json' && field.type !== 'binary' && field.type !== 'boolean',
    min: field.type !== 'json' && field.type !== 'binary' && field.type !== 'boolean',
  }
  if (!fits[kind]) throw new DjustError('query/annotation', `${where}: "${field.name}" is of type ${field.type}, which has no ${kind}.`)
}
