import type { FilterDefinition } from './filter-definition.ts'
import type { TagDefinition } from './tag-definition.ts'

/** A named set of tags and filters: the built-in ones, or what `{% load name %}` brings in. */
export interface Library {
  readonly name: string
  readonly tags?: readonly TagDefinition[]
  readonly filters?: readonly FilterDefinition[]
}
