import type { TagFlow } from '../access/flow.ts'
import type { TagCode } from '../render/tag-code.ts'
import type { TagSyntax } from '../template/tag-syntax.ts'

/**
 * A template tag: how it parses, what it reads and passes on, and the code it becomes. Without `flow` the analysis takes it
 * to read everything of all its expressions.
 */
export interface TagDefinition<Args = unknown> extends TagSyntax<Args>, Partial<TagFlow<Args>>, TagCode<Args> {}

/** Gives a definition the type of its args and forgets it, so that definitions of all tags fit in one list. */
export function defineTag<Args>(definition: TagDefinition<Args>): TagDefinition {
  return definition
}
