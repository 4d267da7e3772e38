import { printAccess } from '../access/print-access.ts'
import type { Database } from '../load/database.ts'
import { printPlan } from '../plan/print-plan.ts'
import { printValues } from './load-values.ts'
import { loadContext, type LoadSession, type PlannedQuery } from './load-context.ts'

/** One query of a page: what is loaded for it, by which statements, and the code that makes objects of their rows. */
export interface ExplainedQuery {
  /** Where it stands in the context. */
  readonly path: string
  readonly plan: string
  readonly statements: readonly { readonly model: string; readonly sql: string; readonly serializer: string }[]
}

/** What happens for a page. `toString()` gives all of it as text. */
export interface Explanation {
  readonly template: string
  readonly source: string
  readonly access: string
  readonly queries: readonly ExplainedQuery[]
  /** How many statements run if no list on the way is empty. */
  readonly statementCount: number
  toString(): string
}

export async function explainPage(
  template: string,
  source: string,
  context: Readonly<Record<string, unknown>>,
  session: LoadSession,
): Promise<Explanation> {
  const planned: PlannedQuery[] = []
  await loadContext(context, { ...session, dryRun: true, onPlan: (query) => planned.push(query) })
  // Plans come in the order in which they are found.
  const roots = [...session.page.access.roots.keys()]
  const place = ({ path }: PlannedQuery): number => roots.indexOf(path.split(/[.[]/, 1)[0]!)
  const queries = planned.toSorted((a, b) => place(a) - place(b)).map((query) => explainedQuery(query, session.database!))
  const explanation = {
    template,
    source,
    access: printAccess(session.page.access.roots),
    queries,
    statementCount: queries.reduce((sum, query) => sum + query.statements.length, 0),
  }
  return { ...explanation, toString: () => printed(explanation) }
}

/** One query as it would be loaded. */
export function explainedQuery({ path, state, plan, needed = null }: PlannedQuery, { loader }: Database): ExplainedQuery {
  if (state.none && state.result !== 'aggregate') return { path, plan: 'result: none', statements: [] }
  if (state.result === 'count' || state.result === 'exists') {
    const { model, sql } = loader.scalarStatement(state)
    return { path, plan: `result: ${state.result}`, statements: [{ model: model.name, sql, serializer: '' }] }
  }
  if (!plan) {
    const { model, sql } = loader.valuesStatement(state, needed)
    return { path, plan: printValues(state, needed), statements: [{ model: model.name, sql, serializer: '' }] }
  }
  const statements = loader.statements(plan, state).map((statement) => ({
    model: statement.model.name,
    sql: statement.sql,
    serializer: statement.layout ? loader.serializerSource(statement) : '',
  }))
  return { path, plan: printPlan(plan), statements }
}

function printed({ template, source, access, queries, statementCount }: Omit<Explanation, 'toString'>): string {
  const lines = [title(`Template ${template}`), source, title('Access graph'), access]
  for (const query of queries) {
    lines.push(title(`Load plan of ${query.path}`), query.plan)
    query.statements.forEach(({ model, sql, serializer }, index) => {
      lines.push(title(`Statement ${index + 1} of ${query.path}: ${model}`), sql)
      if (serializer) lines.push(title(`Serializer of ${model}`), serializer)
    })
  }
  lines.push('', `${statementCount} ${statementCount === 1 ? 'statement' : 'statements'}`)
  return lines.join('\n').trimStart()
}

function title(text: string): string {
  return `\n${text}\n${'-'.repeat(text.length)}`
}
