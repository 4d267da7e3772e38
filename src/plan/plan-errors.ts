import { entityMethods } from '../access/entity-methods.ts'
import type { AccessNode } from '../access/access-node.ts'
import { DjustError } from '../error.ts'
import type { Model, Relation } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'

/** A name that the model does not have. `node` is where it is read, where that is known. */
export function unknownName(model: Model, name: string, node?: AccessNode): DjustError {
  const known = [...shown(model.fields), ...shown(model.relations), ...shown(model.transient ?? new Map()), ...written(model.members)]
  return new DjustError('plan/unknown-name', `unknown name "${name}" on ${model.name}`, {
    span: node?.spans[0],
    hint: unsupported(model, name) || ofEntities(name) || didYouMean(name, known) || `${model.name} has ${listed(known)}.`,
  })
}

/** What members call on entities to have all of them. */
function ofEntities(name: string): string {
  if (!entityMethods.has(name)) return ''
  return 'The rows that members run on are no entities of the ORM. Name what is needed instead: ({ id: this.id }).'
}

/** A template says `bio.unwrap` where members do, but it has the value itself. */
export function nameOnHeld(model: Model, field: string, name: string, node: AccessNode): DjustError {
  return new DjustError('plan/unknown-name', `unknown name "${name}" on ${model.name}.${field}`, {
    span: node.spans[0],
    hint: `Templates read the value itself: write "${field}".`,
  })
}

/** A name that the rows of values or the row of aggregates do not have. */
export function unknownValue(names: readonly string[], name: string, node: AccessNode): DjustError {
  return new DjustError('plan/unknown-name', `unknown name "${name}" on a row of values`, {
    span: node.spans[0],
    hint: didYouMean(name, names) || `It has ${listed(names)}.`,
  })
}

/** `node` is where it is read, where that is known. */
export function hiddenName(model: Model, name: string, node?: AccessNode): DjustError {
  return new DjustError('plan/hidden-name', `${model.name}.${name} is hidden and never read for a page`, {
    span: node?.spans[0],
    hint: `Its entity declares it as hidden. Read another field, or drop \`hidden\` if it may be shown.`,
  })
}

/** A list has rows, not the fields of its model. */
export function unknownOnList(model: Model, relation: Relation | null, name: string, node: AccessNode): DjustError {
  const list = relation ? `"${relation.name}" is a list of ${model.name}` : `this is a list of ${model.name}`
  const isField = model.fields.has(name) || model.relations.has(name) || model.members.has(name)
  return new DjustError('plan/unknown-on-list', `unknown name "${name}": ${list}`, {
    span: node.spans[0],
    hint: isField
      ? `Each row has ${name}: read it in {% for row in … %}{{ row.${name} }}{% endfor %}, or of one row with .first.${name}.`
      : didYouMean(name, ['all', 'count', 'exists', 'first', 'last', 'length']) ||
        'A list has all, count, exists, first, last, length and positions such as 0.',
  })
}

/** `{% for %}` or a list filter over one instance. */
export function notAList(model: Model, node: AccessNode): DjustError {
  return new DjustError('plan/not-a-list', `one ${model.name} is read as if it were a list`, {
    span: node.spans[0],
    hint: `Loop over one of its to-many relations: ${listed([...model.relations.values()].filter((relation) => relation.kind === 'many').map((relation) => relation.name))}.`,
  })
}

/** Members that read one another without an end. */
export function tooDeep(model: Model, cause?: unknown): DjustError {
  return new DjustError('plan/too-deep', `The plan of this query does not end: too many steps, the last one at ${model.name}.`, {
    hint: "A getter or method of the model calls itself through relations in a way that can't be followed. Make it a loop over a relation, or load its rows with a query of their own.",
    cause,
  })
}

function shown(all: ReadonlyMap<string, { readonly hidden: boolean }>): string[] {
  return [...all].filter(([, { hidden }]) => !hidden).map(([name]) => name)
}

/** Symbols of the language have names that nobody can write. */
function written(members: Model['members']): string[] {
  return [...members.keys()].filter((name) => !name.startsWith('@@'))
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, 12)
  return shown.join(', ') + (names.length > shown.length ? ', …' : '')
}

function unsupported(model: Model, name: string): string | undefined {
  const reason = model.unsupported?.get(name)
  return reason && `The entity has it, but ${reason}.`
}
