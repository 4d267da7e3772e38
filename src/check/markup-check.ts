import type { TemplateSyntaxError, SourceSpan } from '../error.ts'
import { closingQuote } from '../template/split-words.ts'
import { tokenize, type Token } from '../template/tokenize.ts'
import { type Problem, problemAt, problemOf } from './problem.ts'

/** A syntax error as a problem; where a quote in its markup is never closed, that is what it says. */
export function syntaxProblem(error: TemplateSyntaxError, file: SourceSpan): Problem {
  const span = error.span ?? { ...file, end: file.start }
  const token = tokenize(file.source).find(({ kind, start, end }) => kind !== 'text' && start <= span.start && span.start < end)
  const quote = token && unclosedQuote(token)
  if (quote === undefined || quote === null) return problemOf(error, span)
  const end = (token as Token).end - 2
  const message = `The quote ${file.source[quote]} is not closed in this ${token?.kind === 'tag' ? 'tag' : 'variable'}`
  return { ...problemAt({ ...file, start: quote, end }, 'check/unclosed-quote', message, error.summary), severity: 'error' }
}

/** Where in the markup a quote opens that does not close in it. */
function unclosedQuote({ content, contentStart }: Token): number | null {
  for (let at = 0; at < content.length; at++) {
    if (content[at] !== '"' && content[at] !== "'") continue
    const close = closingQuote(content, at)
    if (close === -1) return contentStart + at
    at = close
  }
  return null
}

/** `{{ name` that closes on a later line or with one brace, and `{% tag` that has no end on its line. */
const meantAsMarkup =
  /\{\{[ \t]*[\p{L}_][\p{L}\p{N}_.]*[ \t]*(?:\|[^\n}]*)?(?:\n[^{}]*\}\}|\}(?!\}))|\{%[ \t]*([a-z]\w*)\b[^\n%]*(?:\n|$)/gu

/** Markup that was meant as such but prints as text, because it does not close on its line. */
export function openMarkup(file: SourceSpan, knownTag: (name: string) => boolean): Problem[] {
  const found: Problem[] = []
  for (const { kind, content, start } of tokenize(file.source)) {
    if (kind !== 'text') continue
    for (const match of content.matchAll(meantAsMarkup)) {
      if (match[1] !== undefined && !knownTag(match[1])) continue
      const at = start + match.index
      const line = match[0].split('\n', 1)[0] as string
      const what = match[1] === undefined ? 'variable' : 'tag'
      const message = `This ${what} is not closed on its line: it prints as text`
      found.push(
        problemAt(
          { ...file, start: at, end: at + line.length },
          'check/unclosed-markup',
          message,
          `End it on the same line, with ${match[1] === undefined ? '}}' : '%}'}`,
        ),
      )
    }
  }
  return found
}
