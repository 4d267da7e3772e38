import { NextPositions } from '../../template/tokenize.ts'
import { classAt, digit, isBeyondAscii, letter, space } from './characters.ts'
import { ExpressionScanner } from './expression-scanner.ts'
import type { KnownTags } from './parse-leniently.ts'
import type { PathCollector } from './path-collector.ts'
import { TagScanner } from './tag-scanner.ts'

const newline = 0x0a
const blank = 0x20
const hash = 0x23
const percent = 0x25
const dot = 0x2e
const underscore = 0x5f
const openingBrace = 0x7b
const closingBrace = 0x7d

/** In place of a position: the template has to be parsed. */
const stopped = -1

/**
 * Reads the names in a template without parsing it: one pass over the source, no tokens and no tree. It knows what most
 * templates are made of; where something else comes, or something is wrong, `scan` says so and the parser has to do it.
 */
export class NameScanner {
  private readonly source: string
  private readonly known: KnownTags
  private readonly paths: PathCollector
  private expressions: ExpressionScanner | null = null
  private tags: TagScanner | null = null
  private sawVariable = false
  /** Up to here no variable closes on its line. */
  private openUntil = 0
  private next: NextPositions | null = null
  private readonly last: { '}}'?: number; '%}'?: number; '#}'?: number } = {}

  constructor(source: string, known: KnownTags, paths: PathCollector) {
    this.source = source
    this.known = known
    this.paths = paths
  }

  /** Whether all of the template was read; else what was collected is not to be trusted. */
  scan(): boolean {
    const { source } = this
    for (let at = source.indexOf('{'); at !== -1; at = source.indexOf('{', at)) {
      const opening = source.charCodeAt(at + 1)
      if (opening === openingBrace) at = this.variable(at)
      else if (opening === percent) at = this.tag(at)
      else if (opening === hash) at = this.comment(at)
      else at++
      if (at === stopped) return false
    }
    return this.tags === null || this.tags.allClosed
  }

  /** The position after `{{ … }}`. */
  private variable(at: number): number {
    const { source } = this
    const { length } = source
    this.sawVariable = true
    let start = at + 2
    while (start < length && source.charCodeAt(start) === blank) start++
    let end = start
    let nameEnd = -1
    let private_ = false
    for (; end < length; end++) {
      const kind = classAt(source, end)
      if (kind === letter || kind === digit) continue
      if (source.charCodeAt(end) !== dot) break
      if (nameEnd === -1) nameEnd = end
      if (end + 1 < length && source.charCodeAt(end + 1) === underscore) private_ = true
    }
    let close = end
    while (close < length && source.charCodeAt(close) === blank) close++
    const simple = !private_ && end > start && classAt(source, start) === letter && source.charCodeAt(start) !== underscore
    if (!simple || !source.startsWith('}}', close)) return this.otherVariable(at)
    this.paths.addPart(source, start, nameEnd === -1 ? end : nameEnd, end)
    return close + 2
  }

  private otherVariable(at: number): number {
    const { source } = this
    const close = this.closeOf(at)
    if (close === -1) return this.unclosed(at, '}}')
    let start = at + 2
    let end = close
    while (start < end && classAt(source, start) === space) start++
    while (start < end && classAt(source, end - 1) === space) end--
    if (start === end || hasOtherSpaces(source, start, end)) return stopped
    this.expressions ??= new ExpressionScanner(source, this.paths)
    return this.expressions.scan(start, end) ? close + 2 : stopped
  }

  private tag(at: number): number {
    const { source } = this
    this.expressions ??= new ExpressionScanner(source, this.paths)
    this.tags ??= new TagScanner(source, this.known, this.expressions)
    if (!this.tags.words.read(at)) return this.unclosed(at, '%}')
    return this.tags.scan(!this.sawVariable)
  }

  private comment(at: number): number {
    this.next ??= new NextPositions(this.source)
    const close = this.next.closing('#', at + 2)
    return close === -1 ? this.unclosed(at, '#}') : close + 2
  }

  /** What another line closes is text; what nothing closes is an error, which the parser reports. */
  private unclosed(at: number, closing: '}}' | '%}' | '#}'): number {
    this.last[closing] ??= this.source.lastIndexOf(closing)
    return this.last[closing] < at + 2 ? stopped : at + 1
  }

  /** Where the variable that opens at `at` closes on its line, or -1. */
  private closeOf(at: number): number {
    if (at < this.openUntil) return -1
    const { source } = this
    const { length } = source
    for (let position = at + 2; position < length; position++) {
      const code = source.charCodeAt(position)
      if (code === closingBrace && position + 1 < length && source.charCodeAt(position + 1) === closingBrace) return position
      if (code === newline) {
        this.openUntil = position
        return -1
      }
    }
    this.openUntil = length
    return -1
  }
}

/** The parser also trims spaces beyond ASCII. */
function hasOtherSpaces(source: string, start: number, end: number): boolean {
  if (!isBeyondAscii(source, start) && !isBeyondAscii(source, end - 1)) return false
  return source.slice(start, end).trim().length < end - start
}
