import type { SourceSpan } from '../error.ts'
import type { Value } from './value.ts'

type Closed = Extract<Value, { kind: 'struct' }> & { readonly closed: string }

/** A name that a tag's own object does not have, such as `group.lits` of `{% regroup %}`: it prints nothing. */
export interface UnknownPart {
  readonly name: string
  readonly of: Closed
  readonly span: SourceSpan
}

export function lacksPart(value: Value, name: string): value is Closed {
  return value.kind === 'struct' && value.closed !== undefined && !value.parts.has(name)
}
