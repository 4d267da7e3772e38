import { NextPositions } from '../../template/tokenize.ts'
import type { ExpressionScanner } from './expression-scanner.ts'
import { isStray, type KnownTags } from './parse-leniently.ts'
import { skipToTag } from './skip-to-tag.ts'
import { tagReaders } from './tag-readers.ts'
import { TagWords } from './tag-words.ts'
import { plainWords, valueStart, wordsBeforeNames } from './unknown-tag.ts'

/** In place of a position: the template has to be parsed. */
const stopped = -1

/** A block that is open, and the part of it that is. */
export type Block =
  | 'if'
  | 'if else'
  | 'for'
  | 'for empty'
  | 'with'
  | 'block'
  | 'ifchanged'
  | 'ifchanged else'
  | 'autoescape'
  | 'spaceless'
  | 'blocktrans'
  | 'blocktrans plural'
  | 'blocktranslate'
  | 'blocktranslate plural'

// Well below what the parser refuses, which is its own to tell.
const deepest = 100
const mostWords = 250

/** Scans the tags of one template; `words` holds those of the one at hand. */
export class TagScanner {
  readonly words: TagWords
  readonly expressions: ExpressionScanner
  private readonly source: string
  private readonly known: KnownTags
  private readonly open: Block[] = []
  private readonly openNames: string[] = []
  private readonly blockNames = new Set<string>()
  private sawTag = false
  private sawUnknown = false

  constructor(source: string, known: KnownTags, expressions: ExpressionScanner) {
    this.source = source
    this.known = known
    this.expressions = expressions
    this.words = new TagWords(source)
  }

  get allClosed(): boolean {
    return this.open.length === 0
  }

  get innermost(): Block | undefined {
    return this.open[this.open.length - 1]
  }

  /** The position after the tag and what it hides, or `stopped`. */
  scan(isFirst: boolean): number {
    const { words } = this
    if (words.count === 0 || words.count > mostWords) return stopped
    const name = words.text(0)
    const first = isFirst && !this.sawTag
    this.sawTag = true
    switch (name) {
      case 'comment':
        return this.skip('endcomment')
      case 'verbatim':
        return this.skip(`end${this.source.slice(words.start(0), words.endOf(words.count - 1))}`)
      case 'extends':
        return first && words.count === 2 && this.template(1) ? words.end : stopped
      default: {
        const read = tagReaders.get(name)
        return (read ? read(this) : this.unknown(name)) ? words.end : stopped
      }
    }
  }

  opens(block: Block): boolean {
    return this.open.push(block) <= deepest
  }

  /** Goes from the part of a block that is open to another one. */
  turns(block: Block): boolean {
    this.open[this.open.length - 1] = block
    return true
  }

  closes(block: Block, orBlock: Block = block): boolean {
    const innermost = this.open.pop()
    return innermost === block || innermost === orBlock
  }

  /** Block names are unique in a template. */
  opensNamed(name: string): boolean {
    if (this.blockNames.has(name)) return false
    this.blockNames.add(name)
    this.openNames.push(name)
    return this.opens('block')
  }

  closesNamed(name: string | null): boolean {
    const opened = this.openNames.pop()
    return this.closes('block') && (name === null || name === opened)
  }

  expression(word: number): boolean {
    return this.expressions.scan(this.words.start(word), this.words.endOf(word))
  }

  expressionsIn(from: number, to: number): boolean {
    for (let word = from; word < to; word++) if (!this.expression(word)) return false
    return true
  }

  /** A name of a template. Relative ones are plain texts. */
  template(word: number): boolean {
    const text = this.words.text(word)
    return /^["']+\.\.?\//.test(text) ? !text.includes('|') && this.expression(word) : this.expression(word)
  }

  /** The words `name=value` from `from` on; the first word after them, or `stopped` where names repeat. */
  bindings(from: number): number {
    const names: string[] = []
    let word = from
    for (; word < this.words.count; word++) {
      const start = this.words.start(word)
      const value = this.words.valueStart(word)
      if (value === start) break
      const name = this.source.slice(start, value - 1)
      if (names.includes(name) || !this.expressions.scan(value, this.words.endOf(word))) return stopped
      names.push(name)
    }
    return word
  }

  /** A tag that no library has. Its words may be anything. */
  unknown(name: string): boolean {
    if (this.known.has(name) || isStray(name, this.known, this.sawUnknown)) return false
    this.sawUnknown = true
    this.looseWords(name)
    return true
  }

  /** Collects from the words that are expressions. */
  looseWords(name: string): void {
    const plain = plainWords(name)
    for (let word = 1; word < this.words.count; word++) {
      const text = this.words.text(word)
      if (wordsBeforeNames.has(text)) word++
      else if (!plain.has(text))
        this.expressions.scan(valueStart(this.source, this.words.start(word), this.words.endOf(word)), this.words.endOf(word))
    }
  }

  private skip(end: string): number {
    if (end !== 'endcomment' && end !== 'endverbatim' && !end.startsWith('endverbatim ')) return stopped
    return skipToTag(this.source, this.words.end, end, new NextPositions(this.source))
  }
}
