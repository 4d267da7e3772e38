import { splitWords } from '../../template/split-words.ts'
import { classAt, digit, letter, other, space } from './characters.ts'

const equals = 0x3d
const percent = 0x25
const closingBrace = 0x7d
const newline = 0x0a
const doubleQuote = 0x22
const singleQuote = 0x27

/** The words of one tag after another, as places in the source. */
export class TagWords {
  count = 0
  /** Where the tag ends, when `read` found it. */
  end = 0
  private readonly source: string
  private readonly places: number[] = []
  /** Up to here no tag closes on its line. */
  private openUntil = 0

  constructor(source: string) {
    this.source = source
  }

  /** Reads the tag that opens at `at`; false where it does not close on its line. */
  read(at: number): boolean {
    if (at < this.openUntil) return false
    const { source, places } = this
    const { length } = source
    let count = 0
    let plain = true
    let inWord = false
    for (let position = at + 2; position < length; position++) {
      const kind = classAt(source, position)
      if (kind === space) {
        if (inWord) places[2 * count++ + 1] = position
        inWord = false
        continue
      }
      if (kind === other) {
        const code = source.charCodeAt(position)
        if (code === percent && source.charCodeAt(position + 1) === closingBrace) {
          if (inWord) places[2 * count++ + 1] = position
          this.count = count
          this.end = position + 2
          if (!plain) this.split(at + 2, position)
          return true
        }
        if (code === newline) {
          this.openUntil = position
          return false
        }
        if (code === doubleQuote || code === singleQuote || code >= 128) plain = false
      }
      if (!inWord) places[2 * count] = position
      inWord = true
    }
    this.openUntil = length
    return false
  }

  start(word: number): number {
    return this.places[2 * word] as number
  }

  endOf(word: number): number {
    return this.places[2 * word + 1] as number
  }

  text(word: number): string {
    return this.source.slice(this.start(word), this.endOf(word))
  }

  is(word: number, text: string): boolean {
    const start = this.start(word)
    return this.endOf(word) - start === text.length && this.source.startsWith(text, start)
  }

  /** The words from `first` to `last`, with what is between them. */
  through(first: number, last: number): string {
    return this.source.slice(this.start(first), this.endOf(last))
  }

  /** Whether a word is a name in ASCII. */
  isName(word: number): boolean {
    return this.nameEnd(word) === this.endOf(word)
  }

  /** Where the value of `name=value` begins; the start of the word where it is no such pair. */
  valueStart(word: number): number {
    const start = this.start(word)
    const at = this.nameEnd(word)
    return at > start && at + 1 < this.endOf(word) && this.source.charCodeAt(at) === equals ? at + 1 : start
  }

  private nameEnd(word: number): number {
    const end = this.endOf(word)
    let at = this.start(word)
    for (; at < end; at++) {
      const kind = classAt(this.source, at)
      if (kind !== letter && kind !== digit) break
    }
    return at
  }

  /** Words with quotes may hold spaces. */
  private split(start: number, end: number): void {
    const inner = this.source.slice(start, end)
    const leading = inner.length - inner.trimStart().length
    const words = splitWords(inner.trim(), start + leading)
    words.forEach(({ span }, i) => {
      this.places[2 * i] = span.start
      this.places[2 * i + 1] = span.end
    })
    this.count = words.length
  }
}
