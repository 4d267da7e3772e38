import type { Djust } from '../engine/djust.ts'
import type { Explanation } from '../engine/explain.ts'
import type { ConfiguredView } from '../view/define-config.ts'
import { mountOffline } from '../view/mount-offline.ts'

export interface PlanOptions {
  /** Adds the statements' text, which depends on the database. */
  readonly sql?: boolean
}

/**
 * The load plans of a view, or of a template with these values, as text for a snapshot: what is loaded changes no more
 * without a test that says so. No statement runs; a view whose `mount` awaits queries says what they give, as in djust.config.
 *
 * ```ts
 * expect(await planOf(djust, DashboardView)).toMatchSnapshot()           // Vitest
 * t.assert.snapshot(await planOf(djust, 'leases.html', { leases }))      // node:test
 * ```
 */
export async function planOf(
  djust: Djust,
  page: string | ConfiguredView,
  context: Readonly<Record<string, unknown>> = {},
  options: PlanOptions = {},
): Promise<string> {
  if (typeof page === 'string') return printed(await djust.explain(page, context), options)
  return mountOffline(djust, page, async ({ view, complete, error, context: given }) => {
    if (!view || !complete) throw error
    return printed(await djust.explain(view.templateName, { ...given, ...context }), options)
  })
}

function printed({ template, queries, statementCount }: Explanation, { sql = false }: PlanOptions): string {
  const parts = queries.map(({ path, plan, statements }) =>
    [`${path}: ${plan}`, ...(sql ? statements.map((statement) => statement.sql) : [])].join('\n'),
  )
  return [`${template}, ${statementCount} ${statementCount === 1 ? 'statement' : 'statements'}`, ...parts].join('\n\n')
}
