import { TemplateSyntaxError } from '../error.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { BlockNode, ExtendsNode, Expression, Node, Span, Template, TemplatePart } from './ast.ts'
import { coreTags } from './core-tags.ts'
import { parseExpression } from './parse-expression.ts'
import type { ParseOptions } from './parse-template.ts'
import { splitWords } from './split-words.ts'
import { TagReader } from './tag-reader.ts'
import type { Body, FilterSyntax, TagSyntax, Word } from './tag-syntax.ts'
import { tokenize } from './tokenize.ts'
import type { Token } from './tokenize.ts'

const deepestNesting = 200

interface UnfinishedPart extends TemplatePart {
  nodes: readonly Node[] | null
}

interface OpenTag {
  readonly name: string
  readonly token: Token
}

/** The state of parsing one template: the tokens, the tags that are open, the tags and filters that are loaded. */
export class Parser {
  readonly source: string
  readonly options: ParseOptions
  readonly blocks = new Map<string, BlockNode>()
  readonly parts = new Map<string, UnfinishedPart>()
  readonly definedParts = new Set<string>()
  readonly shared = new Map<string, unknown>()
  private readonly tokens: readonly Token[]
  private readonly tags = new Map<string, TagSyntax>()
  private readonly filters = new Map<string, FilterSyntax>()
  private readonly open: OpenTag[] = []
  private at = 0
  private extendsNode: ExtendsNode | null = null
  private sawMarkup = false

  constructor(source: string, options: ParseOptions) {
    this.source = source
    this.options = options
    this.tokens = tokenize(source)
    for (const library of options.libraries.builtins) this.addLibrary(library.name, library)
  }

  parse(): Template {
    const nodes = this.nodes(null)
    const { name, named, origin } = this.options
    return { name, named, origin, source: this.source, nodes, extends: this.extendsNode, blocks: this.blocks, parts: this.parts }
  }

  /** Parses up to a tag whose name is one of `ends`, which is taken too. */
  body(ends: readonly [string, ...string[]]): Body {
    if (this.open.length > deepestNesting) {
      throw this.error(`Tags are nested more than ${deepestNesting} deep.`, this.innermost().token)
    }
    const nodes = this.nodes(ends)
    const token = this.tokens[this.at++] as Token
    return { nodes, end: this.words(token) }
  }

  private nodes(ends: readonly string[] | null): Node[] {
    const nodes: Node[] = []
    for (let token = this.tokens[this.at]; token; token = this.tokens[this.at]) {
      if (token.kind === 'text') addText(nodes, token.content, token)
      else if (token.kind === 'variable') {
        this.sawMarkup = true
        if (token.content === '') throw this.error(`Empty variable tag on line ${this.line(token)}`, token)
        const expression = this.expression({ text: token.content, span: contentSpan(token) })
        nodes.push({ kind: 'output', expression, span: spanOf(token) })
      } else if (token.kind === 'tag') {
        const name = this.tagName(token)
        if (ends?.includes(name)) return nodes
        this.at++
        this.tag(name, token, nodes, ends)
        continue
      }
      this.at++
    }
    if (ends !== null) throw this.unclosed(ends)
    return nodes
  }

  private tag(name: string, token: Token, nodes: Node[], ends: readonly string[] | null): void {
    const reader = new TagReader(this, token, this.words(token))
    const known = this.tags.get(name)
    const core = known ? undefined : coreTags.get(name)
    const custom = known ?? (core ? undefined : this.options.libraries.unknown?.tag(name))
    if (!custom && !core) throw this.unknownTag(name, token, ends)
    this.open.push({ name, token })
    const first = !this.sawMarkup
    this.sawMarkup = true
    if (custom) {
      const args = custom.parse(reader)
      const { expressions, bodies, parts, binds } = reader
      nodes.push({ kind: 'tag', name, definition: custom, args, expressions, bodies, parts, binds, span: spanOf(token) })
    } else {
      const node = core?.(reader) ?? null
      if (node?.kind === 'extends') this.setExtends(node, token, first)
      if (node?.kind === 'text') addText(nodes, node.text, node.span)
      else if (node) nodes.push(node)
    }
    this.open.pop()
  }

  private setExtends(node: ExtendsNode, token: Token, first: boolean): void {
    if (!first || this.extendsNode) {
      const where = this.options.named ? `'${this.options.name}'` : 'the template'
      throw this.error(`{% ${token.content} %} must be the first tag in ${where}.`, token)
    }
    this.extendsNode = node
  }

  expression(word: Word): Expression {
    return parseExpression(word.text, word.span.start, {
      filter: (name, span) => this.filter(name, span),
      error: (message, span, hint) => this.error(message, span, hint),
    })
  }

  private filter(name: string, span: Span): FilterSyntax {
    const filter = this.filters.get(name) ?? this.options.libraries.unknown?.filter(name)
    if (filter) return filter
    throw this.error(`Invalid filter: '${name}'`, span, this.suggest(name, this.filters.keys(), 'filters'), 'template/unknown-filter')
  }

  part(name: string): UnfinishedPart {
    let part = this.parts.get(name)
    if (!part) this.parts.set(name, (part = { name, nodes: null }))
    return part
  }

