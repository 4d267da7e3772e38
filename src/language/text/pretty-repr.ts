import { codePointLength } from '../../value/code-points.ts'
import { compareValues } from '../../value/compare.ts'
import { isPlainObject, kindName } from '../../value/kinds.ts'
import { isText } from '../../value/lazy-text.ts'
import type { PrintSettings } from '../../value/print-settings.ts'
import { longestRepr, repr, reprOfParts } from '../../value/to-text.ts'
import { checkWrittenLength } from '../../value/too-large.ts'
import { NamedTuple, Tuple } from '../../value/tuple.ts'
import { spaceClass } from './python-space.ts'

const width = 80
// Deeper lists than any page prints would overflow the stack.
const deepest = 400

/** Python's `pformat()`: `repr()` with sorted keys that breaks lists, dictionaries and long texts into lines of 80 characters. */
export function prettyRepr(value: unknown, settings: PrintSettings): string {
  // Lists throw by themselves where they are too large to be copied; breaking a long text into lines takes as much.
  checkWrittenLength(repr(value, settings), longestRepr)
  return new Layout(settings).lines(sorted(value, []), 0, 0, 0)
}

class Layout {
  readonly #repr: (value: unknown) => string

  constructor(settings: PrintSettings) {
    this.#repr = reprOfParts(settings)
  }

  /** A value that begins `indent` characters into its line, before `following` characters that belong after it. */
  lines(value: unknown, indent: number, following: number, depth: number): string {
    const line = this.#repr(value)
    if (codePointLength(line) <= width - indent - following || depth >= deepest) return line
    if (value instanceof NamedTuple) return line
    if (isText(value)) return this.#text(String(value), line, indent, following, depth === 0)
    if (value instanceof Map) {
      const entries = Array.from(value, ([key, item]) => ({ head: `${this.#repr(key)}: `, item: item as unknown }))
      return `{${this.#items(entries, indent + 1, following + 1, depth)}}`
    }
    const brackets = value instanceof Tuple ? ['(', value.length === 1 ? ',)' : ')'] : Array.isArray(value) ? ['[', ']'] : ['{', '}']
    const [open = '', close = ''] = brackets
    if (!Array.isArray(value) && !(value instanceof Set && value.size > 0)) return line
    const items = Array.isArray(value) ? Array.from(value as readonly unknown[]) : Array.from(value as Set<unknown>).toSorted(byKey)
    const parts = items.map((item) => ({ head: '', item }))
    return open + this.#items(parts, indent + 1, following + close.length, depth) + close
  }

  #items(parts: readonly { readonly head: string; readonly item: unknown }[], indent: number, following: number, depth: number): string {
    const last = parts.length - 1
    return parts
      .map(({ head, item }, at) => head + this.lines(item, indent + codePointLength(head), at === last ? following : 1, depth + 1))
      .join(`,\n${' '.repeat(indent)}`)
  }

  /** Literals below each other, as Python joins them; alone they stand in parentheses. */
  #text(text: string, line: string, indent: number, following: number, alone: boolean): string {
    const [from, after] = alone ? [indent + 1, following + 1] : [indent, following]
    const pieces: string[] = []
    const textLines = text.match(lineOfText) ?? []
    for (const [at, one] of textLines.entries()) {
      const end = at === textLines.length - 1 ? after : 0
      if (this.#size(one) <= width - from - end) pieces.push(one)
      else pieces.push(...this.#words(one, width - from, end))
    }
    if (pieces.length === 1) return line
    const literals = pieces.map((piece) => this.#repr(piece)).join(`\n${' '.repeat(from)}`)
    return alone ? `(${literals})` : literals
  }

  #words(line: string, most: number, following: number): string[] {
    const pieces: string[] = []
    const words = line.match(wordAndSpace) ?? []
    let piece = ''
    for (const [at, word] of words.entries()) {
      const room = at === words.length - 1 ? most - following : most
      if (this.#size(piece + word) <= room) piece += word
      else {
        if (piece !== '') pieces.push(piece)
        piece = word
      }
    }
    if (piece !== '') pieces.push(piece)
    return pieces
  }

  #size(text: string): number {
    return codePointLength(this.#repr(text))
  }
}

const lineOfText =
  /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g
const wordAndSpace = new RegExp(`[^${spaceClass}]+[${spaceClass}]*|[${spaceClass}]+`, 'g')

/** The same with dictionaries as maps in the order of their keys. `within` are the values around this one. */
function sorted(value: unknown, within: object[]): unknown {
  if (typeof value !== 'object' || value === null || within.length >= deepest || within.includes(value)) return value
  if (value instanceof NamedTuple) return value
  const entries = value instanceof Map ? Array.from(value) : isPlainObject(value) ? Object.entries(value) : undefined
  if (!entries && !Array.isArray(value)) return value
  within.push(value)
  const copy = entries
    ? new Map(entries.toSorted(([a], [b]) => byKey(a, b)).map(([key, item]) => [key as unknown, sorted(item, within)]))
    : (value as readonly unknown[]).map((item) => sorted(item, within))
  within.pop()
  return value instanceof Tuple ? Tuple.fromItems(copy as unknown[]) : copy
}

/** What has no order among each other is in the order of its types. */
function byKey(a: unknown, b: unknown): number {
  const order = compareValues(a, b)
  if (order !== undefined) return Number.isNaN(order) ? 0 : order
  const [left, right] = [kindName(a), kindName(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
