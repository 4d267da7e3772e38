/**
 * Helpers for tests of pages: how many statements ran, which, and what a view renders. They need no test runner.
 *
 * ```ts
 * await expectStatements(djust, 1, () => renderView(djust, DashboardView))
 * ```
 */
export { captureStatements, expectStatements } from './statements.ts'
export { renderView } from './render-view.ts'
