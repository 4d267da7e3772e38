import type { SourceSpan } from '../error.ts'
import type { Template } from '../template/ast.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { type Problem, problemAt } from './problem.ts'
import { walk } from './walk.ts'

/** `{% partial %}`s of what the file does not define: an error only once a page comes to them. */
export function unknownPartials(template: Template, file: SourceSpan): Problem[] {
  const found: Problem[] = []
  const known = [...template.parts.values()].filter(({ nodes }) => nodes).map(({ name }) => name)
  walk(template.nodes, {
    node(node) {
      if (node.kind !== 'tag') return
      for (const { name, nodes } of node.parts) {
        if (nodes) continue
        const hint = known.length === 0 ? `Define it with {% partialdef ${name} %}.` : didYouMean(name, known)
        found.push(problemAt({ ...file, ...node.span }, 'check/unknown-partial', `This template defines no partial "${name}"`, hint))
      }
    },
  })
  return found
}
