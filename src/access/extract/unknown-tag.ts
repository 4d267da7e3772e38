import type { TagFlow } from '../flow.ts'
import { scalar } from '../value.ts'
import type { Expression } from '../../template/ast.ts'
import { parseExpression } from '../../template/parse-expression.ts'
import type { FilterSyntax, TagSyntax, Word } from '../../template/tag-syntax.ts'

/** What is read in a tag whose grammar is not known: each word that is an expression counts as one. */
export interface LooseWords {
  readonly expressions: readonly Expression[]
  /** The expressions that are given a name, by `name=value` or `value as name`. */
  readonly named: readonly { readonly name: string; readonly value: Expression }[]
  /** Names after `as`, whatever they stand for. */
  readonly binds: readonly string[]
}

/** Words that tags have between their arguments; no variable is named so. */
const wordsOfTags: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'by', 'for', 'from', 'only', 'with'])
const wordsOfTranslations: ReadonlySet<string> = new Set([...wordsOfTags, 'count', 'context', 'noop', 'trimmed'])
const translations: ReadonlySet<string> = new Set(['blocktrans', 'blocktranslate', 'trans', 'translate'])

/** The words of that tag which are no arguments. */
export function plainWords(tag: string): ReadonlySet<string> {
  return translations.has(tag) ? wordsOfTranslations : wordsOfTags
}

export const wordsBeforeNames: ReadonlySet<string> = new Set(['as', 'asvar'])

export function readLooseWords([tag, ...words]: readonly [Word, ...Word[]]): LooseWords {
  const plain = plainWords(tag.text)
  const expressions: Expression[] = []
  const named: { name: string; value: Expression }[] = []
  const binds: string[] = []
  for (let at = 0; at < words.length; at++) {
    const { text, span } = words[at] as Word
    if (wordsBeforeNames.has(text)) {
      const name = words[++at]
      if (!name) break
      binds.push(name.text)
      const value = expressions.at(-1)
      if (value && text === 'as') named.push({ name: name.text, value })
    } else if (!plain.has(text)) {
      const start = valueStart(text, 0, text.length)
      const value = expressionOrNull(text.slice(start), span.start + start)
      if (!value) continue
      expressions.push(value)
      if (start > 0) named.push({ name: text.slice(0, start - 1), value })
    }
  }
  return { expressions, named, binds }
}

/** Parses whatever stands in a tag that no library has; what it binds with `as` is its own. */
export const unknownTag: TagSyntax<LooseWords> & TagFlow<LooseWords> = {
  name: 'unknown',
  parse: (parser) => readLooseWords(parser.words),
  flow({ expressions, binds }, flow) {
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
