import { DjustError, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError, placeOf, type SourceSpan } from '../error.ts'

/** An error that was thrown while a template rendered: says where, through which includes, and keeps its cause. */
export class RenderError extends DjustError {
  constructor(summary: string, span: SourceSpan | undefined, cause: unknown) {
    const [code, hint] =
      cause instanceof DjustError ? [cause.code, cause.hint] : isOverflow(cause) ? tooDeep : ['render/failed', thrownBy(cause)]
    super(code, summary, { span, cause, hint })
    const trace: { readonly stack?: string } = {}
    Error.captureStackTrace(trace, RenderError)
    // Made only if somebody reads it: the includes that the error comes through are not known yet.
    Object.defineProperty(this, 'stack', { get: () => this.#stack(trace.stack ?? ''), configurable: true })
  }

  /** The places in templates, innermost first, and then who rendered them. */
  #stack(trace: string): string {
    const places = (this.span ? [this.span, ...this.includes] : this.includes).map((span) => `    at ${placeOf(span)}`)
    const frames = trace.split('\n').slice(1)
    // What noticed the error is of no use to who reads it, and the functions that templates became are the places above.
    const outside = frames.findIndex((frame) => /\bRuntime\.failed\b/.test(frame)) + 1
    const others = frames.slice(outside).filter((frame) => !/^ {4}at template /.test(frame))
    return [`${this.name}: ${this.message}`, ...places, ...others].join('\n')
  }
}

/** The error as it goes on to who renders: with the place, once that is known, and the includes around it. `row` counts from 1; 0 outside of loops. */
export function renderError(error: unknown, site: SourceSpan | undefined, row = 0): unknown {
  if (error instanceof RenderError) return site ? error.through(site, row) : error
  if (error instanceof TemplateSyntaxError || error instanceof TemplateDoesNotExist || error instanceof NoReverseMatch)
    return error.span && site ? throughInclude(error, site, row) : withSpan(error, site)
  const summary = error instanceof DjustError ? error.summary : summaryOf(error, site)
  return new RenderError(row > 0 ? `${summary} (in row ${row} of the loop)` : summary, site, error)
}

function throughInclude(error: DjustError, site: SourceSpan, row: number): DjustError {
  const { message, stack } = error
  error.through(site, row)
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message)
  return error
}

/** Errors that code asks for by class stay of that class. */
function withSpan(error: TemplateSyntaxError | TemplateDoesNotExist | NoReverseMatch, site: SourceSpan | undefined): DjustError {
  if (error.span || !site) return error
  const Class =
    error instanceof NoReverseMatch ? NoReverseMatch : error instanceof TemplateDoesNotExist ? TemplateDoesNotExist : TemplateSyntaxError
  return new Class(error.code, error.summary, { span: site, hint: error.hint, cause: error.cause ?? error })
}

/** Names the path whose code failed: `lease.total failed: no rate`. */
function summaryOf(error: unknown, site: SourceSpan | undefined): string {
  const text = site?.source.slice(site.start, site.end) ?? ''
  return /^[\w.]+$/.test(text) ? `${text} failed: ${messageOf(error)}` : messageOf(error)
}

/** The function of the application that threw, as its stack says: a getter's model is seldom named in the template. */
function thrownBy(error: unknown): string | undefined {
  const frame = error instanceof Error ? /^ {4}at (.+)$/m.exec(error.stack ?? '')?.[1] : undefined
  const place = frame?.replace('file://', '')
  return place && `Thrown at ${place}.`
}

const tooDeep = ['render/too-deep', 'What includes or calls itself needs a condition that ends it, and data that does.'] as const

/** Told without a regular expression, which would need some of the stack that is not there. */
function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

function messageOf(error: unknown): string {
  if (isOverflow(error)) return 'The templates or the code they call are nested too deeply'
  if (error instanceof Error) return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
  return `Something that is no Error was thrown: ${String(error)}`
}
