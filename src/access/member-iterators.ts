import type { MemberAnalysis } from './member-analysis.ts'
import { member } from './value-operations.ts'
import type { Value } from './value.ts'

/** What an iterator gives, one by one: an object of the code by its own `next`, which may be what has the iterator. */
export function givenBy(analysis: MemberAnalysis, iterator: Value): Value[] {
  const options = iterator.kind === 'union' ? iterator.options : [iterator]
  return options.map((option) => {
    const isObject = option.kind === 'node' && analysis.typeOf(option)?.kind === 'object' && option.node.members.has('next')
    if (!isObject) return analysis.element(option)
    const result = analysis.call(analysis.held(member(option, 'next'), option), [], option)
    return analysis.held(member(result, 'value'), result)
  })
}
