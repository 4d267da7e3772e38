import { sql } from 'kysely'
import type { ManyPlan, OnePlan, PlanNode } from '../plan/load-plan.ts'
import type { Model, Relation } from '../schema/schema.ts'
import { relatedCount, relatedExists } from './related-rows.ts'
import type { ListQueries } from './list-queries.ts'
import { nestedEdge, nestedRows } from './nested-list.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import type { RowsQuery } from './rows-query.ts'
import type { SelectContext } from './select-context.ts'
import { embeddedRef, type Joins, keyRef, type TableRef } from './select-joins.ts'
import { SelectList } from './select-list.ts'
import { correlatedSource, type Edge } from './select-source.ts'
import type { Layout, ListLayout, NestedLayout } from './statement.ts'
import { fieldOfColumn, keyColumns, keyField, targetOf } from './target-of.ts'

/** The most joins that to-one relations add to a statement: SQLite takes 64 tables, MySQL 61, and conditions join too. */
const maxJoins = 32

/** Turns a plan node into joins and columns, and says where each value stands. */
export class LayoutBuilder {
  readonly #adapter: OrmAdapter
  readonly #context: SelectContext
  readonly #joins: Joins
  readonly #list: SelectList
  readonly #queries: ListQueries
  readonly #nests: boolean

  /** `nests`: whether the rows that lists need may come with these. */
  constructor(adapter: OrmAdapter, context: SelectContext, joins: Joins, list: SelectList, queries: ListQueries, nests: boolean) {
    this.#adapter = adapter
    this.#context = context
    this.#joins = joins
    this.#list = list
    this.#queries = queries
    this.#nests = nests
  }

  /** `path`: relation names from the root of the query to these rows. */
  root(node: PlanNode, path: readonly string[] = []): Layout {
    return this.#node(node, this.#joins.root, null, path, [])
  }

  #node(node: PlanNode, ref: TableRef, presence: number | null, path: readonly string[], above: readonly PlanNode[]): Layout {
    const fields = [...node.fields].map(([name, field]) => ({ name, field, column: this.#list.column(ref, field.column, field) }))
    const annotations = [...node.annotations].map((name) => {
      const { expression, field, decode } = this.#queries.own.annotation(name, this.#context, this.#joins)
      return { name, field, column: this.#list.add(expression), decode }
    })
    const layout = { node, presence, fields, annotations, one: [] as Layout['one'][number][], levels: [] as Layout['levels'][number][] }
    const ancestors = [...above, node]
    for (const [name, one] of node.one) {
      const at = [...path, name]
      const isFull = one.load === 'join' && this.#joins.size >= maxJoins && !one.relation.embedded
      if (one.load === 'levels' || isFull || ancestors.includes(one.node)) {
        layout.levels.push({ one, key: this.#key(ref, one.relation), path: at })
      } else layout.one.push({ relation: one.relation, layout: this.#one(one, ref, at, ancestors) })
    }
    return { ...layout, many: [...node.many].map(([name, many]) => this.#many(many, ref, [...path, name])) }
  }

  #one(one: OnePlan, owner: TableRef, path: readonly string[], above: readonly PlanNode[]): Layout {
    const target = targetOf(this.#context.schema, one.relation)
    const { embedded } = one.relation
    if (embedded) {
      const parts = embedded.presence?.map((column) => sql`${sql.id(...owner.locate(column))} is not null`)
      const there = parts && this.#list.add(sql`case when ${sql.join(parts, sql.raw(' or '))} then 1 end`)
      return this.#node(one.node, embeddedRef(owner, one.relation, target), there ?? null, path, above)
    }
    const byKey = this.#keySays(one, target)
    const ref = byKey ? keyRef(owner, one.relation, target) : this.#joins.to(owner, one.relation)
    const column = byKey ? one.relation.foreign[0] : keyColumns(target)[0]
    const presence = ref.required || column === undefined ? null : this.#list.column(ref, column, fieldOfColumn(target, column))
    return this.#node(one.node, ref, presence, path, above)
  }

  /** Whether the owner's key columns are all that is read of the target; not where a filter may hide its row. */
  #keySays(one: OnePlan, target: Model): boolean {
    const { relation, node } = one
    if (one.load !== 'key' || !relation.owner || relation.pivot || node.one.size > 0 || this.#context.restricted(target)) return false
    const known = (column: string) => relation.foreign.includes(column)
    return (
      [...node.fields.values()].every((field) => known(field.column)) &&
      [...node.many.values()].every((many) => many.relation.local.every(known))
    )
  }

  #many(many: ManyPlan, owner: TableRef, path: readonly string[]): ListLayout {
    const { query, isPrefetch } = this.#queries.under(path, many)
    const rows = many.node !== null
    const edge = this.#nests && owner === this.#joins.root && this.#queries.own.offset === 0 ? nestedEdge(this.#adapter, many, query) : null
    const counted = many.count && (!rows || many.head !== Infinity)
    // Rows answer for themselves whether there are any; of a recursion the last level has none, which saves its statement.
    const tested = !counted && (rows ? many.head === Infinity && !isPrefetch && isRecursive(many.node) : many.exists)
    const shift = isPrefetch && (counted || tested || edge) ? this.#queries.use(path, query) : 0
    return {
      many,
      path,
      key: rows && !edge ? this.#key(owner, many.relation) : [],
      count: counted ? this.#list.add(relatedCount(this.#context, owner, many.relation, query, shift)) : null,
      exists: tested ? this.#list.add(relatedExists(this.#context, owner, many.relation, query, shift)) : null,
      nested: edge && this.#nested(many, owner, query, { path, shift, edge }),
    }
  }

  #nested(
    { relation, node }: ManyPlan,
    owner: TableRef,
    query: RowsQuery,
    { path, shift, edge }: { readonly path: readonly string[]; readonly shift: number; readonly edge: Edge },
  ): NestedLayout {
    const context = this.#context.shifted(shift)
    const source = correlatedSource(context, owner, relation, query)
    const list = new SelectList(context, this.#adapter, true)
    // Lists below it have condition values of their own place.
    const layout = new LayoutBuilder(this.#adapter, this.#context, source.joins, list, this.#queries, false).root(node!, path)
    const column = this.#list.add(nestedRows(context, source, list, edge))
    return { column, layout, width: list.values().length, reversed: edge.fromEnd }
  }

  #key(owner: TableRef, relation: Relation): number[] {
    return relation.local.map((column, i) => this.#list.column(owner, column, keyField(this.#context.schema, owner.model, relation, i)))
  }
}

/** Whether rows of the node have rows of the same node below them, in lists of lists. */
function isRecursive(node: PlanNode): boolean {
  const seen = new Set<PlanNode>()
  const open = [node]
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { node: below } of [...next.many.values(), ...next.one.values()]) {
      if (below === node) return true
      if (below && !seen.has(below)) open.push(below)
      if (below) seen.add(below)
    }
  }
  return false
}
