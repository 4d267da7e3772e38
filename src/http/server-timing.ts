import type { RenderReport } from '../engine/report.ts'

/** The value of a `Server-Timing` header: statements, SQL, plan and render times, as browsers show them. */
export function serverTiming(report: RenderReport): string {
  const count = report.statements.length
  const sqlMilliseconds = report.statements.reduce((sum, statement) => sum + statement.milliseconds, 0)
  return [
    `statements;desc="${count} SQL ${count === 1 ? 'statement' : 'statements'}"`,
    `sql;dur=${rounded(sqlMilliseconds)}`,
    `plan;dur=${rounded(report.planMilliseconds)}`,
    `load;dur=${rounded(report.loadMilliseconds)}`,
    `render;dur=${rounded(report.renderMilliseconds)}`,
  ].join(', ')
}

function rounded(milliseconds: number): string {
  return milliseconds.toFixed(2)
}
