import { sql } from 'kysely'
import type { ManyPlan, OnePlan, PlanNode } from '../plan/load-plan.ts'
import type { Model, Relation } from '../schema/schema.ts'
import { relatedCount, relatedExists } from './related-rows.ts'
import type { ListQueries } from './list-queries.ts'
import type { SelectContext } from './select-context.ts'
import { embeddedRef, type Joins, keyRef, type TableRef } from './select-joins.ts'
import type { SelectList } from './select-list.ts'
import type { Layout, ListLayout } from './statement.ts'
import { fieldOfColumn, keyColumns, targetOf } from './target-of.ts'

/** The most joins that to-one relations add to a statement: SQLite takes 64 tables, MySQL 61, and conditions join too. */
const maxJoins = 32

/** Turns a plan node into joins and columns, and says where each value stands. */
export class LayoutBuilder {
  readonly #context: SelectContext
  readonly #joins: Joins
  readonly #list: SelectList
  readonly #queries: ListQueries

  constructor(context: SelectContext, joins: Joins, list: SelectList, queries: ListQueries) {
    this.#context = context
    this.#joins = joins
    this.#list = list
    this.#queries = queries
  }

  root(node: PlanNode): Layout {
    return this.#node(node, this.#joins.root, null, [], [])
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
    const { query, shift, isPrefetch } = this.#queries.under(path, many)
    const rows = many.node !== null
    const counted = many.count && (!rows || many.head !== Infinity)
    // Rows answer for themselves whether there are any; of a recursion the last level has none, which saves its statement.
    const tested = !counted && (rows ? many.head === Infinity && !isPrefetch && isRecursive(many.node) : many.exists)
    return {
      many,
      path,
      key: rows ? this.#key(owner, many.relation) : [],
      count: counted ? this.#list.add(relatedCount(this.#context, owner, many.relation, query, shift)) : null,
      exists: tested ? this.#list.add(relatedExists(this.#context, owner, many.relation, query, shift)) : null,
    }
  }

  #key(owner: TableRef, relation: Relation): number[] {
    return relation.local.map((column, i) => this.#list.column(owner, column, keyField(this.#context, owner.model, relation, i)))
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

/** The field whose values a relation's n-th key column holds, on whichever side it is a field. */
export function keyField(context: SelectContext, owner: Model, relation: Relation, index: number): ReturnType<typeof fieldOfColumn> {
  const own = fieldOfColumn(owner, relation.local[index] ?? '')
  if (own || relation.pivot) return own
  return fieldOfColumn(targetOf(context.schema, relation), relation.foreign[index] ?? '')
}
