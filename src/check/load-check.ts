import type { SourceSpan } from '../error.ts'
import type { Expression, Template } from '../template/ast.ts'
import { splitWords } from '../template/split-words.ts'
import type { SyntaxLibrary } from '../template/tag-syntax.ts'
import { tokenize } from '../template/tokenize.ts'
import { type Problem, problemAt } from './problem.ts'
import { walk } from './walk.ts'

/** `{% load %}`s of which nothing is used in this file: what is loaded counts for no other. */
export function unusedLoads(template: Template, file: SourceSpan, libraries: ReadonlyMap<string, SyntaxLibrary>): Problem[] {
  const used = usedNames(template)
  const found: Problem[] = []
  for (const { words } of loadTags(template.source)) {
    const from = words.length >= 4 && words.at(-2)?.text === 'from' ? words.at(-1) : undefined
    const loaded = from
      ? words.slice(1, -2).map((word) => ({ word, what: `"${word.text}"`, names: [word.text] }))
      : words.slice(1).map((word) => ({ word, what: `the library "${word.text}"`, names: namesOf(libraries.get(word.text)) }))
    for (const { word, what, names } of loaded) {
      if (names === null || names.some((name) => used.has(name))) continue
      found.push(
        problemAt(
          { ...file, ...word.span },
          'check/unused-load',
          `Nothing of ${what} is used in this template`,
          'Take it out of {% load %}.',
        ),
      )
    }
  }
  return found
}

/** Null for a library that there is not: that is another problem. */
function namesOf(library: SyntaxLibrary | undefined): string[] | null {
  return library ? [...library.tags, ...library.filters].map(({ name }) => name) : null
}

function usedNames(template: Template): ReadonlySet<string> {
  const used = new Set<string>()
  const expression = ({ filters }: Expression): void => filters.forEach(({ name }) => used.add(name))
  walk(template.nodes, { expression, node: (node) => void (node.kind === 'tag' && used.add(node.name)) })
  return used
}

function* loadTags(source: string): Generator<{ words: ReturnType<typeof splitWords> }> {
  let inComment = false
  for (const { kind, content, contentStart } of tokenize(source)) {
    if (kind !== 'tag') continue
    const words = splitWords(content, contentStart)
    const name = words[0]?.text
    if (inComment) inComment = content !== 'endcomment'
    else if (name === 'comment') inComment = true
    else if (name === 'load') yield { words }
  }
}
