import { DjustError } from '../../error.ts'
import { spaceClass } from './python-space.ts'
import { scanStartTag } from './start-tag.ts'

/** What a scan of HTML reports, in order. Any of them returns true to stop the scan. */
export interface HtmlHandler {
  /** Text between tags as written; `raw` where it is the content of a script or style, in which references mean nothing. */
  text(source: string, raw: boolean): boolean | void
  /** `source` is the tag as written; `selfClosing` where it ends in `/>`. */
  startTag(name: string, source: string, selfClosing: boolean): boolean | void
  endTag(name: string): boolean | void
}

export interface HtmlScanOptions {
  /** What is cut off at the end is reported as text; without it, it is not reported at all. */
  readonly complete: boolean
  /** Text is reported in one piece up to the next tag. Without it, each character reference is a piece, its semicolon added. */
  readonly wholeText: boolean
}

/**
 * Splits HTML into text and tags as Python's HTMLParser does, whatever the HTML: comments, declarations and
 * processing instructions are dropped, what looks like a tag but is none is text. Takes linear time.
 */
export function scanHtml(source: string, handler: HtmlHandler, options: HtmlScanOptions): void {
  const scanner = new Scanner(source, handler, options.wholeText)
  scanner.run(false)
  if (options.complete) scanner.run(true)
}

const rawTextEnds: ReadonlyMap<string, RegExp> = new Map([
  ['script', /<\/\s*script\s*>/gi],
  ['style', /<\/\s*style\s*>/gi],
])
const spaceOrSemicolon = new RegExp(`[${spaceClass};]`)
const marker = /[<&]/g
const nameOnly = /<\/\s*([a-zA-Z][-.a-zA-Z0-9:_]*)\s*>/y
const anyName = /[a-zA-Z][^\t\n\r\f />\x00]*/y
const numericReference = /&#([0-9]+|[xX][0-9a-fA-F]+)([^0-9a-fA-F])/y
const namedReference = /&([a-zA-Z][-.a-zA-Z0-9]*)([^a-zA-Z0-9])/y
// Work allowed for each character: text made so that its tags are read again and again is refused.
const mostWork = 12

class Scanner {
  readonly #source: string
  readonly #handler: HtmlHandler
  readonly #wholeText: boolean
  #at = 0
  #work = 0
  #stopped = false
  /** The script or style element that is open: only its end tag is markup. */
  #rawElement: string | undefined
  /** Positions from which on something does not occur: it is not looked for again. */
  readonly #absent: Map<RegExp, number> = new Map()

  constructor(source: string, handler: HtmlHandler, wholeText: boolean) {
    this.#source = source
    this.#handler = handler
    this.#wholeText = wholeText
  }

