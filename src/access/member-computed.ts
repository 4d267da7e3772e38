import type { MemberAnalysis } from './member-analysis.ts'
import { union } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

/** `object[expression]` */
export function computedRead(analysis: MemberAnalysis, object: Value): Value {
  if (object.kind === 'union') return union(object.options.map((option) => computedRead(analysis, option)))
  const type = analysis.typeOf(object)
  if (object.kind !== 'node') return object.kind === 'struct' ? union([...object.parts.values()]) : analysis.element(object)
  if (type?.kind === 'entity') {
    analysis.escape(object)
    return scalar
  }
  if (type?.kind === 'object')
    return union(
      [...object.node.members.values(), ...(object.node.element ? [object.node.element] : [])].map((node) =>
        analysis.held({ kind: 'node', node }, object),
      ),
    )
  return analysis.element(object)
}
