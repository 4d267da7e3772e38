import type { PlanNode } from './load-plan.ts'

/** Dotted names of all that a plan reads. A plan that repeats itself ends there. */
export interface NativePaths {
  /** As an ORM's own options name them: embedded objects are fields, and what is read of them is not among these. */
  readonly relations: readonly string[]
  readonly fields: readonly string[]
  /** What is read of embedded objects. */
  readonly parts: readonly string[]
}

export function nativePaths(root: PlanNode): NativePaths {
  const relations: string[] = []
  const fields: string[] = []
  const parts: string[] = []
  const visit = (node: PlanNode, prefix: string, chain: readonly PlanNode[], own: string[]): void => {
    for (const name of new Set([...node.model.primaryKey, ...node.fields.keys()])) own.push(prefix + name)
    for (const [name, { relation, node: target }] of [...node.one, ...node.many]) {
      const path = prefix + name
      const ends = !target || chain.includes(target)
      if (relation.embedded || (ends && relation.kind === 'many')) own.push(path)
      if (!relation.embedded && (!ends || relation.kind === 'many')) relations.push(path)
      if (!ends) visit(target, `${path}.`, [...chain, target], relation.embedded ? parts : fields)
    }
  }
  visit(root, '', [root], fields)
  return { relations, fields, parts }
}
