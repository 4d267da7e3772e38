import { DjustError } from '../error.ts'
import type { ListPlan, PlanNode } from '../plan/load-plan.ts'
import { initialState } from '../query/query-set.ts'
import type { Key } from '../query/native-call.ts'
import type { QueryState } from '../query/query-state.ts'
import { isText } from '../query/operators.ts'
import type { Dialect } from '../query/orm-adapter.ts'
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
  return { ...initialState(model.entity), where: [{ kind: 'filter', condition }], collation: 'database', handle }
}

/** The same for keys of the same row, whatever form the ORM gives them in. */
export function keyText(key: Key): string {
  return JSON.stringify(key.map((part) => (part instanceof Date ? part.getTime() : String(part))))
}

/** The rows of the keys, in their order; undefined where there is none. */
export function rowsOfKeys(rows: readonly object[], keys: readonly Key[], { primaryKey }: Model): readonly (object | undefined)[] {
  const byKey = new Map(rows.map((row) => [keyText(primaryKey.map((name): unknown => Reflect.get(row, name))), row]))
  return keys.map((key) => byKey.get(keyText(key)))
}

/** Whether the database may find the row of a key that is written differently, `A1` by `a1`. */
export function hasLooseKey(model: Model, dialect: Dialect): boolean {
  return dialect === 'mysql' && keyFields(model).some(({ type }) => isText(type) || type === 'enum')
}

/** `keys`: those without a row in their own form, for which the database found one. */
export function looseKey({ name, primaryKey }: Model, keys: readonly Key[]): DjustError {
  const written = keys.map((key) => JSON.stringify(key.map(String).join(', '))).join(', ')
  return new DjustError(
    'load/key-mismatch',
    `Entities refer to a ${name} by a key that is written differently in its own row: ${written}.`,
    {
      hint: `Write ${primaryKey.join(', ')} of ${name} as its row does wherever it is referred to, or query the rows: djust joins them then.`,
    },
  )
}

function keyFields(model: Model): Field[] {
  return model.primaryKey.flatMap((name) => model.fields.get(name) ?? [])
}
