import type { ListPlan, PlanNode } from '../plan/load-plan.ts'
import { initialState } from '../query/query-set.ts'
import type { Key } from '../query/native-call.ts'
import type { QueryState } from '../query/query-state.ts'
import type { Field, Model } from '../schema/schema.ts'

/** The rows of some keys as a plan of their own: what `node` reads, and the key, which tells the rows apart. */
export function keyedPlan(node: PlanNode): ListPlan {
  const fields = new Map(node.fields)
  for (const field of keyFields(node.model)) fields.set(field.name, field)
  return { head: Infinity, tail: 0, count: false, exists: false, node: { ...node, fields } }
}

/** The query of the rows with these keys, in no particular order. */
export function keyedQuery(model: Model, keys: readonly Key[], handle: unknown): QueryState {
  const [field, ...others] = keyFields(model)
  // Values of an application's own type may not fit into a list, which is one parameter.
  const listed = field && others.length === 0 && field.type !== 'other' && field.type !== 'binary'
  const condition = listed
    ? { [field.name]: { in: keys.map((key) => key[0]) } }
    : { or: keys.map((key) => ({ and: model.primaryKey.map((name, i) => ({ [name]: { eq: key[i] } })) })) }
  return { ...initialState(model.entity), where: [{ kind: 'filter', condition }], handle }
}

/** The same for keys of the same row, whatever form the ORM gives them in. */
export function keyText(key: Key): string {
  return JSON.stringify(key.map((part) => (part instanceof Date ? part.getTime() : String(part))))
}

function keyFields(model: Model): Field[] {
  return model.primaryKey.flatMap((name) => model.fields.get(name) ?? [])
}
