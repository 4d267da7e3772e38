import type { AccessNode } from '../access/access-node.ts'
import { ClassTexts } from '../access/class-text.ts'
import { type Problem, problemAt } from '../check/problem.ts'
import type { FieldType, Model, Schema } from '../schema/schema.ts'
import { readsOf, readsOfElements } from './context-access.ts'

/** Names that a model has and that a template can do nothing with as it reads them: it would print nothing there. */
export function misreadNames(schema: Schema, model: Model, row: AccessNode): Problem[] {
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
      else found.push(...problemsOf(owner, name, use, texts))
    }
    for (const next of node.flowsTo) visit(owner, next)
  }
  visit(model, row)
  return found
}

const noLists: Partial<Record<FieldType, string>> = {
  integer: 'a whole number',
  bigint: 'a whole number',
  float: 'a number',
  decimal: 'a decimal',
  boolean: 'true or false',
  date: 'a date',
  datetime: 'a moment',
  time: 'a time of day',
}

function problemsOf(model: Model, name: string, use: AccessNode, texts: ClassTexts): Problem[] {
  const [span] = use.spans
  if (!span || !use.certain) return []
  const what = noLists[model.fields.get(name)?.type ?? 'other']
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
