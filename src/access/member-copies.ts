import type { RestElement } from 'acorn'
import type { AccessNode } from './access-node.ts'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { union } from './value-operations.ts'
import type { Value } from './value.ts'

/** Copies what a value has into an object that the code makes: what is read of the copy is read of the value. */
export function copyInto(analysis: MemberAnalysis, value: Value, object: AccessNode): void {
  analysis.asArray(value)
  analysis.put(value, object)
  object.copies = true
}

/** What a pattern leaves of a value, as an object of its own. */
export function restOf(analysis: MemberAnalysis, value: Value, place: RestElement, frame: Frame): Value {
  if (value.kind === 'scalar' || analysis.isContainer(value)) return value
  const rest = analysis.containerAt(place, 'object', frame)
  copyInto(analysis, value, rest.node)
  return union([value, rest])
}
