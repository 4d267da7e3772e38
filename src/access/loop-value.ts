import { loopNames } from '../template/loop-names.ts'
import { scalar, type Value } from './value.ts'

/** `forloop` in a loop that is around or inside of others, as far as it is known. */
export const innerLoop: Value = forloop(scalar)

/** `forloop` in a loop that is in no other: its `parentloop` has nothing. */
export const outermostLoop: Value = forloop({ kind: 'struct', parts: new Map(), closed: 'forloop.parentloop of an outermost loop' })

function forloop(parentloop: Value): Value {
  const parts = new Map(Array.from(loopNames, (name): [string, Value] => [name, name === 'parentloop' ? parentloop : scalar]))
  return { kind: 'struct', parts, closed: 'forloop' }
}
