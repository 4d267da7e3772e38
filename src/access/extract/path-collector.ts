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

  /** `path` is what follows the name and its dot, empty where nothing does. */
  add(name: string, path: string): void {
    const paths = this.pathsOf(name)
    if (path !== '') paths.add(path)
  }

  /** Adds the path that stands in `source` from `start` to `end`; its name ends at `nameEnd`. */
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
    for (const paths of this.names.values()) if (!neverListed.has(paths.name)) result[paths.name] = paths.sorted()
    return result
  }

  private pathsOf(name: string): PathsOfName {
    let paths = this.names.get(name)
    if (paths === undefined) this.names.set(name, (paths = new PathsOfName(name)))
    return paths
  }
}

class PathsOfName {
  readonly name: string
  /** In order up to `few`. */
  private readonly paths: string[] = []
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
    paths.push(path)
    for (let to = paths.length - 1; to > at; to--) paths[to] = paths[to - 1] as string
    paths[at] = path
  }

  sorted(): string[] {
    if (this.paths.some(hasAstral)) return this.paths.sort(compareCodePoints)
    return this.seen === null ? this.paths : this.paths.sort()
  }
}
