import type { SourceSpan } from '../error.ts'
import { coreTags } from '../template/core-tags.ts'
import type { TemplateSet } from '../template/template-set.ts'
import { wrongArguments } from './filter-argument-check.ts'
import { unclosedAttributes } from './html-quote-check.ts'
import { includeCycles } from './include-cycle-check.ts'
import { inheritanceProblems } from './inheritance-check.ts'
import { unusedLoads } from './load-check.ts'
import { openMarkup, openQuotes, syntaxProblem } from './markup-check.ts'
import { missingStatics, type Reverse, unknownRoutes } from './url-check.ts'
import { nameProblems } from './name-check.ts'
import { parseAllErrors } from './parse-all-errors.ts'
import { unknownPartials } from './partial-check.ts'
import type { Problem } from './problem.ts'

export interface CheckOptions {
  /** All names that the template gets. With them every other name is a problem; without, only what looks misspelled. */
  readonly names?: Iterable<string>
  /** The application's routes, as `{% url %}` asks for them. */
  readonly reverse?: Reverse | undefined
  /** The application's static files, as `{% static %}` asks for them. */
  readonly staticFile?: ((path: string) => string) | undefined
}

export interface CheckedSource {
  readonly name: string
  readonly named: boolean
  readonly origin: string
  readonly source: string
}

/** What is wrong in one template, in the order of its source. Its parents and includes are read, but not checked. */
export function checkTemplate(
  checked: CheckedSource,
  templates: TemplateSet,
  { names, reverse, staticFile }: CheckOptions = {},
): Problem[] {
  const { name, named, origin, source } = checked
  const { libraries } = templates
  const file: SourceSpan = { template: name, source, start: 0, end: source.length }
  const { template, errors } = parseAllErrors(source, { name, named, origin, libraries })
  const tags = new Set([...libraries.builtins, ...libraries.loadable.values()].flatMap((library) => library.tags.map((tag) => tag.name)))
  const problems = [
    ...errors.map((error) => syntaxProblem(error, file)),
    ...openQuotes(file, errors),
    ...openMarkup(file, (tag) => tags.has(tag) || coreTags.has(tag)),
  ]
  if (template) {
    problems.push(
      ...inheritanceProblems(template, file, templates),
      // What is misspelt may be what was loaded.
      ...(errors.some(({ code }) => code === 'template/unknown-tag' || code === 'template/unknown-filter')
        ? []
        : unusedLoads(template, file, libraries.loadable)),
      ...wrongArguments(template, file),
      ...missingStatics(template, file, staticFile),
      ...nameProblems(template, file, templates, names ? new Set(names) : null),
      ...unknownPartials(template, file),
      ...includeCycles(template, file, templates),
      ...unknownRoutes(template, file, reverse),
      ...unclosedAttributes(template.nodes, file),
    )
  }
  return problems.toSorted((a, b) => a.start - b.start)
}
