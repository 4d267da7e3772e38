import { NoReverseMatch, type SourceSpan } from '../error.ts'
import type { Binding, Expression, Template } from '../template/ast.ts'
import { type Problem, problemAt } from './problem.ts'
import { walk } from './walk.ts'

/** Gives the address of a route; undefined where there is none. */
export type Reverse = (name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => string | undefined

/** What the tag's parser leaves of its words. */
interface UrlArguments {
  readonly name: Expression
  readonly args: readonly Expression[]
  readonly keywords: readonly Binding[]
  readonly as: string | null
}

/** `{% url %}`s that no route fits. Only those that name route and arguments in full: of others rendering alone can tell. */
export function unknownRoutes(template: Template, file: SourceSpan, reverse: Reverse | undefined): Problem[] {
  if (!reverse) return []
  const found: Problem[] = []
  walk(template.nodes, {
    node(node) {
      if (node.kind !== 'tag' || node.name !== 'url') return
      const { name, args, keywords, as } = node.args as UrlArguments
      const all = [name, ...args, ...keywords.map(({ value }) => value)]
      if (as !== null || !all.every(isLiteral)) return
      const route = String(valueOf(name))
      if (exists(reverse, route, args.map(valueOf), Object.fromEntries(keywords.map((each) => [each.name, valueOf(each.value)])))) return
      const message = `{% url %} found no route "${route}" for these arguments`
      const hint = 'Routes are what createDjust({ reverse }) gives an address for.'
      found.push({ ...problemAt({ ...file, ...name.span }, 'template/no-reverse-match', message, hint), severity: 'error' })
    },
  })
  return found
}

/** `{% static %}`s of files that the application's own function refuses. */
export function missingStatics(template: Template, file: SourceSpan, staticFile: ((path: string) => string) | undefined): Problem[] {
  if (!staticFile) return []
  const found: Problem[] = []
  walk(template.nodes, {
    node(node) {
      if (node.kind !== 'tag' || node.name !== 'static') return
      const { path } = node.args as { readonly path: Expression }
      if (!isLiteral(path)) return
      try {
        staticFile(String(valueOf(path)))
      } catch (error) {
        const message = `{% static %} failed: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`
        found.push({
          ...problemAt({ ...file, ...path.span }, 'check/static-file', message, 'The function staticFile of createDjust says so.'),
          severity: 'error',
        })
      }
    },
  })
  return found
}

function exists(reverse: Reverse, ...asked: Parameters<Reverse>): boolean {
  try {
    return reverse(...asked) !== undefined
  } catch (error) {
    if (error instanceof NoReverseMatch) return false
    throw error
  }
}

function isLiteral({ operand, filters }: Expression): boolean {
  return operand.kind === 'literal' && filters.length === 0
}

function valueOf({ operand }: Expression): unknown {
  return operand.kind === 'literal' ? operand.value : undefined
}
