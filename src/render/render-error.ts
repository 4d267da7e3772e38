import { DjustError, lineAndColumn, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError, type SourceSpan } from '../error.ts'

/** An error that was thrown while a template rendered: says where, through which includes, and keeps its cause. */
export class RenderError extends DjustError {
  /** The `{% include %}`s that led to the place, innermost first. */
  readonly includes: readonly SourceSpan[]

  constructor(summary: string, span: SourceSpan | undefined, cause: unknown, includes: readonly SourceSpan[], hint?: string) {
    const code = cause instanceof DjustError ? cause.code : 'render/failed'
    super(code, summary, { span, cause, hint: [hint, ...includes.map(describe)].filter(Boolean).join('\n') || undefined })
    this.includes = includes
  }
}

/** The error as it goes on to who renders: with the place, once that is known, and the includes around it. */
export function renderError(error: unknown, site: SourceSpan | undefined): unknown {
  if (error instanceof RenderError) {
    if (!site) return error
    return new RenderError(error.summary, error.span, error.cause, [...error.includes, site], undefined)
  }
  if (error instanceof TemplateSyntaxError || error instanceof TemplateDoesNotExist || error instanceof NoReverseMatch) return withSpan(error, site)
  const summary = error instanceof DjustError ? error.summary : messageOf(error)
  return new RenderError(summary, site, error, [], error instanceof DjustError ? error.hint : undefined)
}

/** Django's own errors stay of their class. */
function withSpan(error: DjustError, site: SourceSpan | undefined): DjustError {
  if (error.span || !site) return error
  const constructor = error.constructor as typeof DjustError
  const located = new constructor(error.code, error.summary, { span: site, hint: error.hint, cause: error.cause ?? error })
  return located instanceof DjustError ? located : error
}

function messageOf(error: unknown): string {
  if (error instanceof RangeError && /call stack/i.test(error.message)) return 'The templates or the code they call are nested too deeply'
  if (error instanceof Error) return `${error.name}: ${error.message}`
  return `Something that is no Error was thrown: ${String(error)}`
}

function describe({ template, source, start }: SourceSpan): string {
  const { line, column } = lineAndColumn(source, start)
  return `included from ${template}:${line}:${column}`
}
