import { DjustError } from '../src/error.ts'
import { createTemplateEngine, type CompiledTemplate, type TemplateEngineOptions } from '../src/template.ts'
import { decodeContext, decodeInstant } from './case-values.ts'
import { customLibraries, customTemplates } from './custom-libraries.ts'
import { UnknownFixture } from './fixtures.ts'
import { type Case, type CaseFile, type Outcome, failed, passed, sameText, skipped } from './outcome.ts'
import { type CaseRequest, requestOf } from './request.ts'
import { reverse } from './url-patterns.ts'

export interface RenderCase extends Case {
  readonly templates: Readonly<Record<string, string>>
  readonly render?: string
  readonly compile?: string
  readonly context: Readonly<Record<string, unknown>>
  readonly output?: string
  readonly error?: { readonly type: string; readonly message: string }
  readonly engine?: { readonly stringIfInvalid?: string; readonly autoescape?: boolean }
  readonly contextAutoescape?: boolean
  readonly language?: string
  readonly timezone?: string
  readonly now?: string
  readonly request?: CaseRequest
}

/** What an engine for a case has that the case does not say. */
export interface EngineChanges extends Pick<TemplateEngineOptions, 'libraries' | 'builtins'> {
  readonly values: 'python' | 'javascript'
}

const filesInUtc: ReadonlySet<string> = new Set(['filters.jsonl', 'generated.jsonl'])

/** Renders (or only compiles) a case's template in an engine of its own and compares text or error. */
export function runRenderCase(recorded: Case, file: Pick<CaseFile, 'name'>): Outcome {
  const test = recorded as RenderCase
  if (test.language !== undefined && test.language !== 'en') return skipped('it needs translations, which djust does not have yet')
  try {
    const outcome = outputOf(test, file, { values: 'python' })
    if (test.error) return failed(`expected ${test.error.type}: ${test.error.message}\n  rendered ${JSON.stringify(outcome)}`)
    return sameText(outcome, test.output ?? '')
  } catch (error) {
    if (error instanceof UnknownFixture) return skipped(error.message)
    if (!test.error) return failed(`threw ${describe(error)}`)
    return isOfType(error, test.error.type)
      ? passed
      : failed(`expected ${test.error.type}: ${test.error.message}\n  threw ${describe(error)}`)
  }
}

/** What a case renders; where it only compiles, nothing. Throws what djust throws. */
export function outputOf(test: RenderCase, file: Pick<CaseFile, 'name'>, setup: EngineChanges): string {
  const { now, timezone = filesInUtc.has(file.name) ? 'UTC' : 'America/Chicago' } = test
  const engine = createTemplateEngine({
    templates: { ...customTemplates, ...test.templates },
    libraries: [...customLibraries, ...(setup.libraries ?? [])],
    builtins: setup.builtins ?? [],
    stringIfInvalid: test.engine?.stringIfInvalid ?? '',
    autoescape: test.engine?.autoescape ?? true,
    values: setup.values,
    timeZone: timezone,
    reverse,
    ...(now === undefined ? {} : { now: () => decodeInstant(now) }),
  })
  const name = test.compile ?? test.render ?? ''
  const template: CompiledTemplate = name === '(inline)' ? engine.fromString(test.templates[name] ?? '') : engine.template(name)
  if (test.compile !== undefined) return ''
  const context = decodeContext(test.context)
  const request = test.request && requestOf(test.request)
  const changes = test.contextAutoescape === undefined ? {} : { autoescape: test.contextAutoescape }
  return template.render(request ? { request, ...context } : context, changes)
}

/** Whether an error, or what caused it, is of the type that Django threw. */
function isOfType(error: unknown, type: string): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.name === type || at.constructor.name === type) return true
  }
  return type === 'RuntimeError' && error instanceof Error
}

function describe(error: unknown): string {
  if (error instanceof DjustError) return `${error.name}: ${error.summary}${error.cause instanceof Error ? ` (${error.cause.stack})` : ''}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
