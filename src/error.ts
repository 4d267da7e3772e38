/** Where something stands in a template: offsets into `source`, `end` exclusive. */
export interface SourceSpan {
  readonly template: string
  readonly source: string
  readonly start: number
  readonly end: number
}

export interface DjustErrorOptions {
  readonly span?: SourceSpan | undefined
  readonly hint?: string | undefined
  readonly cause?: unknown
  /** What `message` begins with, right before the summary; the place then follows them. */
  readonly lead?: string | undefined
}

/**
 * Every error that djust throws. `code` is permanent and documented in docs/errors.md;
 * `message` holds the place, a code frame and the hint, ready to print.
 */
export class DjustError extends Error {
  readonly code: string
  readonly summary: string
  readonly span: SourceSpan | undefined
  readonly hint: string | undefined
  #trail: { readonly described: string; readonly includes: SourceSpan[]; readonly shown: string[] } | null = null

  constructor(code: string, summary: string, options: DjustErrorOptions = {}) {
    super(describe(summary, options), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.summary = summary
    this.span = options.span
    this.hint = options.hint
    hideFromPrints(this, 'span')
  }

  /** The `{% include %}`s that led to the place, innermost first. */
  get includes(): readonly SourceSpan[] {
    return this.#trail?.includes ?? []
  }

  /** Adds an include that the error comes through. `row` is that of the loop around it, counted from 1; 0 outside of loops. */
  through(site: SourceSpan, row = 0): this {
    this.#trail ??= { described: this.message, includes: [], shown: [] }
    const { described, includes, shown } = this.#trail
    includes.push(site)
    if (shown.length < mostIncludesShown) shown.push(`included from ${placeOf(site)}${row > 0 ? ` in its row ${row}` : ''}`)
    const more = includes.length - shown.length
    this.message = `${described}\n\n${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}`
    return this
  }
}

const mostIncludesShown = 8

/** `page.html:3:14` */
export function placeOf({ template, source, start }: SourceSpan): string {
  const { line, column } = lineAndColumn(source, start)
  return `${template}:${line}:${column}`
}

/** Keeps whole templates out of logs: the message holds the lines that matter. */
function hideFromPrints(error: DjustError, name: string): void {
  Object.defineProperty(error, name, { enumerable: false })
}

/** Django's TemplateSyntaxError: the template's text is wrong; thrown when it is compiled. */
export class TemplateSyntaxError extends DjustError {
  /** The same error for another include of the template. */
  again(): TemplateSyntaxError {
    return new TemplateSyntaxError(this.code, this.summary, { span: this.span, hint: this.hint, cause: this.cause })
  }
}

/** Django's TemplateDoesNotExist. */
export class TemplateDoesNotExist extends DjustError {}

/** Django's NoReverseMatch: `{% url %}` found no pattern. */
export class NoReverseMatch extends DjustError {}

/** 1-based line and column of an offset. */
export function lineAndColumn(source: string, offset: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) {
    line++
    lineStart = at + 1
  }
  // An expression that a tag makes up of its words may begin before the source does.
  return { line, column: Math.max(1, offset - lineStart + 1) }
}

/** The lines around a span with carets under it, as in `12 | {{ lease.propert }}`. */
export function codeFrame(span: SourceSpan, around = 1): string {
  const lines = span.source.split('\n')
  const { line, column } = lineAndColumn(span.source, span.start)
  const first = Math.max(1, line - around)
  // What is behind the line break that ends the text is no line to show.
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length
  const last = Math.max(line, Math.min(end, line + around))
  const width = String(last).length
  const out: string[] = []
  for (let n = first; n <= last; n++) {
    const text = (lines[n - 1] ?? '').replace(/\r$/, '')
    // Of a long line, as of minified pages, what stands around the place.
    const from = n === line ? Math.max(0, Math.min(column - 1 - before, text.length - longestLine)) : 0
    const shown = text.slice(from, from + longestLine)
    const [start, end] = [from > 0 ? '…' : '', from + longestLine < text.length ? '…' : '']
    out.push(`${String(n).padStart(width)} | ${start}${printable(shown)}${end}`)
    if (n === line) {
      const at = column - 1 - from
      const marked = shown.slice(at, at + Math.max(1, span.end - span.start))
      out.push(`${' '.repeat(width)} | ${' '.repeat(start.length + cells(shown.slice(0, at)))}${'^'.repeat(Math.max(1, cells(marked)))}`)
    }
  }
  return out.join('\n')
}

/** Characters of a line that a frame shows, and of them before the place. */
const longestLine = 160
const before = 60

/** Controls could write elsewhere in a terminal, or turn the line around. */
function printable(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** How many columns of a terminal text takes: two for what is wide, none for what combines with the character before. */
function cells(text: string): number {
  if (/^[\x00-\x7f]*$/.test(text)) return text.length
  let count = 0
  for (const { segment } of new Intl.Segmenter().segment(printable(text)))
    count += wide.test(segment) ? 2 : /^\p{M}+$/u.test(segment) ? 0 : 1
  return count
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u

function describe(summary: string, { span, hint, lead }: DjustErrorOptions): string {
  let text = lead === undefined ? summary : `${lead}: ${summary}`
  if (span) {
    const place = placeOf(span)
    text = lead === undefined ? `${place}: ${text}\n\n${codeFrame(span)}` : `${text}\n\n${place}\n${codeFrame(span)}`
  }
  return hint ? `${text}\n\n${hint}` : text
}