  words(token: Token): [Word, ...Word[]] {
    return splitWords(token.content, token.contentStart) as [Word, ...Word[]]
  }

  /** Leaves out everything up to a tag that is exactly `end`. */
  skip(end: string): void {
    for (; this.at < this.tokens.length; this.at++) {
      const token = this.tokens[this.at] as Token
      if (token.kind === 'tag' && token.content === end) {
        this.at++
        return
      }
    }
    throw this.unclosed([end])
  }

  load(name: string, span: Span, only: readonly Word[] | undefined): void {
    const library = this.options.libraries.loadable.get(name)
    if (!library) {
      if (this.options.libraries.unknown) return
      const names = this.options.libraries.loadable.keys()
      const message = `'${name}' is not a registered tag library.`
      throw this.error(message, span, didYouMean(name, names), 'template/unknown-library')
    }
    this.addLibrary(name, library, only)
  }

  private addLibrary(
    name: string,
    library: { tags: readonly TagSyntax[]; filters: readonly FilterSyntax[] },
    only?: readonly Word[],
  ): void {
    if (!only) {
      for (const tag of library.tags) this.tags.set(tag.name, tag)
      for (const filter of library.filters) this.filters.set(filter.name, filter)
      return
    }
    for (const word of only) {
      const tag = library.tags.find((candidate) => candidate.name === word.text)
      const filter = library.filters.find((candidate) => candidate.name === word.text)
      if (!tag && !filter) {
        const names = [...library.tags, ...library.filters].map((candidate) => candidate.name)
        throw this.error(`'${word.text}' is not a valid tag or filter in tag library '${name}'`, word.span, didYouMean(word.text, names))
      }
      if (tag) this.tags.set(tag.name, tag)
      if (filter) this.filters.set(filter.name, filter)
    }
  }

  error(message: string, at: Span, hint?: string, code = 'template/syntax'): TemplateSyntaxError {
    const span = { template: this.options.name, source: this.source, start: at.start, end: at.end }
    return new TemplateSyntaxError(code, message, { span, hint })
  }

  /** For a tag that can't stand where it stands. */
  unknownTag(name: string, token: Token | Word, ends: readonly string[] | null): TemplateSyntaxError {
    const at = 'span' in token ? token.span : spanOf(token)
    const expected = ends ? `, expected ${listOfNames(ends)}` : ''
    const message = `Invalid block tag on line ${this.line(at)}: '${name}'${expected}. Did you forget to register or load this tag?`
    const known = [...this.tags.keys(), ...coreTags.keys(), ...(ends ?? [])]
    const innermost = this.open.at(-1)
    const opened =
      ends && innermost
        ? `{% ${innermost.token.content} %} was opened on line ${this.line(innermost.token)}: close it first, with {% ${ends.at(-1)} %}.`
        : ''
    const isEnd = name.startsWith('end') && known.includes(name.slice('end'.length))
    const near = didYouMean(name, ends ?? [])
    const hints =
      isEnd || middleTags.has(name)
        ? [opened || noneOpen(name)]
        : ends && near.startsWith('Did')
          ? [near]
          : [this.suggest(name, known, 'tags'), opened].filter((hint) => hint)
    return this.error(message, at, hints.join(' ') || undefined, 'template/unknown-tag')
  }

  line(at: { readonly start: number }): number {
    let line = 1
    for (let next = this.source.indexOf('\n'); next !== -1 && next < at.start; next = this.source.indexOf('\n', next + 1)) line++
    return line
  }

  private suggest(name: string, known: Iterable<string>, what: 'tags' | 'filters'): string | undefined {
    for (const [library, { tags, filters }] of this.options.libraries.loadable) {
      const has = what === 'tags' ? tags.some((tag) => tag.name === name) : filters.some((filter) => filter.name === name)
      if (has) return `It is in the library "${library}": {% load ${library} %}`
    }
    const hint = didYouMean(name, known)
    return hint.startsWith('Did you mean') ? hint : undefined
  }

  private tagName(token: Token): string {
    const name = /^\S+/.exec(token.content)?.[0]
    if (name === undefined) throw this.error(`Empty block tag on line ${this.line(token)}`, token)
    return name
  }

  private unclosed(ends: readonly string[]): TemplateSyntaxError {
    const { name, token } = this.innermost()
    const message = `Unclosed tag on line ${this.line(token)}: '${name}'. Looking for one of: ${ends.join(', ')}.`
    return this.error(message, token, `Close it with {% ${ends.at(-1)} %}.`, 'template/unclosed-tag')
  }

  private innermost(): OpenTag {
    return this.open.at(-1) as OpenTag
  }
}

const middleTags: ReadonlySet<string> = new Set(['else', 'elif', 'empty'])

function noneOpen(name: string): string {
  return `No tag is open here that {% ${name} %} could belong to.`
}

function addText(nodes: Node[], text: string, { start, end }: Span): void {
  const last = nodes.at(-1)
  if (last?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: last.text + text, span: { start: last.span.start, end } }
  else if (text !== '') nodes.push({ kind: 'text', text, span: { start, end } })
}

function spanOf(token: Token): Span {
  return { start: token.start, end: token.end }
}

function contentSpan(token: Token): Span {
  return { start: token.contentStart, end: token.contentStart + token.content.length }
}

function listOfNames(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}
