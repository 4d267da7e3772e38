import { statSync, readdirSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** A template as the engine finds it: the folders to look in, and its name there. */
export interface TemplateFile {
  readonly folders: readonly string[]
  readonly name: string
}

/**
 * A template that was named on the command line: a file, whose name is then relative to the first of `folders` it is in,
 * else to its own folder; or a name in one of `folders`, if there are any.
 */
export function templateFile(given: string, folders: readonly string[]): TemplateFile {
  if (folders.length > 0 && !isFile(given) && !isAbsolute(given)) return { folders, name: given.split(sep).join('/') }
  const path = resolve(given)
  const around = folders.find((folder) => path.startsWith(resolve(folder) + sep))
  if (around === undefined) return { folders: [dirname(path), ...folders], name: basename(path) }
  return { folders, name: relative(resolve(around), path).split(sep).join('/') }
}

/** The files below a folder whose names end in one of `endings`, sorted; a file stands for itself. */
export function filesBelow(given: string, endings: readonly string[]): readonly string[] {
  if (!isFolder(given)) return [given]
  const entries = readdirSync(given, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
  return files.map((entry) => join(entry.parentPath, entry.name)).toSorted()
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
