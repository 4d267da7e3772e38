import { DjustError } from '../error.ts'
import { expressionNode } from './expression.ts'
import type { Annotation } from './query-state.ts'

/** Annotations with others added; what is no expression is refused. */
export function withAnnotations(
  known: ReadonlyMap<string, Annotation>,
  added: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Annotation> {
  const all = new Map(known)
  for (const [name, value] of Object.entries(added)) {
    const node = expressionNode(value)
    if (!node) {
      throw new DjustError('query/annotation', `annotate({ ${name} }) takes an expression.`, {
        hint: `For example ${name}: count('…'), ${name}: col('…').plus(1); a plain value is value(…).`,
      })
    }
    all.set(name, node)
  }
  return all
}
