import { codeFrame, type DjustError, lineAndColumn, type SourceSpan } from '../error.ts'

/** Something that `check` found in a template: plain data, ready for JSON. */
export interface Problem {
  /** Permanent, explained in docs/errors.md. */
  readonly code: string
  /** `error`: the page fails. `warning`: it renders, but hardly what was meant. */
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly template: string
  /** 1-based. */
  readonly line: number
  readonly column: number
  /** Offsets into the template's source, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** The lines around the place with carets under it. */
  readonly frame: string
  /** What to do about it. */
  readonly hint?: string
}

export function problemAt(span: SourceSpan, code: string, message: string, hint?: string): Problem {
  return { code, severity: 'warning', message, ...placeOf(span), ...(hint === undefined ? {} : { hint }) }
}

/** An error that rendering the template would throw. */
export function problemOf(error: DjustError, span: SourceSpan): Problem {
  const { code, summary: message, hint } = error
  return { code, severity: 'error', message, ...placeOf(span), ...(hint === undefined ? {} : { hint }) }
}

/** `page.html:3:7: message`, the code frame and the hint, as errors print. */
export function printProblem({ template, line, column, message, frame, hint, code }: Problem): string {
  return `${template}:${line}:${column}: ${message} [${code}]\n\n${frame}${hint === undefined ? '' : `\n\n${hint}`}`
}

function placeOf(span: SourceSpan): Pick<Problem, 'template' | 'line' | 'column' | 'start' | 'end' | 'frame'> {
  const { template, source, start, end } = span
  return { template, ...lineAndColumn(source, start), start, end, frame: codeFrame(span) }
}
