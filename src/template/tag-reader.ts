import type { TemplateSyntaxError } from '../error.ts'
import type { Binding, Condition, Expression, Node, Span, TemplatePart } from './ast.ts'
import { parseCondition } from './parse-condition.ts'
import type { Parser } from './parser.ts'
import { relativeName } from './relative-name.ts'
import type { Body, TagParser, Word } from './tag-syntax.ts'
import type { Token } from './tokenize.ts'

const keyword = /^([\p{L}\p{N}_]+)=([^]+)$/u

/** The parser as one tag sees it. It keeps what the tag asked for: see TagNode. */
export class TagReader implements TagParser {
  readonly words: readonly [Word, ...Word[]]
  readonly contents: string
  readonly span: Span
  readonly expressions: Expression[] = []
  readonly bodies: (readonly Node[])[] = []
  readonly parts: TemplatePart[] = []
  readonly binds: string[] = []
  /** For core tags, which may do more than others. */
  readonly parser: Parser

  constructor(parser: Parser, token: Token, words: readonly [Word, ...Word[]]) {
    this.parser = parser
    this.words = words
    this.contents = token.content
    this.span = { start: token.start, end: token.end }
  }

  get shared(): Map<string, unknown> {
    return this.parser.shared
  }

  get templateName(): string {
    return this.parser.options.name
  }

  expression(word: Word): Expression {
    return this.keep(this.parser.expression(word))
  }

  condition(words: readonly Word[]): Condition {
    return parseCondition(words, this.words[0].text, this)
  }

  keywords(words: readonly Word[], { legacy = false } = {}): { bindings: Binding[]; rest: readonly Word[] } {
    const bindings: Binding[] = []
    const first = words[0]
    if (!first) return { bindings, rest: words }
    const asPairs = !keyword.test(first.text)
    if (asPairs && (!legacy || words.length < 3 || words[1]?.text !== 'as')) return { bindings, rest: words }
    let at = 0
    while (at < words.length) {
      const word = words[at] as Word
      if (asPairs) {
        const name = words[at + 2]
        if (!name || words[at + 1]?.text !== 'as') break
        bindings.push({ name: name.text, value: this.expression(word), span: { start: word.span.start, end: name.span.end } })
        at += 3
        if (words[at]?.text !== 'and') break
        at++
      } else {
        const match = keyword.exec(word.text)
        if (!match) break
        const [, name, text] = match as unknown as [string, string, string]
        const start = word.span.end - text.length
        bindings.push({ name, value: this.expression({ text, span: { start, end: word.span.end } }), span: word.span })
        at++
      }
    }
    return { bindings, rest: words.slice(at) }
  }

  templateReference(word: Word, { recursion }: { recursion: boolean }): Expression {
    const { name, named } = this.parser.options
    const resolved = relativeName(word.text, named ? name : null, recursion)
    if ('problem' in resolved) {
      if (this.parser.options.libraries.unknown) return this.expression(word)
      throw this.error(resolved.problem, word.span)
    }
    if (resolved.text === word.text) return this.expression(word)
    const expression = this.parser.expression({ text: resolved.text, span: word.span })
    return this.keep({ ...expression, operand: { ...expression.operand, span: word.span }, span: word.span })
  }

  body(...ends: [string, ...string[]]): Body {
    const body = this.parser.body(ends)
    this.bodies.push(body.nodes)
    return body
  }

  part(name: string): TemplatePart {
    const part = this.parser.part(name)
    this.parts.push(part)
    return part
  }

  definePart(name: string, end: string): { part: TemplatePart; end: Body['end'] } | null {
    const part = this.parser.part(name)
    if (this.parser.definedParts.has(name)) return null
    this.parser.definedParts.add(name)
    const body = this.body(end)
    part.nodes = body.nodes
    return { part, end: body.end }
  }

  skip(end: string): void {
    this.parser.skip(end)
  }

  bind(name: string): string {
    this.binds.push(name)
    return name
  }

  load(library: Word, only?: readonly Word[]): void {
    this.parser.load(library.text, library.span, only)
  }

  error(message: string, at: Span = this.span, hint?: string): TemplateSyntaxError {
    return this.parser.error(message, at, hint)
  }

  private keep(expression: Expression): Expression {
    this.expressions.push(expression)
    return expression
  }
}
