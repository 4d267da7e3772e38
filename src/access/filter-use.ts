import type { SourceSpan } from '../error.ts'
import type { FilterSyntax } from '../template/tag-syntax.ts'
import type { AccessNode } from './access-node.ts'

/** A filter of a template that gets a value; `literal` is undefined where it has no argument. */
export interface FilterUse {
  readonly definition: FilterSyntax
  readonly literal: string | number | bigint | undefined
  readonly span: SourceSpan
}

/** By the value. */
export type FilterUses = ReadonlyMap<AccessNode, readonly FilterUse[]>
