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

/** Quotes that are not closed in tags that parse all the same, as `{% now "Y %}`. */
export function openQuotes(file: SourceSpan, errors: readonly TemplateSyntaxError[]): Problem[] {
  const found: Problem[] = []
  for (const token of readTokens(file.source)) {
    const { kind, start, end } = token
    if (kind !== 'tag') continue
    const quote = unclosedQuote(token)
    if (quote === null || !/[\s=:|,]/.test(file.source[quote - 1]!)) continue
    if (errors.some(({ span }) => span && start <= span.start && span.start < end)) continue
    const message = `The quote ${file.source[quote]} is not closed in this tag`
    found.push(problemAt({ ...file, start: quote, end: end - 2 }, 'check/unclosed-quote', message, `Close it with ${file.source[quote]}.`))
  }
  return found
}

/** All but what stands in `{% comment %}` and `{% verbatim %}`, where anything may stand, and those tags themselves. */
function* readTokens(source: string): Generator<Token> {
  let end: string | null = null
  for (const token of tokenize(source)) {
    const raw = token.kind === 'tag' ? /^(comment|verbatim)\b(.*)/s.exec(token.content) : null
    if (end !== null) end = token.kind === 'tag' && token.content === end ? null : end
    else if (raw) end = raw[1] === 'comment' ? 'endcomment' : `end${token.content}`
    else yield token
  }
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
  for (const { kind, content, start } of readTokens(file.source)) {
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
    for (const match of content.matchAll(openComment)) {
      const at = start + match.index
      const end = at + match[0].trimEnd().length
      const message = 'This comment is not closed on its line: it prints as text'
      found.push(
        problemAt(
          { ...file, start: at, end },
          'check/unclosed-markup',
          message,
          'End it on the same line, with #}, or write {% comment %}…{% endcomment %} around it.',
        ),
      )
    }
  }
  return found
}

/** `{# ` that has no end on its line; what stands in styles and scripts has no space there. */
const openComment = /\{#(?:[ \t]+\S[^\n]*|[ \t]*(?=\n))/g
