import type { Expression, Template } from '../template/ast.ts'
import { relativeName } from '../template/relative-name.ts'
import type { TemplateChoice, TemplateWorld } from './template-world.ts'
import type { Value } from './value.ts'

/**
 * What an include of a template can stand for; null where only rendering will tell. `bound` is what its name was bound to: a literal, as in
 * `{% include "panel.html" with body="card.html" %}`, is read as if it stood there.
 */
export function includeNames(
  expression: Expression,
  bound: Value | null,
  { name, named }: Template,
  world: TemplateWorld,
): readonly TemplateChoice[] | null {
  const absolute = (written: string): string => {
    const resolved = relativeName(written, named ? name : null, true)
    return 'text' in resolved ? resolved.text : written
  }
  if (!bound) return world.namesOf(expression)?.map((choice) => (typeof choice === 'string' ? absolute(choice) : choice)) ?? null
  if (bound.kind !== 'scalar' || typeof bound.constant !== 'string') return null
  const value = absolute(bound.constant)
  const { span } = expression.operand
  return world.namesOf({ ...expression, operand: { kind: 'literal', value, text: value, translated: false, span }, filters: [] })
}
