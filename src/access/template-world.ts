import type { BlockNode, Expression, Template } from '../template/ast.ts'
import type { FilterSyntax, TagSyntax } from '../template/tag-syntax.ts'
import type { FilterFlow, TagFlow } from './flow.ts'
import type { Value } from './value.ts'

/** A template with its parents, as far as their names are known. */
export interface TemplateFamily {
  /** The template itself, its parent, …, the one without a parent. */
  readonly chain: readonly Template[]
  /** The bodies of each block, the one that is shown first. */
  readonly blocks: ReadonlyMap<string, readonly { readonly template: Template; readonly block: BlockNode }[]>
}

/** What a parent or an include can be given by: a name, or a template that the context holds. */
export type TemplateChoice = string | Template

/** What the analysis asks of the templates and the language around it. */
export interface TemplateWorld {
  family(template: TemplateChoice): TemplateFamily
  /** What an `{% include %}` or `{% extends %}` expression can stand for; null where only rendering will tell. */
  namesOf(expression: Expression): readonly TemplateChoice[] | null
  /** What such an include was seen to stand for, by its place; undefined where it never was. */
  readonly included?: ReadonlyMap<string, ReadonlySet<TemplateChoice>>
  tagFlow(name: string, definition: TagSyntax): TagFlow<unknown> | undefined
  filterFlow(name: string, definition: FilterSyntax): FilterFlow | undefined
  /** Whether branches that a literal rules out are read too. */
  readonly everyBranch?: boolean
  /** Hears of each name or path that is written in the templates, with what it stands for there. */
  onPath?(value: Value): void
}
