import type { ListPlan, ManyPlan, OnePlan } from '../plan/load-plan.ts'
import { prefetchAt, type Prefetches } from '../query/list-queries.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { RowsQuery } from '../query/rows-query.ts'
import { compileNumber, compileRelated, compileRoot, type RelatedRows } from '../query/select.ts'
import type { Statement } from '../query/statement.ts'
import { targetOf } from '../query/target-of.ts'
import { outletsOf } from '../serialize/row-maker.ts'

/** Every statement that a plan can need, compiled without global filters, to print. */
export function planStatements(adapter: OrmAdapter, root: ListPlan, query: RowsQuery, prefetches: Prefetches): readonly Statement[] {
  const restrictions = new Map()
  if (!root.node)
    return root.count || root.exists
      ? [compileNumber(root.count ? 'count' : 'exists', { adapter, restrictions, query, prefetches }).statement]
      : []
  const statements: Statement[] = []
  const seen = new Set<ManyPlan | OnePlan>()
  const open: { statement: Statement; prefetches: Prefetches }[] = []
  const add = (statement: Statement, of: Prefetches): void => {
    statements.push(statement)
    open.push({ statement, prefetches: of })
  }
  add(compileRoot(root, { adapter, restrictions, query, prefetches }).statement, prefetches)
  const related = (plan: ManyPlan | OnePlan, rows: RelatedRows, under: Prefetches): void => {
    if (!rows.node || seen.has(plan)) return
    seen.add(plan)
    const own = under.query ?? new RowsQuery(adapter, targetOf(adapter.schema, rows.relation), null, rows.relation.ordering)
    add(compileRelated(rows, false, { adapter, restrictions, query: own, prefetches: under }).statement, under)
  }
  for (let next = open.shift(); next; next = open.shift()) {
    const { statement, prefetches: at } = next
    if (!statement.layout) continue
    const { lists, levels } = outletsOf(statement.layout)
    for (const { layout, owner } of lists) {
      const { many } = layout
      if (!layout.nested)
        related(many, { owner, relation: many.relation, head: many.head, tail: many.tail, node: many.node }, prefetchAt(at, layout.path))
    }
    for (const { layout, owner } of levels) {
      const { one } = layout
      related(one, { owner, relation: one.relation, head: Infinity, tail: 0, node: one.node }, prefetchAt(at, layout.path))
    }
  }
  return statements
}
