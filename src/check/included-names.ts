import { DjustError } from '../error.ts'
import { mentionedNames } from '../render/template-names.ts'
import type { TemplateSet } from '../template/template-set.ts'

/** The names that a template and all that it includes mention; null where it could read any, or can't be loaded. */
export function includedNames(name: string, templates: TemplateSet): ReadonlySet<string> | null {
  const names = new Set<string>()
  const seen = new Set<string>()
  const queue = [name]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    try {
      const mentioned = mentionedNames(templates.resolve(templates.get(next)))
      if (mentioned.anything) return null
      for (const mention of mentioned.names) names.add(mention)
      queue.push(...mentioned.includes)
    } catch (error) {
      if (error instanceof DjustError) return null
      throw error
    }
  }
  return names
}
