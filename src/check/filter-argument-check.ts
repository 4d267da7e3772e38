import type { SourceSpan } from '../error.ts'
import type { FilterCode } from '../render/filter-code.ts'
import type { Template } from '../template/ast.ts'
import { type Problem, problemAt } from './problem.ts'
import { walk } from './walk.ts'

/** Arguments that a template writes out and that their filter can do nothing with. */
export function wrongArguments(template: Template, file: SourceSpan): Problem[] {
  const found: Problem[] = []
  walk(template.nodes, {
    expression({ filters }) {
      for (const { name, argument, definition } of filters) {
        if (argument?.kind !== 'literal') continue
        const problem = (definition as Partial<FilterCode>).argumentProblem?.(argument.value)
        if (problem === undefined) continue
        const { start, end } = argument.span
        found.push(
          problemAt(
            { ...file, start, end },
            'check/filter-argument',
            `The argument ${file.source.slice(start, end)} of "${name}" ${problem}`,
          ),
        )
      }
    },
  })
  return found
}
