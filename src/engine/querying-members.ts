import type { AccessNode } from '../access/access-node.ts'
import { ClassTexts } from '../access/class-text.ts'
import { type Problem, problemAt } from '../check/problem.ts'
import type { SourceSpan } from '../error.ts'
import type { LoadPlan, PlanNode } from '../plan/load-plan.ts'
import type { Model } from '../schema/schema.ts'

/** Members of rows that ask the database by themselves: no plan can hold what they load. */
export function queryingMembers({ root }: LoadPlan, access: AccessNode | undefined): Problem[] {
  const found: Problem[] = []
  const texts = new ClassTexts()
  const seen = new Set<PlanNode>()
  const visit = (node: PlanNode, many: boolean): void => {
    if (seen.has(node)) return
    seen.add(node)
    const { model } = node
    for (const name of node.members) {
      const span = access && (placeOf(name, access) ?? access.spans[0])
      if (!span) continue
      const text = textOf(model, name, texts)
      if (!node.awaited?.has(name)) {
        if (makesQuery.test(text)) found.push(notAwaited(span, model, name))
      } else if (many && asksSomething.test(text)) found.push(repeated(span, model, name))
    }
    for (const one of node.one.values()) visit(one.node, many)
    for (const list of node.many.values()) if (list.node) visit(list.node, many || list.head > 1 || list.tail > 1)
  }
  if (root.node) visit(root.node, root.head > 1 || root.tail > 1)
  return found
}

const makesQuery = /\.objects\b/
/** An async member that waits for nothing asks nobody. */
const asksSomething = /\bawait\b|\.objects\b|\breturn\s+(?:this\.)?[\w$.]+\(/

function textOf(model: Model, name: string, texts: ClassTexts): string {
  const member = model.members.get(name)
  const text = member && texts.member(member.owner, name)
  return text ? text.source.slice(text.function.start, text.function.end) : ''
}

function repeated(span: SourceSpan, { name: model }: Model, name: string): Problem {
  const message = `${model}.${name} is async and runs for each row: a statement of its own stays a statement for each row (N+1)`
  const hint = 'Read what it needs through relations, without await, or annotate the query with it, so that it comes with the rows.'
  return problemAt(span, 'check/n-plus-one', message, hint)
}

function notAwaited(span: SourceSpan, { name: model }: Model, name: string): Problem {
  const message = `${model}.${name} makes a query, which a template can't wait for: it has no rows there`
  const hint = `Read a relation, or annotate the query with it. An async ${name} that awaits its query works, with a statement for each row.`
  return { ...problemAt(span, 'check/query-in-member', message, hint), severity: 'error' }
}

/** Where a template reads the name; nowhere if only other members do. */
export function placeOf(name: string, access: AccessNode): SourceSpan | undefined {
  const seen = new Set([access])
  for (const node of seen) {
    const [span] = node.members.get(name)?.spans ?? []
    if (span) return span
    for (const next of [...node.members.values(), ...node.flowsTo]) seen.add(next)
    if (node.element) seen.add(node.element)
  }
  return undefined
}
