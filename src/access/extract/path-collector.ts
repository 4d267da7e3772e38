import { compareCodePoints, hasAstral } from '../../value/code-points.ts'

/** For each name the paths read through it, sorted; `[]` where only the name itself is read. */
export type TemplatePaths = Record<string, string[]>

const neverListed: ReadonlySet<string> = new Set(['', 'True', 'False', 'None', 'forloop', 'block'])

/** As many paths of one name are kept in order while they come; more are sorted at the end. */
const few = 16

/** Gathers paths without repeats. Names that stand for no variable are left out. */
export class PathCollector {
  private readonly names = new Map<string, PathsOfName>()
  private last: PathsOfName | null = null
  /** Whether JavaScript's own order of texts is not that of their characters. */
  private hasAstral = false

  /** `path` is what follows the name and its dot, empty where nothing does. */
  add(name: string, path: string): void {
    const paths = this.pathsOf(name)
    if (path === '') return
    if (hasAstral(path)) this.hasAstral = true
    paths.add(path)
  }

  /** Adds the path that stands in `source` from `start` to `end`, in ASCII; its name ends at `nameEnd`. */
  addPart(source: string, start: number, nameEnd: number, end: number): void {
    let paths = this.last
    // The name is mostly the one that was read before.
    if (paths === null || paths.name.length !== nameEnd - start || !source.startsWith(paths.name, start)) {
      paths = this.pathsOf(source.slice(start, nameEnd))
      this.last = paths
    }
    if (nameEnd + 1 < end) paths.add(source.slice(nameEnd + 1, end))
  }

  result(): TemplatePaths {
    const result: TemplatePaths = {}
    for (const paths of this.names.values()) if (!neverListed.has(paths.name)) result[paths.name] = paths.sorted(this.hasAstral)
    return result
  }

  private pathsOf(name: string): PathsOfName {
    let paths = this.names.get(name)
    if (paths === undefined) this.names.set(name, (paths = new PathsOfName(name)))
    return paths
  }
}

/** What names have until a path comes, which replaces it. */
const none: string[] = []

class PathsOfName {
  readonly name: string
  /** In order up to `few`. */
  private paths = none
  /** The same paths, once there are many. */
  private seen: Set<string> | null = null

  constructor(name: string) {
    this.name = name
  }

  add(path: string): void {
    const { paths } = this
    if (this.seen !== null) {
      if (this.seen.has(path)) return
      this.seen.add(path)
      paths.push(path)
      return
    }
    let at = paths.length
    for (; at > 0; at--) {
      const before = paths[at - 1] as string
      if (before === path) return
      if (before < path) break
    }
    if (paths.length === few) {
      this.seen = new Set(paths).add(path)
      paths.push(path)
      return
    }
    if (paths.length < 3) {
      this.paths = withPath(paths, at, path)
      return
    }
    paths.push(path)
    for (let to = paths.length - 1; to > at; to--) paths[to] = paths[to - 1] as string
    paths[at] = path
  }

  sorted(byCodePoints: boolean): string[] {
    if (this.paths === none) return []
    if (byCodePoints) return this.paths.sort(compareCodePoints)
    return this.seen === null ? this.paths : this.paths.sort()
  }
}

/** Most names have no more paths than this makes: an array that grows by `push` has room for many, which has to be cleared away. */
function withPath(paths: readonly string[], at: number, path: string): string[] {
  const [first, second] = paths
  if (first === undefined) return [path]
  if (second === undefined) return at === 0 ? [path, first] : [first, path]
  if (at === 2) return [first, second, path]
  return at === 1 ? [first, path, second] : [path, first, second]
}
