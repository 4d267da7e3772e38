import { DjustError } from '../error.ts'
import { mentionedNames } from '../render/template-names.ts'
import type { TemplateSet } from '../template/template-set.ts'

/** A template, its parents and what they include by fixed names, as far as they can be read. */
export function pageFiles(name: string, templates: TemplateSet): readonly string[] {
  const files = new Set([name])
  for (const file of files) {
    try {
      const resolved = templates.resolve(templates.get(file))
      for (const { name: parent } of resolved.chain) files.add(parent)
      for (const included of mentionedNames(resolved).includes) files.add(included)
    } catch (error) {
      // What is wrong in it is found when that file is checked; one that is missing, where it is named.
      if (!(error instanceof DjustError)) throw error
      if (error.code === 'template/not-found' && error.span === undefined) files.delete(file)
    }
  }
  return [...files]
}
