import type { AccessNode } from '../access/access-node.ts'
import { looksLikeMisspelling } from '../check/misspelling.ts'
import { type Problem, problemAt, problemOf } from '../check/problem.ts'
import { pageFiles } from '../check/page-files.ts'
import { DjustError, type SourceSpan, TemplateSyntaxError } from '../error.ts'
import { queryState } from '../query/lazy-query.ts'
import type { TemplateSet } from '../template/template-set.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { EngineTemplates } from './engine-templates.ts'
import { type ExplainedQuery, explainedQuery } from './explain.ts'
import { loadContext, type LoadSession, type PlannedQuery } from './load-context.ts'
import { readsOf, readsOfElements } from './context-access.ts'
import { misreadNames } from './misread-names.ts'
import { Page } from './page.ts'
import { placeInStack } from './place-in-stack.ts'
import { queryingMembers } from './querying-members.ts'

/** What is known of a page before any statement runs. */
export interface PageCheck {
  readonly template: string
  /** The template, its parents and includes. */
  readonly files: readonly string[]
  /** What is wrong in how the page reads its data. What is wrong in the text of its files, `djust.checkTemplate(file)` tells. */
  readonly problems: readonly Problem[]
  readonly queries: readonly ExplainedQuery[]
  /** How many statements run if no list on the way is empty, but for those of members that ask the database themselves. */
  readonly statementCount: number
  /** Names of the context with queries that the template does not read: they never run. Empty where only rendering tells what is included. */
  readonly unread: readonly string[]
}

export interface PageCheckOptions {
  /** Whether the context is all that the page gets. With `false` no name is unknown. Default: yes. */
  readonly complete?: boolean
  /** Where a variable's query is written, for what is wrong in it. Default: where the template first reads the variable. */
  readonly queryPlace?: (variable: string, error: DjustError) => SourceSpan | undefined
  /** The view whose fields the context has as getters. */
  readonly view?: object
}

/** Names that rendering gives to every template. */
const given: ReadonlySet<string> = new Set(['block', 'forloop', 'csrf_token', 'request', 'True', 'False', 'None'])

/** Plans the page anew, without what other requests left, and gathers every problem instead of the first. */
export async function checkPage(
  template: string,
  templates: EngineTemplates,
  context: Readonly<Record<string, unknown>>,
  session: Omit<LoadSession, 'page'>,
  { complete = true, queryPlace = () => undefined, view = context }: PageCheckOptions = {},
): Promise<PageCheck> {
  const files = pageFiles(template, templates.templates)
  let page: Page
  try {
    page = new Page(template, templates, context)
  } catch (error) {
    // Errors of syntax are told by the check of their own file, which tells more than the first.
    const problems = error instanceof TemplateSyntaxError ? [] : [asProblem(error, template)]
    return { template, files, problems, queries: [], statementCount: 0, unread: [] }
  }
  const { roots, unknownParts } = page.access
  const own = ownFiles(template, templates.templates)
  const problems = complete ? unknownNames(roots, Object.keys(context), own) : []
  for (const { name, of, span } of unknownParts) {
    problems.push(problemAt(span, 'check/unknown-name', `${of.closed} has no "${name}"`, didYouMean(name, of.parts.keys())))
  }
  const planned: PlannedQuery[] = []
  const onUnknown = (error: DjustError): void => void problems.push(asProblem(error, template))
  const onFailed = (error: unknown, variable: string): void => {
    const written = error instanceof DjustError && !error.span ? queryPlace(variable, error) : undefined
    problems.push(asProblem(error, template, written ?? roots.get(variable)?.spans[0]))
  }
  const collecting: LoadSession = {
    ...session,
    page,
    planner: session.planner && { ...session.planner, onUnknown, onUse: () => {} },
    dryRun: true,
    onUnknown,
    onPlan: (query) => void planned.push(query),
  }
  // One by one, so that what fails in one keeps no other from being looked at.
  for (const name of roots.keys()) {
    if (!(name in context)) continue
    try {
      await loadContext({ [name]: context[name] }, collecting)
    } catch (error) {
      onFailed(error, name)
    }
  }
  for (const { path, state, plan } of planned) {
    if (!plan) continue
    const access = roots.get(rootOf(path))
    problems.push(...queryingMembers(plan, access))
    const { schema } = session.database!.adapter
    const model = schema.modelOf(state.entity)
    if (!model || !access || path.includes('.') || path.includes('[')) continue
    for (const row of state.result === 'rows' ? readsOfElements(readsOf(access)) : [access])
      problems.push(...misreadNames(schema, model, row, page.access.filterUses))
  }
  const queries: ExplainedQuery[] = []
  for (const query of session.database ? planned : []) {
    try {
      queries.push(explainedQuery(query, session.database!))
    } catch (error) {
      onFailed(error, rootOf(query.path))
    }
  }
  const statementCount = queries.reduce((sum, query) => sum + query.statements.length, 0)
  const unread = unreadQueries(page, view, session.database)
  return { template, files, problems: distinct(problems), queries, statementCount, unread }
}

/** Names with queries that the page does not read. Of a getter nothing is known before it runs. */
function unreadQueries({ access }: Page, given: object, database: LoadSession['database']): readonly string[] {
  if (access.dynamic.length > 0) return []
  return Object.entries(Object.getOwnPropertyDescriptors(given)).flatMap(([name, { value }]: [string, PropertyDescriptor]) => {
    if (access.roots.has(name) || typeof value !== 'object' || value === null) return []
    return (queryState(value) ?? database?.adapter.recognise?.(value)) ? [name] : []
  })
}

/** The template and its parents; what they include has parameters, of which some may be left out. */
function ownFiles(template: string, templates: TemplateSet): ReadonlySet<string> {
  return new Set(templates.resolve(templates.get(template)).chain.map(({ name }) => name))
}

/**
 * Names that the page reads and nobody gives it. One that it asks for in conditions, or that stands in an include, may be
 * meant to be missing, unless it looks like one that is there.
 */
function unknownNames(roots: ReadonlyMap<string, AccessNode>, known: readonly string[], own: ReadonlySet<string>): Problem[] {
  const found: Problem[] = []
  for (const [name, node] of roots) {
    const [span] = node.spans
    if (!span || known.includes(name)) continue
    if (name === 'forloop' && !node.test && own.has(span.template)) {
      found.push(
        problemAt(
          span,
          'check/unknown-name',
          'forloop is only there inside of {% for %}: here it prints nothing',
          'Move it into the loop.',
        ),
      )
    }
    if (given.has(name)) continue
    const near = known.find((other) => looksLikeMisspelling(name, other))
    if (near === undefined && (node.test || !own.has(span.template))) continue
    const hint = near === undefined ? didYouMean(name, known) : `Did you mean "${near}"?`
    found.push(problemAt(span, 'check/unknown-name', `The name "${name}" is not known here`, hint))
  }
  return found
}

/** The variable of `leases`, `dashboard.recent` or `sections[].leases`. */
function rootOf(path: string): string {
  return path.split(/[.[]/, 1)[0]!
}

function asProblem(error: unknown, template: string, at?: SourceSpan): Problem {
  const nowhere = { template, source: '', start: 0, end: 0 }
  if (error instanceof DjustError) return problemOf(error, error.span ?? at ?? nowhere)
  const failed = new DjustError('check/mount-failed', error instanceof Error ? error.message : String(error))
  return problemOf(failed, placeInStack(error) ?? at ?? nowhere)
}

/** One place is read by a page in several ways, and says the same for each. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...new Map(problems.map((problem) => [`${problem.template} ${problem.start} ${problem.code} ${problem.message}`, problem])).values(),
  ]
}
