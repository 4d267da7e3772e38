import type { TemplateChoice } from '../access/template-world.ts'
import { notLoadedIn } from '../load/missing-reads.ts'
import type { IncludeObserver } from '../render/include-observer.ts'

/** The templates that the includes of one rendering led to, by the place of the include. */
export type IncludedNames = ReadonlyMap<string, ReadonlySet<TemplateChoice>>

/** An application may make templates of text for each page: so many of a place are remembered. */
const mostTemplates = 32

/**
 * Watches a rendering for templates that only it can name. One that the page was not analysed with, or that reads what was not
 * loaded, prints nothing, and the rendering goes on, so that all such templates are known when the page is analysed again.
 */
export class SeenIncludes implements IncludeObserver {
  readonly names = new Map<string, Set<TemplateChoice>>()
  /** The first error that was put off. */
  error: unknown = null
  /** Whether one of the templates that the page was not analysed with has a name, of which there are only so many. */
  foundName = false
  readonly #known: IncludedNames
  readonly #waits: boolean

  /** `known` are those that the page was analysed with; `waits` says whether others are put off. */
  constructor(known: IncludedNames, waits: boolean) {
    this.#known = known
    this.#waits = waits
  }

  included(site: string, template: TemplateChoice): void {
    const seen = this.names.get(site)
    if (seen) seen.add(template)
    else this.names.set(site, new Set([template]))
    if (!this.#waits || this.#known.get(site)?.has(template)) return
    this.foundName ||= typeof template === 'string'
    throw new NotAnalysed()
  }

  isForLater(error: unknown): boolean {
    if (!(error instanceof NotAnalysed) && !notLoadedIn(error)) return false
    this.error ??= error
    return true
  }
}

/** Ends an include of a template of which nobody knows what it reads. */
class NotAnalysed extends Error {}

/** Both together; null where `more` adds nothing to what is known. */
export function withMore(known: IncludedNames, more: IncludedNames): IncludedNames | null {
  const all = new Map(known)
  let grown = false
  for (const [site, names] of more) {
    const before = known.get(site)
    if (before && [...names].every((name) => before.has(name))) continue
    grown = true
    const templates = [...(before ?? [])]
    const kept = new Set(templates.filter((template) => typeof template === 'object').slice(-mostTemplates))
    all.set(site, new Set([...templates.filter((template) => typeof template === 'string' || kept.has(template)), ...names]))
  }
  return grown ? all : null
}
