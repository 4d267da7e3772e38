import { type Problem, problemOf } from '../check/problem.ts'
import type { PageCheck } from '../engine/check-page.ts'
import type { Djust } from '../engine/djust.ts'
import { DjustError, type SourceSpan } from '../error.ts'
import type { AskedQuery } from '../load/offline.ts'
import type { ConfiguredView } from './define-config.ts'
import type { LiveViewClass } from './live-view.ts'
import { mountOffline, sampleOf } from './mount-offline.ts'
import { placeInStack } from '../engine/place-in-stack.ts'

/** A view with what is wrong in it, in how its template reads what it gives, and what it takes of the database. */
export interface ViewCheck extends PageCheck {
  readonly view: string
  /** How many queries `mount` awaits itself, which are not among `statementCount`. */
  readonly awaited: number
}

/** What to find of a class: the text of one of its literals, or the field that is given a query, and there the first of `words`. */
export type InClass = { readonly text: string } | { readonly field: string; readonly words: readonly string[] }

/** Finds where the class stands in the application's own files, or a part of it. */
export type FindClass = (View: LiveViewClass, part?: InClass) => SourceSpan | undefined

/** Mounts the view without a database and plans its page. No statement runs. */
export function checkView(djust: Djust, configured: ConfiguredView, find: FindClass = () => undefined): Promise<ViewCheck> {
  const { view: View } = sampleOf(configured)
  const at = (text?: string): SourceSpan =>
    find(View, text === undefined ? undefined : { text }) ?? { template: View.name, source: '', start: 0, end: 0 }
  return mountOffline(djust, configured, async ({ view, context, complete, answered, refused, error }) => {
    const problems: Problem[] = []
    if (refused) problems.push(awaitedQuery(View, refused, placeInStack(error) ?? at()))
    else if (error !== undefined) problems.push(mountProblem(View, error, at()))
    const template = typeof view?.templateName === 'string' ? view.templateName : ''
    const own = { view: View.name, template, awaited: answered }
    if (template === '') return { ...own, files: [], problems, queries: [], statementCount: 0, unread: [] }
    const page = await djust.check(template, context, {
      complete,
      view: view!,
      queryPlace: (field, { summary }) =>
        find(View, { field, words: Array.from(summary.matchAll(/["']([\w.-]+)["']/g), ([, word]) => word!) }),
    })
    // The place of a missing template is where the view names it.
    const ofPage = page.problems.map((problem) =>
      problem.code === 'template/not-found' && problem.end === 0 ? { ...problem, ...placeOf(problem, at(template)) } : problem,
    )
    return { ...page, ...own, problems: [...problems, ...ofPage] }
  })
}

function awaitedQuery(View: LiveViewClass, { model, gives }: AskedQuery, at: SourceSpan): Problem {
  const what = { rows: 'rows', values: 'values', count: 'a count', exists: 'an exists()', statement: "a statement of the ORM's own" }[gives]
  const error = new DjustError(
    'check/awaited-query',
    `mount of ${View.name} awaits ${what}${model === null ? '' : ` of ${model}`}, which can't be run here: what comes after it is not checked`,
    {
      hint:
        gives === 'statement'
          ? "Give the template the call itself, by lazy(em), or a query of djust's."
          : `Leave the query to the template, without await, or say in djust.config what it gives: { view: ${View.name}, awaits: [${gives === 'count' ? '25' : gives === 'exists' ? 'true' : '[]'}] }`,
    },
  )
  return { ...problemOf(error, at), severity: 'warning' }
}

function mountProblem(View: LiveViewClass, error: unknown, at: SourceSpan): Problem {
  if (error instanceof DjustError) return problemOf(error, error.span ?? placeInStack(error) ?? at)
  const message = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error)
  const problem = new DjustError('check/mount-failed', `mount of ${View.name} failed: ${message}`, {
    hint: message.endsWith(' is not a function')
      ? undefined
      : `Where it needs more of a request, give a sample in djust.config: { view: ${View.name}, request: { params: { id: '1' } } }`,
  })
  return problemOf(problem, placeInStack(error) ?? at)
}

function placeOf({ code, message, hint }: Problem, span: SourceSpan): Problem {
  return problemOf(new DjustError(code, message, { hint }), span)
}
