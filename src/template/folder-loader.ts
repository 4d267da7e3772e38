import { existsSync, type FSWatcher, readdirSync, readFileSync, realpathSync, statSync, watch } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { TemplateLoader } from './loader.ts'

/**
 * Templates from files below these folders, the first folder that has the name wins. Names use `/`. A name that leads
 * out of a folder, by `..`, as an absolute path or through a symbolic link, is not found in it.
 */
export function folderLoader(folders: string | readonly string[]): TemplateLoader {
  const roots = (typeof folders === 'string' ? [folders] : folders).map((folder) => resolve(folder))
  return {
    load(name, skip) {
      if (!isPlainName(name)) return null
      for (const root of roots) {
        const path = join(root, name)
        if (skip?.has(path)) continue
        const source = readInside(root, path)
        if (source !== null) return { source, origin: path }
      }
      return null
    },
    stamp(name) {
      const stamps = isPlainName(name) ? roots.map((root) => stampOf(join(root, name))) : []
      return stamps.includes(null) ? null : stamps.join(' ')
    },
    watch(onEvent) {
      const watchers = roots.flatMap((root) => watchFolder(root, onEvent))
      return () => watchers.forEach((watcher) => watcher.close())
    },
    tried: (name) =>
      isPlainName(name) ? roots.map((root) => join(root, name)) : [`${name} (refused: it leads out of the template folders)`],
    names: () => roots.flatMap((root) => filesBelow(root)),
  }
}

/** But for hidden files and what is no text of a template. */
function filesBelow(root: string): readonly string[] {
  if (!existsSync(root)) return []
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)))
  const names = paths.map((path) => path.split(sep).join('/')).filter((name) => !/(?:^|\/)(?:\.|node_modules\/)/.test(name))
  return names.filter((name) => templateEndings.some((ending) => name.endsWith(ending))).toSorted()
}

/** What files with templates usually end in. */
const templateEndings: readonly string[] = ['.html', '.txt', '.xml', '.djhtml', '.svg']

function isPlainName(name: string): boolean {
  if (name === '' || name.includes('\0') || name.includes('\\') || name.startsWith('/') || /^[A-Za-z]:/.test(name)) return false
  return !name.split('/').includes('..')
}

/** Nothing where the folder is not there, or the system has no watchers left. */
function watchFolder(folder: string, onEvent: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, onEvent)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    return []
  }
}

/** File systems tell two changes apart only if they are this far from one another: two seconds on the coarsest. */
const coarsestClockMs = 2000

/** Tells a file that was written, replaced, or led to by another link from the one before; null where it is too new to tell. */
function stampOf(path: string): string | null {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (!stats) return '-'
    // A change time can't be set as a modification time can.
    if (Date.now() - Number(stats.ctimeMs) < coarsestClockMs) return null
    return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`
  } catch {
    return null
  }
}

function readInside(root: string, path: string): string | null {
  try {
    // Compared after links are followed, on both sides: the folder itself may be reached through one.
    const real = realpathSync(path)
    if (!real.startsWith(realpathSync(root) + sep)) return null
    return readFileSync(real, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG' || code === 'ELOOP') return null
    throw error
  }
}
