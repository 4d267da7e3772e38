import type { AccessNode } from '../access/access-node.ts'
import type { FilterUses } from '../access/filter-use.ts'
import { ClassTexts } from '../access/class-text.ts'
import { type Problem, problemAt, problemOf } from '../check/problem.ts'
import type { ColumnKind, FilterCode } from '../render/filter-code.ts'
import type { FieldType, Model, Schema } from '../schema/schema.ts'
import { readsOf, readsOfElements } from './context-access.ts'

/** Names that a model has and that a template can do nothing with as it reads them: it would print nothing there. */
export function misreadNames(schema: Schema, model: Model, row: AccessNode, filterUses: FilterUses): Problem[] {
  const found: Problem[] = []
  const texts = new ClassTexts()
  const seen = new Map<Model, Set<AccessNode>>()
  const visit = (owner: Model, node: AccessNode): void => {
    const known = seen.get(owner) ?? new Set()
    if (known.has(node)) return
    seen.set(owner, known.add(node))
    for (const [name, use] of node.members) {
      const relation = owner.relations.get(name)
      const target = relation && schema.models.get(relation.model)
      if (relation && target) for (const one of relation.kind === 'many' ? readsOfElements(readsOf(use)) : [use]) visit(target, one)
      else found.push(...problemsOf(owner, name, use, texts), ...filterProblems(owner, name, use, filterUses))
    }
    for (const next of node.flowsTo) visit(owner, next)
  }
  visit(model, row)
  return found
}

interface SingleValues {
  readonly kind: ColumnKind
  readonly what: string
}

/** Types of columns whose values are neither text nor made of parts. */
const singleValues: Partial<Record<FieldType, SingleValues>> = {
  integer: { kind: 'number', what: 'a whole number' },
  bigint: { kind: 'number', what: 'a whole number' },
  float: { kind: 'number', what: 'a number' },
  decimal: { kind: 'number', what: 'a decimal' },
  boolean: { kind: 'boolean', what: 'true or false' },
  date: { kind: 'date', what: 'a date' },
  datetime: { kind: 'datetime', what: 'a moment' },
  time: { kind: 'time', what: 'a time of day' },
}

function singleValue(model: Model, name: string): SingleValues | undefined {
  return singleValues[model.fields.get(name)?.type ?? 'other']
}

/** Filters that can do nothing with the values of a column. */
function filterProblems(model: Model, name: string, use: AccessNode, filterUses: FilterUses): Problem[] {
  const value = singleValue(model, name)
  if (!value || !use.certain) return []
  return (filterUses.get(use) ?? []).flatMap(({ definition, literal, span }) => {
    const problem = (definition as Partial<FilterCode>).inputProblem?.(value.kind, literal)
    if (problem === undefined) return []
    const about = `${model.name}.${name} is ${value.what}`
    if (typeof problem !== 'string') return problemOf(problem, span)
    return problemAt(span, 'check/filter-input', `${about}: the filter "${definition.name}" ${problem}`)
  })
}

function problemsOf(model: Model, name: string, use: AccessNode, texts: ClassTexts): Problem[] {
  const [span] = use.spans
  if (!span || !use.certain) return []
  const what = singleValue(model, name)?.what
  if (what !== undefined && use.element) {
    return [
      problemAt(
        span,
        'check/not-a-list',
        `${model.name}.${name} is ${what}, and read as if it were a list`,
        'Loop over a to-many relation, or print the value.',
      ),
    ]
  }
  const member = model.members.get(name)
  const text = member && texts.member(member.owner, name)
  const needed =
    text?.kind === 'method' && text.function.params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement')
  const count = needed === -1 ? text!.function.params.length : needed || 0
  if (count === 0) return []
  const message = `${model.name}.${name} needs ${count === 1 ? 'an argument' : `${count} arguments`}, which a template can't give: it prints nothing`
  return [
    problemAt(span, 'check/needs-arguments', message, 'Give its parameters defaults, write a getter for this case, or annotate the query.'),
  ]
}
