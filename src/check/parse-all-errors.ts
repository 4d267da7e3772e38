import { TemplateSyntaxError } from '../error.ts'
import type { Template } from '../template/ast.ts'
import { parseTemplate, type ParseOptions } from '../template/parse-template.ts'
import { splitWords } from '../template/split-words.ts'
import type { FilterSyntax, SyntaxLibrary, TagSyntax } from '../template/tag-syntax.ts'

const mostErrors = 50

/**
 * Parses a template and goes on after an unknown tag, filter or library as if there were one of that name: all errors that
 * can be told from one another. `template` is null where the rest could not be read.
 */
export function parseAllErrors(source: string, options: ParseOptions): { template: Template | null; errors: TemplateSyntaxError[] } {
  const errors: TemplateSyntaxError[] = []
  const filters = new Map<string, FilterSyntax>()
  const tags = new Map<string, TagSyntax>()
  const loadable = new Map(options.libraries.loadable)
  const keep = new Set<string>()
  for (;;) {
    const invented: SyntaxLibrary = { name: 'unknown', tags: [...tags.values()], filters: [...filters.values()] }
    // After the others: a library that knows the name has it.
    const libraries = { ...options.libraries, loadable, builtins: [invented, ...options.libraries.builtins] }
    try {
      return { template: parseTemplate(source, { ...options, libraries }), errors }
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error
      const { span } = error
      const text = span && source.slice(span.start, span.end)
      const name = error.code === 'template/unknown-tag' ? tagName(text) : (text ?? '')
      const key = `${error.code} ${name}`
      if (!name.startsWith('end') || !isOpened(name.slice(3), tags, errors)) errors.push(error)
      if (keep.has(key) || errors.length >= mostErrors) return { template: null, errors }
      keep.add(key)
      if (error.code === 'template/unknown-filter') filters.set(name, { name, argument: 'optional' })
      else if (error.code === 'template/unknown-library') loadable.set(name, { name, tags: [], filters: [] })
      else if (error.code === 'template/unknown-tag' && !branches.has(name)) tags.set(name, { name, parse: () => null })
      else return { template: null, errors }
    }
  }
}

/** Whether what an end tag ends was met as an unknown tag, or as a misspelling of it. */
function isOpened(name: string, unknown: ReadonlyMap<string, TagSyntax>, errors: readonly TemplateSyntaxError[]): boolean {
  return unknown.has(name) || errors.some(({ code, hint }) => code === 'template/unknown-tag' && hint === `Did you mean "${name}"?`)
}

/** Tags that are known, but not where they stand. */
const branches: ReadonlySet<string> = new Set(['else', 'elif', 'empty', 'endif', 'endfor', 'endwith', 'endblock'])

function tagName(text: string | undefined): string {
  return splitWords((text ?? '').replace(/^\{%|%\}$/g, ''), 0)[0]?.text ?? ''
}
