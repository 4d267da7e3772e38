import { contextPaths, type KnownLanguage } from '../access/extract/context-paths.ts'
import type { TemplatePaths } from '../access/extract/path-collector.ts'
import { templateVariables } from '../access/extract/template-variables.ts'
import { translationBlocks } from '../access/extract/translation-block.ts'
import { builtins } from './builtins.ts'
import { loadableLibraries } from './loadable-libraries.ts'

const libraries = [builtins, ...loadableLibraries]

/** Everything that comes with djust, whether a template loads it or not. */
export const shippedLanguage: KnownLanguage = {
  tags: new Map([...translationBlocks, ...libraries.flatMap((library) => library.tags)].map((tag) => [tag.name, tag])),
  filters: new Map(libraries.flatMap((library) => library.filters).map((filter) => [filter.name, filter])),
}

/**
 * The names that a template reads, each with the sorted paths that are read through it as written; `[]` where only the
 * name itself is. Tags and filters need not be known. Throws TemplateSyntaxError, `Template parsing error: …`.
 *
 * ```ts
 * extractTemplateVariables('{% for lease in leases %}{{ lease.tenant.user.email }}{% endfor %}')
 * // { leases: [], lease: ['tenant.user.email'] }
 * ```
 */
export function extractTemplateVariables(source: string): TemplatePaths {
  return templateVariables(source, shippedLanguage.tags)
}

export interface ExtractContextPathsOptions {
  /** The templates that may be extended and included, by name. Those that are not here are not followed. */
  readonly templates?: Readonly<Record<string, string>> | undefined
}

/**
 * The variables that a template reads of its context, each with the sorted paths read on it: names that the template binds
 * are followed to what they stand for, parents and includes are part of it.
 *
 * ```ts
 * extractContextPaths('{% for lease in leases %}{{ lease.tenant.user.email }}{% endfor %}')
 * // { leases: ['tenant.user.email'] }
 * ```
 */
export function extractContextPaths(source: string, { templates = {} }: ExtractContextPathsOptions = {}): TemplatePaths {
  return contextPaths(source, templates, shippedLanguage)
}
