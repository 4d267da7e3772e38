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

  constructor(code: string, summary: string, options: DjustErrorOptions = {}) {
    super(describe(summary, options), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.summary = summary
    this.span = options.span
    this.hint = options.hint
    hideFromPrints(this, 'span')
  }
}

/** Keeps whole templates out of logs: the message holds the lines that matter. */
export function hideFromPrints(error: DjustError, name: string): void {
  Object.defineProperty(error, name, { enumerable: false })
}

/** Django's TemplateSyntaxError: the template's text is wrong; thrown when it is compiled. */
export class TemplateSyntaxError extends DjustError {}

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
    const text = (lines[n - 1] ?? '').replaceAll('\t', ' ')
    out.push(`${String(n).padStart(width)} | ${text}`)
    if (n === line) {
      const length = Math.max(1, Math.min(span.end - span.start, text.length - column + 1))
      out.push(`${' '.repeat(width)} | ${' '.repeat(column - 1)}${'^'.repeat(length)}`)
    }
  }
  return out.join('\n')
}

function describe(summary: string, { span, hint, lead }: DjustErrorOptions): string {
  let text = lead === undefined ? summary : `${lead}: ${summary}`
  if (span) {
    const { line, column } = lineAndColumn(span.source, span.start)
    const place = `${span.template}:${line}:${column}`
    text = lead === undefined ? `${place}: ${text}\n\n${codeFrame(span)}` : `${text}\n\n${place}\n${codeFrame(span)}`
  }
  return hint ? `${text}\n\n${hint}` : text
}
