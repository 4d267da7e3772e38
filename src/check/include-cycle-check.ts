import { DjustError, type SourceSpan } from '../error.ts'
import type { IncludeNode, Node, Template } from '../template/ast.ts'
import { staticName } from '../template/static-name.ts'
import type { TemplateSet } from '../template/template-set.ts'
import { type Problem, problemAt } from './problem.ts'
import { bodiesOf } from './walk.ts'

/** Includes that come round to this template with no condition or loop on the way that could end it. */
export function includeCycles(template: Template, file: SourceSpan, templates: TemplateSet): Problem[] {
  const found: Problem[] = []
  for (const include of alwaysIncluded(template.nodes)) {
    const name = staticName(include.template)
    const way = name === null ? null : wayBack(name, template.name, templates, new Set())
    if (!way) continue
    const message = `${template.name} includes itself without an end: ${[template.name, ...way].join(' → ')}`
    const problem = problemAt(
      { ...file, ...include.template.span },
      'check/include-cycle',
      message,
      'Put the include into an {% if %} or {% for %} that ends it.',
    )
    found.push({ ...problem, severity: 'error' })
  }
  return found
}

/** The names from `name` to `target`, both included. */
function wayBack(name: string, target: string, templates: TemplateSet, seen: Set<string>): readonly string[] | null {
  if (name === target) return [name]
  if (seen.has(name)) return null
  seen.add(name)
  for (const include of includesOf(name, templates)) {
    const next = staticName(include.template)
    const way = next === null ? null : wayBack(next, target, templates, seen)
    if (way) return [name, ...way]
  }
  return null
}

function includesOf(name: string, templates: TemplateSet): readonly IncludeNode[] {
  try {
    return templates.resolve(templates.get(name)).chain.flatMap(({ nodes }) => alwaysIncluded(nodes))
  } catch (error) {
    // Found when that template is checked.
    if (error instanceof DjustError) return []
    throw error
  }
}

function alwaysIncluded(nodes: readonly Node[]): readonly IncludeNode[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'include') return [node]
    if (node.kind === 'if' || node.kind === 'for' || node.kind === 'tag') return []
    return bodiesOf(node).flatMap((body) => alwaysIncluded(body))
  })
}
