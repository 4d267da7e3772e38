import { DjustError } from '../error.ts'
import type { Model, Schema } from '../schema/schema.ts'
import { CodeScope, propertyKey } from './generate.ts'

/** Generated code that copies the named paths of a light instance into a plain object, an object literal a level. */
export interface PlainMaker {
  readonly source: string
  row(instance: object): object
}

/** Names asked for of a model; null where a path ends. */
type PathTree = Map<string, PathTree | null>

/** No paths mean the row's own fields. */
export function plainMaker(schema: Schema, model: Model, paths: readonly string[]): PlainMaker {
  const tree: PathTree = new Map()
  for (const path of paths) addPath(tree, path.split('.'))
  const scope = new CodeScope()
  const source = `function plain(o) { return ${literal(schema, model, tree, 'o', 0)} }`
  return { source, row: scope.evaluate(source) as PlainMaker['row'] }
}

function addPath(tree: PathTree, names: readonly string[]): void {
  const [name, ...rest] = names
  if (name === undefined) return
  const known = tree.get(name)
  if (rest.length === 0) {
    if (!known) tree.set(name, null)
    return
  }
  const inner: PathTree = known ?? new Map()
  tree.set(name, inner)
  addPath(inner, rest)
}

function literal(schema: Schema, model: Model, tree: PathTree, value: string, depth: number): string {
  const names = tree.size > 0 ? [...tree] : ownNames(model).map((name) => [name, null] as const)
  const items = names.map(([name, inner]) => `${propertyKey(name)}: ${item(schema, model, name, inner, value, depth)}`)
  return `({ ${items.join(', ')} })`
}

/** What a whole row is: its columns, embedded objects included, but for hidden ones and those that must be named. */
function ownNames(model: Model): string[] {
  const fields = [...model.fields.values()].filter((field) => !field.hidden && !field.lazy)
  const embedded = [...model.relations.values()].filter((relation) => relation.embedded && !relation.hidden)
  return [...fields, ...embedded].map(({ name }) => name)
}

/** Named parts of a value that the database knows as one: JSON, or an object of a custom type. */
function parts(tree: PathTree, value: string, depth: number): string {
  const local = `v${depth}`
  const items = [...tree].map(([name, inner]) => {
    const read = `${local}[${propertyKey(name)}]`
    return `${propertyKey(name)}: ${inner ? parts(inner, read, depth + 1) : read}`
  })
  const one = `(${local}) => ${local} == null ? null : ({ ${items.join(', ')} })`
  return `((a) => Array.isArray(a) ? a.map(${one}) : (${one})(a))(${value})`
}

function item(schema: Schema, model: Model, name: string, inner: PathTree | null, value: string, depth: number): string {
  const read = `${value}[${propertyKey(name)}]`
  const relation = model.relations.get(name)
  if (relation) {
    const target = schema.models.get(relation.model)
    if (!target)
      throw new DjustError('schema/unknown-model', `relation ${name} leads to ${relation.model}, which is no model of this schema`)
    const local = `v${depth}`
    const made = literal(schema, target, inner ?? new Map(), local, depth + 1)
    if (relation.kind === 'many') return `Array.from(${read}, (${local}) => ${made})`
    return `((${local}) => ${local} == null ? null : ${made})(${read})`
  }
  const field = model.fields.get(name)
  if (field?.held) return inner ? parts(inner, `${read}?.unwrap()`, depth) : `${read}?.unwrap()`
  if (inner && field) return parts(inner, read, depth)
  if (!field && model.members.get(name)?.kind === 'method') return `${read}()`
  return read
}
