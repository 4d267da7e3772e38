import { AccessNode } from '../access/access-node.ts'
import { DjustError } from '../error.ts'
import type { Model, Schema } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { modelNamed } from './planned-names.ts'

/** What reading these dotted paths reads of one row of the model, as `plain('property.name', 'payments.amount')` asks for. */
export function accessOfPaths(schema: Schema, model: Model, paths: readonly string[]): AccessNode {
  const root = new AccessNode()
  root.certain = true
  for (const path of paths) readPath(schema, model, root, path)
  return root
}

function readPath(schema: Schema, model: Model, root: AccessNode, path: string): void {
  let current: Model | null = model
  let node = root
  // A path goes on inside of JSON and of objects of the application's own types; the column is loaded as a whole.
  let inside = false
  for (const name of path.split('.')) {
    if (current === null && inside) {
      node = node.member(name)
      continue
    }
    if (current === null) throw new DjustError('plan/unknown-name', `"${path}" goes on after ${name}, which is no relation`)
    const relation = current.relations.get(name)
    if (!relation && !current.fields.has(name) && !current.members.has(name)) {
      const known = [...current.fields.keys(), ...current.relations.keys(), ...current.members.keys()]
      throw new DjustError('plan/unknown-name', `unknown name "${name}" on ${current.name} in "${path}"`, { hint: didYouMean(name, known) })
    }
    node = node.member(name)
    node.certain = true
    if (relation?.kind === 'many') {
      node.head = Infinity
      node = node.elements()
      node.certain = true
    }
    const field = relation ? undefined : current.fields.get(name)
    inside = field !== undefined && (field.type === 'json' || field.type === 'other')
    current = relation ? modelNamed(schema, relation.model) : null
  }
  if (current) node.whole = true
  else node.output = true
}

/** Adds what `selectRelated`, `prefetchRelated` and `only` of a query ask for beside what is read of it. */
export function accessOfHints(
  schema: Schema,
  model: Model,
  hints: { readonly relations: readonly string[]; readonly fields: readonly string[] },
): AccessNode {
  const root = accessOfPaths(schema, model, hints.fields)
  for (const path of hints.relations) readPath(schema, model, root, path)
  return root
}
