import type { Field, Model } from '../schema/schema.ts'
import type { PlanNode } from './load-plan.ts'

/** A node of which nothing is read but what `own` says. */
export function bareNode(model: Model, own: Partial<PlanNode>): PlanNode {
  return { id: 0, model, fields: new Map(), members: new Set(), annotations: new Set(), one: new Map(), many: new Map(), ...own }
}

export function keyFields({ fields, primaryKey }: Model): Map<string, Field> {
  return new Map([...fields].filter(([name]) => primaryKey.includes(name)))
}
