import { DjustError } from '../error.ts'
import type { Model } from '../schema/schema.ts'
import type { ResolvedExpression } from './resolved-expression.ts'

/** An annotation after it was checked against a model. */
export interface ResolvedAnnotation {
  readonly name: string
  readonly expression: ResolvedExpression
}

/** Refuses a name that a row already has: the annotation would hide it. */
export function checkAnnotationName(name: string, model: Model): void {
  if (!model.fields.has(name) && !model.relations.has(name) && !model.members.has(name)) return
  throw new DjustError('query/annotation', `annotate({ ${name} }): ${model.name} already has "${name}".`, {
    hint: 'Give the annotation another name.',
  })
}
