import { LRUCache } from 'lru-cache'
import { DjustError } from '../error.ts'
import type { Database } from '../load/database.ts'
import type { LoadPlan } from '../plan/load-plan.ts'
import { printPlan } from '../plan/print-plan.ts'
import { initialState } from '../query/query-set.ts'
import type { QueryState } from '../query/query-state.ts'
import type { CachedPlan, CacheStats, PageSources, PlanCache } from './plan-cache.ts'

/** What was generated for one variable of one template. */
export interface Serializer {
  /** As `getCacheKey` gives it. */
  readonly key: string
  /** Where its query stands in the context: `expiringSoon`, `dashboard.recent`. */
  readonly variable: string
  /** What is loaded, printed. */
  readonly plan: string
  /** The functions that make objects of rows, one for each statement. */
  readonly source: string
}

/** How many characters of a key people see. */
const shownLength = 16

/** The most serializers that can be looked at. */
const maxKnown = 1000

interface Known {
  readonly variable: string
  readonly state: QueryState
  readonly plan: LoadPlan
}

/** What an engine's caches are asked from outside. */
export interface SerializerCacheParts {
  readonly cache: PlanCache | null
  readonly database: Database | null
  sources(text: string, context: Readonly<Record<string, unknown>>): PageSources
  onClear(): void
}

/** The caches of an engine, to look into and to empty. */
export class SerializerCache {
  readonly #parts: SerializerCacheParts
  readonly #known = new LRUCache<string, Known>({ max: maxKnown })

  constructor(parts: SerializerCacheParts) {
    this.#parts = parts
  }

  /**
   * The key of a variable of a template: 64 digits, of which log lines show the first 16. `context` is needed where names of
   * parents or includes are variables. Templates that only rendering can name are part of it once a page showed them.
   */
  getCacheKey(templateContent: string, variable: string, context: Readonly<Record<string, unknown>> = {}): string {
    return this.#cache().key(this.#parts.sources(templateContent, context), variable)
  }

  /** The serializer of that key, or of its first 16 digits, if a page of this process used it; the latest of several queries. */
  get(key: string): Serializer | undefined {
    const fullKey = this.#fullKey(key)
    const known = fullKey === undefined ? undefined : this.#known.get(fullKey)
    const { database } = this.#parts
    if (fullKey === undefined || !known || !database) return undefined
    const { variable, plan } = known
    return { key: fullKey, variable, plan: printPlan(plan), source: sourceOf(database, known, fullKey) }
  }

  /** How often each cache had a plan, had it not, refused what it had, or failed. */
  stats(): CacheStats {
    return this.#cache().stats()
  }

  /** How many plans are kept: in the folder or on the server where there is one, else in memory. */
  async size(): Promise<number> {
    return this.#cache().size()
  }

  /** Empties memory and folder or server. Other processes keep what they have in memory. */
  async clear(): Promise<void> {
    this.#known.clear()
    this.#parts.onClear()
    await this.#cache().clear()
  }

  /** When all plans that were made so far are written. */
  async settled(): Promise<void> {
    await this.#cache().settled()
  }

  /** A page uses this plan from now on. */
  add(variable: string, state: QueryState, { key, plan }: CachedPlan): void {
    const { entity, annotations, prefetchRelated, result } = state
    // Not the query itself: it holds a connection, and values of a request.
    this.#known.set(key, { variable, plan, state: { ...initialState(entity), annotations, prefetchRelated, result } })
  }

  #fullKey(key: string): string | undefined {
    if (this.#known.has(key) || key.length < shownLength) return key
    return [...this.#known.keys()].find((known) => known.startsWith(key))
  }

  #cache(): PlanCache {
    const { cache } = this.#parts
    if (cache) return cache
    throw new DjustError('engine/no-orm', 'The caches keep plans of queries, but this djust has no ORM', {
      hint: 'createDjust({ orm: mikroOrm(orm) })',
    })
  }
}

/** The generated code of a serializer, to read. */
export function getSerializerSource(serializer: Serializer): string {
  return serializer.source
}

function sourceOf({ loader }: Database, { variable, state, plan }: Known, key: string): string {
  const functions = loader.statements(plan, state).flatMap((statement) => {
    if (!statement.layout) return []
    const name = `serialize${statement.model.name.replaceAll(/\W/g, '')}_${key.slice(0, 6)}`
    const source = loader.serializerSource(statement).replace('function make(', `function ${name}(`)
    return `// ${variable}: ${statement.model.name}, generated for ${key.slice(0, shownLength)}\n${source}`
  })
  return functions.join('\n\n')
}
