import { classAt, digit, letter, other, space } from './characters.ts'
import type { PathCollector } from './path-collector.ts'
import { expressionOrNull } from './unknown-tag.ts'
import { collectExpression } from './written-paths.ts'

const dot = 0x2e
const bar = 0x7c
const colon = 0x3a
const backslash = 0x5c
const underscore = 0x5f
const doubleQuote = 0x22
const singleQuote = 0x27

/** Where scanning stopped: not at the end of an expression of the kinds that it knows. */
const stopped = -1

/**
 * Collects what expressions read straight from the source: names, texts and filters with such arguments. Everything else,
 * which is rare, goes to the parser of expressions.
 */
export class ExpressionScanner {
  private readonly source: string
  private readonly paths: PathCollector
  /** Start, end of the name and end of each path of the expression at hand; what is beyond `count` is of earlier ones. */
  private readonly found: number[] = []
  private count = 0

  constructor(source: string, paths: PathCollector) {
    this.source = source
    this.paths = paths
  }

  /** Collects the expression from `start` to `end`; false where it is none. */
  scan(start: number, end: number): boolean {
    const { source, found } = this
    this.count = 0
    if (this.filters(this.operand(start, end), end)) {
      for (let i = 0; i < this.count; i += 3) this.paths.addPart(source, found[i] as number, found[i + 1] as number, found[i + 2] as number)
      return true
    }
    const expression = expressionOrNull(source.slice(start, end), start)
    if (!expression) return false
    collectExpression(expression, this.paths)
    return true
  }

  /** Collects a path and, on it, the one that its elements are read by; false where either is anything else than a path. */
  scanWithKey(start: number, end: number, keyStart: number, keyEnd: number): boolean {
    const { source, found, paths } = this
    this.count = 0
    if (!this.isPath(start, end) || !this.isPath(keyStart, keyEnd)) return false
    const [, nameEnd] = found as [number, number]
    paths.addPart(source, start, nameEnd, end)
    const before = nameEnd === end ? '' : `${source.slice(nameEnd + 1, end)}.`
    paths.add(source.slice(start, nameEnd), before + source.slice(keyStart, keyEnd))
    return true
  }

  private isPath(start: number, end: number): boolean {
    return classAt(this.source, start) === letter && this.path(start, end) === end && this.source.charCodeAt(end - 1) !== dot
  }

  /** The end of the path that starts with a letter at `start`, or `stopped`; it is found, but not collected yet. */
  private path(start: number, end: number): number {
    const { source } = this
    if (source.charCodeAt(start) === underscore) return stopped
    let nameEnd = -1
    let at = start
    for (; at < end; at++) {
      const kind = classAt(source, at)
      if (kind === letter || kind === digit) continue
      if (source.charCodeAt(at) !== dot) break
      if (source.charCodeAt(at + 1) === underscore) return stopped
      if (nameEnd === -1) nameEnd = at
    }
    if (at < end && source.charCodeAt(at) >= 128) return stopped
    const { found } = this
    found[this.count++] = start
    found[this.count++] = nameEnd === -1 ? at : nameEnd
    found[this.count++] = at
    return at
  }

  private operand(start: number, end: number): number {
    if (start >= end) return stopped
    if (classAt(this.source, start) === letter) return this.path(start, end)
    const code = this.source.charCodeAt(start)
    return code === doubleQuote || code === singleQuote ? this.text(start, end, code) : stopped
  }

  /** The end of a text without backslashes. */
  private text(start: number, end: number, quote: number): number {
    for (let at = start + 1; at < end; at++) {
      const code = this.source.charCodeAt(at)
      if (code === quote) return at + 1
      if (code === backslash) return stopped
    }
    return stopped
  }

  /** Whether there is nothing but filters from `at` on. Those that read paths of their own are not for here. */
  private filters(start: number, end: number): boolean {
    let at = start
    let count = 0
    while (at !== end) {
      if (at === stopped || ++count > most) return false
      at = this.skipSpaces(at, end)
      if (at >= end || this.source.charCodeAt(at) !== bar) return false
      const nameStart = this.skipSpaces(at + 1, end)
      at = this.wordEnd(nameStart, end)
      if (at === nameStart || this.source.startsWith('dictsort', nameStart)) return false
      if (at < end && classAt(this.source, at) === other && this.source.charCodeAt(at) >= 128) return false
      if (at < end && this.source.charCodeAt(at) === colon) at = this.operand(at + 1, end)
    }
    return true
  }

  private skipSpaces(start: number, end: number): number {
    let at = start
    while (at < end && classAt(this.source, at) === space) at++
    return at
  }

  private wordEnd(start: number, end: number): number {
    let at = start
    for (; at < end; at++) {
      const kind = classAt(this.source, at)
      if (kind !== letter && kind !== digit) break
    }
    return at
  }
}

/** The parser knows how many filters are too many. */
const most = 50
