import type { ListPlan, LoadPlan, PlanNode } from '../plan/load-plan.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { quoteText } from '../value/quote-text.ts'
import { pathsRead, type Reads } from './context-access.ts'
import type { LoadOptions } from '../load/loader.ts'
import type { LoadSession } from './load-context.ts'
import type { Logger } from './logger.ts'
import type { CachedPlan } from './plan-cache.ts'

/** How many characters of a key people see. */
const shownLength = 16

interface Variable {
  readonly path: string
  readonly reads: Reads
  readonly started: number
  cache: CachedPlan | null
  plan: LoadPlan | null
  /** When its plan was there, and its statements and objects were what was left to do. */
  plannedAt: number
  madeMs: number
  compiledMs: number
  loadedAt: number | null
  objects: number | null
}

/**
 * The debug log of one rendering. Variables are loaded at the same time: the lines of each are written together, in the order in which the
 * template first reads them.
 */
export class JitLog {
  readonly #template: string
  readonly #logger: Logger
  #variables: Variable[] = []

  constructor(template: string, logger: Logger) {
    this.#template = template
    this.#logger = logger
  }

  /** What is loaded for a variable while `load` runs. Entities that stand in one place are one variable. */
  async around<T>(path: string, reads: Reads, load: () => T | Promise<T>, isEntity = false): Promise<T> {
    let variable = isEntity ? this.#variables.find((each) => each.path === path) : undefined
    if (!variable) {
      const started = performance.now()
      const nothing = { cache: null, plan: null, plannedAt: started, madeMs: 0, compiledMs: 0, loadedAt: null, objects: null }
      variable = { path, reads, started, ...nothing }
      this.#variables.push(variable)
    }
    const result = await load()
    variable.loadedAt = performance.now()
    const objects = objectsIn(result)
    if (objects !== null) variable.objects = (isEntity ? (variable.objects ?? 0) : 0) + objects
    return result
  }

  /** A plan was found or made for what stands at `path`. */
  planned(path: string, cached: CachedPlan): void {
    const variable = this.#at(path, (each) => each.plan === null)
    if (!variable) return
    variable.plan = cached.plan
    variable.cache = cached
    variable.madeMs = cached.madeMs ?? 0
    variable.plannedAt = performance.now()
  }

  /** Statements and code for what stands at `path` were generated. */
  generated(path: string, ms: number): void {
    const variable = this.#at(path, (each) => each.loadedAt === null)
    if (variable) variable.compiledMs += ms
  }

  /** Writes what happened so far. */
  flush(): void {
    for (const variable of this.#variables) for (const line of this.#lines(variable)) say(this.#logger, `[djust:jit] ${line}`)
    this.#variables = []
  }

  #at(path: string, fits: (variable: Variable) => boolean): Variable | undefined {
    return this.#variables.find((each) => fits(each) && (each.path === path || path.startsWith(`${each.path}.`)))
  }

  #lines({ path, reads, started, cache, plan, plannedAt, madeMs, compiledMs, loadedAt, objects }: Variable): string[] {
    const lines = [`Template: ${this.#template}`, `Variable: ${path}`, `Extracted paths: ${list(pathsRead(reads))}`]
    const isMiss = cache !== null && cache.from === null
    if (isMiss) {
      lines.push('Cache: MISS (generating serializer)')
      lines.push(`Optimization: ${plan ? optimization(plan) : 'none'}`)
      lines.push(`Generated serializer (${duration(madeMs + compiledMs)})`, `Cached: ${cache.key.slice(0, shownLength)}`)
    } else if (cache) lines.push(`Cache: HIT (${cache.key.slice(0, shownLength)})`)
    if (loadedAt === null) lines.push(`Failed after ${duration(performance.now() - started)}`)
    else {
      const total = loadedAt - started
      if (objects === null) lines.push(plan ? 'Serialized while the page is sent' : `Loaded a value (${duration(total)})`)
      else
        lines.push(
          `Serialized ${objects} ${objects === 1 ? 'object' : 'objects'} (${duration(Math.max(0, loadedAt - plannedAt - compiledMs))})`,
        )
      lines.push(`Total time: ${duration(total)}`)
    }
    return lines
  }
}

/** What a load tells of itself. */
export function loadOptions({ onStatement, log }: Pick<LoadSession, 'onStatement' | 'log'>, path: string): LoadOptions {
  return log ? { onStatement, onGenerated: (ms) => log.generated(path, ms) } : { onStatement }
}

/** In Django's words: what a view by hand would have to say for the same statements. */
function optimization({ root }: LoadPlan): string {
  const counts: string[] = []
  const exists: string[] = []
  const prefetches: string[] = []
  const selects = root.node ? relationsOf(root.node, '', [root.node], { counts, exists, prefetches }) : []
  const parts = [
    ...(selects.length > 0 ? [`select_related(${list(selects)})`] : []),
    ...(prefetches.length > 0 ? [`prefetch_related([${prefetches.join(', ')}])`] : []),
    ...(counts.length > 0 ? [`count(${list(counts)})`] : []),
    ...(exists.length > 0 ? [`exists(${list(exists)})`] : []),
    ...(root.node ? [] : root.count ? ['count()'] : root.exists ? ['exists()'] : []),
  ]
  return parts.join(', ') || 'none'
}

interface Found {
  readonly counts: string[]
  readonly exists: string[]
  readonly prefetches: string[]
}

/** The relations that are joined, by the last that is read of each chain; lists go to `found`. */
function relationsOf(node: PlanNode, prefix: string, chain: readonly PlanNode[], found: Found): string[] {
  const joined: string[] = []
  for (const [name, { relation, load, node: target }] of node.one) {
    if (relation.embedded || load === 'key' || chain.includes(target)) continue
    const path = prefix + name
    const below = relationsOf(target, `${path}__`, [...chain, target], found)
    if (load === 'levels') found.prefetches.push(quoteText(path))
    else if (readsOwn(target) || below.length === 0) joined.push(path)
    joined.push(...below)
  }
  for (const [name, many] of node.many) {
    const path = prefix + name
    if (many.node && !many.relation.embedded) found.prefetches.push(...prefetch(path, many, chain))
    else if (many.count) found.counts.push(path)
    else if (many.exists) found.exists.push(path)
  }
  return joined
}

function prefetch(path: string, { node }: ListPlan, chain: readonly PlanNode[]): string[] {
  if (!node || chain.includes(node)) return [quoteText(path)]
  const below: Found = { counts: [], exists: [], prefetches: [] }
  const selects = relationsOf(node, '', [...chain, node], below)
  const nested = below.prefetches.map((each) => each.replace("'", `'${path}__`))
  const own =
    selects.length > 0
      ? `Prefetch(${quoteText(path)}, queryset=${node.model.name}.objects.select_related(${selects.map(quoteText).join(', ')}))`
      : quoteText(path)
  return [own, ...nested]
}

function readsOwn({ fields, members, many }: PlanNode): boolean {
  return fields.size > 0 || members.size > 0 || many.size > 0
}

function objectsIn(result: unknown): number | null {
  if (result === null) return 0
  if (Array.isArray(result)) return result.length
  if (typeof result !== 'object' || result === undefined) return null
  if (result instanceof PartialList) return PartialList.rowsOf(result).length
  return isStreamed(result) ? null : 1
}

function isStreamed(result: object): boolean {
  return 'open' in result && typeof result.open === 'function'
}

function say(logger: Logger, line: string): void {
  if (logger.info) logger.info(line)
  else logger.warn(line)
}

/** As Python prints a list of strings. */
function list(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`
}

function duration(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}ms`
}
