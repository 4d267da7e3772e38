import type { Flow, TagFlow } from '../flow.ts'
import { scalar } from '../value.ts'
import type { Expression } from '../../template/ast.ts'
import { parseExpression } from '../../template/parse-expression.ts'
import type { FilterSyntax, TagSyntax, Word } from '../../template/tag-syntax.ts'

/** What an unknown tag holds: nobody knows how it reads its words, so each that is an expression counts as one. */
export interface UnknownTag {
  readonly expressions: readonly Expression[]
  /** Names after `as`. */
  readonly binds: readonly string[]
}

/** Words that tags have between their arguments; no variable is named so. */
export const wordsOfTags: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'by', 'for', 'from', 'only', 'with'])
export const wordsOfTranslations: ReadonlySet<string> = new Set([...wordsOfTags, 'count', 'context', 'noop', 'trimmed'])
export const wordsBeforeNames: ReadonlySet<string> = new Set(['as', 'asvar'])

const translations: ReadonlySet<string> = new Set(['blocktrans', 'blocktranslate', 'trans', 'translate'])

/** The words of that tag which are no arguments. */
export function plainWords(tag: string): ReadonlySet<string> {
  return translations.has(tag) ? wordsOfTranslations : wordsOfTags
}

/** Parses whatever stands in a tag that no library has. */
export const unknownTag: TagSyntax<UnknownTag> & TagFlow<UnknownTag> = {
  name: 'unknown',
  parse(parser) {
    const [name, ...words] = parser.words
    const plain = plainWords(name.text)
    const expressions: Expression[] = []
    const binds: string[] = []
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as Word
      if (wordsBeforeNames.has(word.text)) {
        const bound = words[++at]
        if (bound) binds.push(parser.bind(bound.text))
      } else if (!plain.has(word.text)) {
        const expression = expressionIn(word)
        if (expression) expressions.push(expression)
      }
    }
    return { expressions, binds }
  },
  flow({ expressions, binds }: UnknownTag, flow: Flow) {
    for (const expression of expressions) flow.whole(flow.evaluate(expression))
    for (const name of binds) flow.bind(name, scalar)
  },
}

/** Any filter will do, with or without an argument. */
export function anyFilter(name: string): FilterSyntax {
  return { name, argument: 'optional' }
}

/** Where the value of `name=value` begins, else `start`. The name may have dashes and colons, as attributes of HTML have. */
export function valueStart(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const char = text.charCodeAt(at)
    if (char === equals) return at > start && at + 1 < end ? at + 1 : start
    if (char === doubleQuote || char === singleQuote || char === bar) return start
  }
  return start
}

const equals = 0x3d
const doubleQuote = 0x22
const singleQuote = 0x27
const bar = 0x7c

/** The expression that a text is, or null where it is none. */
export function expressionOrNull(text: string, offset: number): Expression | null {
  try {
    return parseExpression(text, offset, { filter: anyFilter, error: () => noExpression })
  } catch (error) {
    if (error === noExpression) return null
    throw error
  }
}

// Made once: an error with a place costs as much as the template is long.
const noExpression = new Error('not an expression')

function expressionIn({ text, span }: Word): Expression | null {
  const start = valueStart(text, 0, text.length)
  return expressionOrNull(text.slice(start), span.start + start)
}
