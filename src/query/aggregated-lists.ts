import { DjustError } from '../error.ts'
import type { Relation } from '../schema/schema.ts'
import type { ExpressionNode } from './expression-node.ts'
import { fieldAt } from './expression-paths.ts'
import type { ExpressionScope } from './resolve-expression.ts'

/** The to-many path that the columns of an aggregated expression lead over; null where it has none. */
export function listsIn(where: string, node: ExpressionNode, scope: ExpressionScope): readonly Relation[] | null {
  let found: { readonly path: string; readonly relations: readonly Relation[] } | null = null
  for (const path of columnsIn(node)) {
    if (scope.conditions.annotations.has(path)) continue
    const { relations } = fieldAt(where, scope.model, path, scope.conditions)
    const lists = relations.slice(0, relations.findLastIndex((relation) => relation.kind === 'many') + 1)
    if (lists.length === 0) continue
    if (found && (found.relations.length !== lists.length || found.relations.some((relation, i) => relation !== lists[i]))) {
      throw new DjustError('query/annotation', `${where}: "${found.path}" and "${path}" are of different lists, whose rows are no pairs.`, {
        hint: 'Aggregate each of them, and compute with the results.',
      })
    }
    found = { path, relations: lists }
  }
  return found && found.relations
}

function columnsIn(node: ExpressionNode): string[] {
  switch (node.kind) {
    case 'column':
      return [node.path]
    case 'arithmetic':
      return [...columnsIn(node.left), ...columnsIn(node.right)]
    case 'call':
    case 'raw':
      return node.args.flatMap(columnsIn)
    case 'case':
      return [node.otherwise, ...node.branches.map(({ value }) => value)].flatMap(columnsIn)
    case 'aggregate':
    case 'exists':
    case 'value':
    case 'now':
      return []
  }
}
