import type { FilterFlow } from '../../src/access/flow.ts'
import { printAccess } from '../../src/access/print-access.ts'
import { analyzeTemplate, type TemplateAccess } from '../../src/access/template-analysis.ts'
import { scalar } from '../../src/access/value.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { staticName } from '../../src/template/static-name.ts'
import { TemplateSet } from '../../src/template/template-set.ts'

/** A few filters by what they read, so that the analysis is tested without the language built on it. */
const filters: Readonly<Record<string, FilterFlow>> = {
  upper: (input, _argument, _literal, flow) => {
    flow.output(input)
    return scalar
  },
  length: (input, _argument, _literal, flow) => {
    flow.length(input)
    return scalar
  },
  first: (input, _argument, _literal, flow) => flow.iterate(flow.slice(input, 1, 0)),
  top: (input, _argument, literal, flow) => flow.slice(input, Number(literal), 0),
  default: (input, argument, _literal, flow) => {
    flow.test(input)
    return flow.union([input, argument ?? scalar])
  },
  by: (input, _argument, literal, flow) => {
    const element = flow.iterate(input)
    flow.output(
      String(literal)
        .split('.')
        .reduce((value, name) => flow.member(value, name), element),
    )
    return { kind: 'sequence', element }
  },
}

export function accessOf(templates: Readonly<Record<string, string>> | string, page = 'main'): TemplateAccess {
  const sources = typeof templates === 'string' ? { main: templates } : templates
  const names = Object.keys(filters).map((name) => ({ name, argument: 'optional' as const }))
  const set = new TemplateSet({
    loaders: [memoryLoader(sources)],
    libraries: {
      builtins: [{ name: 'builtins', tags: [], filters: [...names, { name: 'unknown', argument: 'optional' }] }],
      loadable: new Map(),
    },
  })
  return analyzeTemplate(page, {
    family: (template) => set.resolve(typeof template === 'string' ? set.get(template) : template),
    namesOf: (expression) => {
      const name = staticName(expression)
      return name === null ? null : [name]
    },
    tagFlow: () => undefined,
    filterFlow: (name) => filters[name],
  })
}

export function printedAccess(templates: Readonly<Record<string, string>> | string): string {
  return printAccess(accessOf(templates).roots)
}