  /** Goes as far as it can be sure; with `end`, to the end. */
  run(end: boolean): void {
    const { length } = this.#source
    while (this.#at < length && !this.#stopped) {
      const next = this.#nextMarkup(end)
      if (next === undefined) break
      this.#text(next)
      if (this.#stopped || this.#at === length) return
      const goesOn = this.#source.charAt(this.#at) === '&' ? this.#reference(end) : this.#markup(end)
      if (!goesOn) break
    }
    if (end && !this.#stopped && this.#rawElement === undefined) this.#text(length)
  }

  #text(end: number): void {
    if (end <= this.#at) return
    const text = this.#source.slice(this.#at, end)
    this.#at = end
    this.#emit(text)
  }

  #emit(text: string): void {
    if (this.#handler.text(text, this.#rawElement !== undefined)) this.#stopped = true
  }

  /** Where the text ends; undefined where the rest has to wait for more. */
  #nextMarkup(end: boolean): number | undefined {
    const source = this.#source
    const rawEnd = this.#rawElement === undefined ? undefined : rawTextEnds.get(this.#rawElement)
    if (rawEnd) {
      const found = this.#find(rawEnd, this.#at)
      return found ? found.index : undefined
    }
    if (!this.#wholeText) return this.#find(marker, this.#at)?.index ?? source.length
    const tag = source.indexOf('<', this.#at)
    if (tag >= 0) return tag
    const tail = source.slice(Math.max(this.#at, source.length - 34))
    const reference = tail.lastIndexOf('&')
    return !end && reference >= 0 && !spaceOrSemicolon.test(tail.slice(reference)) ? undefined : source.length
  }

  /** Handles what begins with `<`; false where it is cut off. */
  #markup(end: boolean): boolean {
    const from = this.#at
    const next = this.#endOfMarkup(from)
    if (next === undefined) return false
    if (next >= 0) {
      this.#at = Math.max(this.#at, next)
      return true
    }
    if (!end) return false
    const close = this.#find(closing, from + 1)
    this.#text(close ? close.index + 1 : (this.#find(opening, from + 1)?.index ?? from + 1))
    return true
  }

  /** -1 where the end of what begins here is missing, undefined where even its kind is. */
  #endOfMarkup(from: number): number | undefined {
    const source = this.#source
    const second = source.charAt(from + 1)
    if (/[a-zA-Z]/.test(second)) return this.#startTag(from)
    if (second === '/') return this.#endTag(from)
    if (source.startsWith('<!--', from)) return this.#after(commentEnd, from + 4)
    if (second === '?') return this.#after(closing, from + 2)
    if (second === '!') return this.#declaration(from)
    if (second === '') return undefined
    this.#text(from + 1)
    return from + 1
  }

  #startTag(from: number): number {
    const tag = scanStartTag(this.#source, from)
    this.#work += (tag.end < 0 ? this.#source.length : tag.end) - from
    if (this.#work > mostWork * this.#source.length) throw suspicious()
    if (tag.end < 0) return -1
    const text = this.#source.slice(from, tag.end)
    if (tag.kind === 'text') {
      this.#text(tag.end)
      return tag.end
    }
    const selfClosing = tag.kind === 'self-closing'
    if (this.#handler.startTag(tag.name, text, selfClosing)) this.#stopped = true
    if (!selfClosing && rawTextEnds.has(tag.name)) this.#rawElement = tag.name
    return tag.end
  }

  #endTag(from: number): number {
    const close = this.#find(closing, from + 1)
    if (!close) return -1
    nameOnly.lastIndex = from
    anyName.lastIndex = from + 2
    const simple = nameOnly.exec(this.#source)
    const name = simple?.[1] ?? anyName.exec(this.#source)?.[0]
    if (name === undefined) return close.index + 1
    if (this.#handler.endTag(name.toLowerCase())) this.#stopped = true
    this.#rawElement = undefined
    return close.index + 1
  }

  #declaration(from: number): number {
    const section = /<!\[([a-zA-Z][-_.a-zA-Z0-9]*)/y
    section.lastIndex = from
    const keyword = section.exec(this.#source)?.[1]?.toLowerCase()
    if (keyword !== undefined && ['temp', 'cdata', 'ignore', 'include', 'rcdata'].includes(keyword))
      return this.#after(sectionEnd, from + 3)
    if (keyword !== undefined && ['if', 'else', 'endif'].includes(keyword)) return this.#after(officeEnd, from + 3)
    return this.#after(closing, from + 2)
  }

  /** Handles what begins with `&`; false where it is cut off. */
  #reference(end: boolean): boolean {
    const source = this.#source
    const from = this.#at
    const numeric = source.charAt(from + 1) === '#'
    const pattern = numeric ? numericReference : namedReference
    pattern.lastIndex = from
    const match = pattern.exec(source)
    if (match) {
      const length = match[0].length - (match[2] === ';' ? 0 : (match[2]?.length ?? 0))
      this.#at = from + length
      this.#emit(`&${numeric ? '#' : ''}${match[1]};`)
      return true
    }
    if (numeric) {
      if (this.#find(semicolon, from)) this.#text(from + 2)
      return false
    }
    const second = source.charAt(from + 1)
    if (/[a-zA-Z]/.test(second)) {
      if (end && from + 2 === source.length) this.#at = from + 1
      return false
    }
    if (second === '') return false
    this.#text(from + 1)
    return true
  }

  #after(pattern: RegExp, from: number): number {
    const found = this.#find(pattern, from)
    return found ? found.index + found[0].length : -1
  }

  #find(pattern: RegExp, from: number): RegExpExecArray | undefined {
    if ((this.#absent.get(pattern) ?? Infinity) <= from) return undefined
    pattern.lastIndex = from
    const found = pattern.exec(this.#source)
    if (!found) this.#absent.set(pattern, from)
    return found ?? undefined
  }
}

const closing = />/g
const opening = /</g
const semicolon = /;/g
const commentEnd = /--\s*>/g
const sectionEnd = /\]\s*\]\s*>/g
const officeEnd = /\]\s*>/g

function suspicious(): DjustError {
  return new DjustError('filter/suspicious-html', 'this HTML has so many unfinished tags inside one another that it is refused', {
    hint: 'It was probably made to keep a server busy.',
  })
}
