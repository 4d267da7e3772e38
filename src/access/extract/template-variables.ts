import { NameScanner } from './name-scanner.ts'
import { type KnownTags, parseLeniently } from './parse-leniently.ts'
import { PathCollector, type TemplatePaths } from './path-collector.ts'
import { collectWritten } from './written-paths.ts'

/** What errors call a source that has no name. */
export const unnamed = '<string>'

/** The paths that a template reads as they are written, scanned, and parsed only where scanning does not do. */
export function templateVariables(source: string, tags: KnownTags): TemplatePaths {
  const paths = new PathCollector()
  return new NameScanner(source, tags, paths).scan() ? paths.result() : parsedTemplateVariables(source, tags)
}

/** The same from the syntax tree: what scanning must agree with. */
export function parsedTemplateVariables(source: string, tags: KnownTags): TemplatePaths {
  const paths = new PathCollector()
  collectWritten(parseLeniently(source, unnamed, tags).nodes, paths)
  return paths.result()
}
