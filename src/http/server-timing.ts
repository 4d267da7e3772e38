import type { RenderReport } from '../engine/report.ts'

/** The value of a `Server-Timing` header: statements, SQL, plan and render times, as browsers show them. */
export function serverTiming(report: RenderReport): string {
  const count = report.statements.length
  const sqlMs = report.statements.reduce((sum, statement) => sum + statement.ms, 0)
  return [
    `statements;desc="${count} SQL ${count === 1 ? 'statement' : 'statements'}"`,
    `sql;dur=${rounded(sqlMs)}`,
    `plan;dur=${rounded(report.planMs)}`,
    `load;dur=${rounded(report.loadMs)}`,
    `render;dur=${rounded(report.renderMs)}`,
  ].join(', ')
}

function rounded(ms: number): string {
  return ms.toFixed(2)
}
