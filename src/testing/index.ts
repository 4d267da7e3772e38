/**
 * Helpers for tests of pages: how many statements ran, which, what a view renders and what is planned for it. They need no
 * test runner and work in any.
 *
 * ```ts
 * await expectStatements(djust, 1, () => renderView(djust, DashboardView))
 * expect(await planOf(djust, DashboardView)).toMatchSnapshot()
 * ```
 */
export { captureStatements, expectStatements } from './statements.ts'
export { renderView } from './render-view.ts'
export { planOf, type PlanOptions } from './plan-of.ts'
