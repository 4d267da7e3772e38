import type { PlanNode } from './load-plan.ts'

/** Dotted names of all that a plan reads, as an ORM's own options name them. A plan that repeats itself ends there. */
export interface NativePaths {
  readonly relations: readonly string[]
  readonly fields: readonly string[]
}

export function nativePaths(root: PlanNode): NativePaths {
  const relations: string[] = []
  const fields: string[] = []
  const visit = (node: PlanNode, prefix: string, chain: readonly PlanNode[]): void => {
    for (const name of new Set([...node.model.primaryKey, ...node.fields.keys()])) fields.push(prefix + name)
    for (const [name, { relation, node: target }] of [...node.one, ...node.many]) {
      if (!target || chain.includes(target) || relation.embedded) {
        if (relation.embedded || relation.kind === 'many') fields.push(prefix + name)
        if (relation.kind === 'many') relations.push(prefix + name)
        continue
      }
      relations.push(prefix + name)
      visit(target, `${prefix}${name}.`, [...chain, target])
    }
  }
  visit(root, '', [root])
  return { relations, fields }
}
