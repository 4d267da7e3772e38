import { LRUCache } from 'lru-cache'
import { type CacheStore, longestText } from '../cache/cache-store.ts'
import { FileStore } from '../cache/file-store.ts'
import { GuardedStore, type StoreCounts } from '../cache/guarded-store.ts'
import { RedisStore } from '../cache/redis-store.ts'
import { digest, seal, unseal } from '../cache/sealed-text.ts'
import type { LoadPlan } from '../plan/load-plan.ts'
import { planFromJson, planToJson, type PlanFrame, type PlanJson } from '../plan/plan-json.ts'
import { schemaText } from '../plan/schema-text.ts'
import type { Schema } from '../schema/schema.ts'
import { djustVersion } from './djust-version.ts'
import type { Settings } from './settings.ts'

/** How often each cache had what was asked for. */
export interface CacheStats {
  readonly memory: { readonly hits: number; readonly misses: number; readonly entries: number }
  readonly filesystem?: Readonly<StoreCounts>
  readonly redis?: Readonly<StoreCounts>
}

/** Where a plan came from; null for one that was made. */
export type PlanSource = 'memory' | CacheStore['name'] | null

/** What tells one plan from all others. */
export interface PlanIdentity {
  /** Of the template and the variable, which is what people see. */
  readonly key: string
  /** Of everything that the plan depends on. */
  readonly id: string
  /** Signs the plan's text. */
  readonly secret: string
}

export interface CachedPlan {
  readonly plan: LoadPlan
  readonly key: string
  readonly from: PlanSource
  /** How long it took to make, where it was made for whoever asked. */
  readonly madeMs?: number
}

/** A plan that was made just now; one that is incomplete because of unknown names is not kept. */
export interface MadePlan {
  readonly plan: LoadPlan
  readonly isWhole: boolean
}

/** Changes with the form of plans and of what they are kept under. */
const edition = 1

/** The texts of a page: of the template, its parents and all that it includes. */
export interface PageSources {
  /** Of the texts, to find plans by. */
  readonly digest: string
  /** Of the texts too, but nothing that `digest` tells. */
  readonly secret: string
}

export function pageSources(texts: readonly string[]): PageSources {
  return { digest: digest('page', ...texts), secret: digest('page secret', ...texts) }
}

/**
 * Load plans in memory, and behind that in files or on a Redis server, where other processes find them. What comes from
 * there is believed only if it is signed, and if none but this process could have signed it or it is what would be
 * planned here; it is data all along: names, looked up in the schema.
 */
export class PlanCache {
  readonly #schema: Schema
  readonly #settings: Settings
  readonly #memory: LRUCache<string, LoadPlan>
  readonly #store: GuardedStore | null
  readonly #checkJson: Promise<{ readonly checkPlanJson: (value: unknown) => PlanJson | null }> | null
  #hits = 0
  #misses = 0
  #schemaDigests: { readonly open: string; readonly secret: string } | null = null

  constructor(schema: Schema, settings: Settings, warn: (message: string) => void) {
    this.#schema = schema
    this.#settings = settings
    this.#memory = new LRUCache({ max: settings.jitCacheMaxEntries })
    const store = openStore(settings)
    this.#store = store && new GuardedStore(store, { warn, timeoutMs: store.name === 'redis' ? 250 : 1000 })
    // Not before it is needed, and ready when the first plan is read.
    this.#checkJson = store && import('../plan/check-plan-json.ts')
  }

  identity(sources: PageSources, variable: string, shape: string): PlanIdentity {
    const schema = this.#digestsOfSchema()
    const key = this.key(sources, variable)
    const id = digest('plan', key, shape)
    return { key, id, secret: digest('sign', this.#settings.jitCacheSecret, schema.secret, sources.secret, id) }
  }

  key(sources: PageSources, variable: string): string {
    return digest('djust', this.#digestsOfSchema().open, sources.digest, variable)
  }

  /** A page asked for a plan that it has. */
  countHit(): void {
    this.#hits++
  }

  /** The plan of that identity. Only where a store has to be asked does it take a promise. */
  find(identity: PlanIdentity, frame: Omit<PlanFrame, 'schema'>, make: () => MadePlan): CachedPlan | Promise<CachedPlan> {
    const known = this.#memory.get(identity.id)
    if (known) {
      this.#hits++
      return { plan: known, key: identity.key, from: 'memory' }
    }
    this.#misses++
    return this.#store ? this.#ask(this.#store, identity, { ...frame, schema: this.#schema }, make) : this.#made(identity, make(), null)
  }

  stats(): CacheStats {
    const memory = { hits: this.#hits, misses: this.#misses, entries: this.#memory.size }
    return this.#store ? { memory, [this.#store.store.name]: { ...this.#store.counts } } : { memory }
  }

  /** Forgets all plans, also those of other applications that share the folder or server. */
  async clear(): Promise<void> {
    this.#memory.clear()
    await this.settled()
    await this.#store?.store.opened
    await this.#store?.store.clear()
  }

  /** How many plans there are, in the store where there is one. */
  async size(): Promise<number> {
    await this.settled()
    await this.#store?.store.opened
    return this.#store ? this.#store.store.size() : this.#memory.size
  }

  async settled(): Promise<void> {
    await this.#store?.settled()
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#store?.store.close()
  }

  async #ask(store: GuardedStore, identity: PlanIdentity, frame: PlanFrame, make: () => MadePlan): Promise<CachedPlan> {
    const { counts } = store
    const [text, isTrusted] = await Promise.all([store.read(identity.id), this.#isTrusted(store)])
    if (text === null) return this.#made(identity, make(), store)
    const from = store.store.name
    const content = unseal(text, identity.secret)
    if (content !== null && isTrusted) {
      const plan = await this.#read(content, frame)
      if (plan) {
        counts.hits++
        this.#memory.set(identity.id, plan)
        return { plan, key: identity.key, from }
      }
    }
    const made = make()
    // Whoever knows the application's sources could have signed it: it must say what would be planned here.
    if (content !== null && made.isWhole && content === textOf(made.plan)) {
      counts.hits++
      this.#memory.set(identity.id, made.plan)
      return { plan: made.plan, key: identity.key, from }
    }
    counts.rejected++
    return this.#made(identity, made, store)
  }

  #made({ id, key, secret }: PlanIdentity, { plan, isWhole }: MadePlan, store: GuardedStore | null): CachedPlan {
    if (isWhole) {
      this.#memory.set(id, plan)
      const text = store && seal(textOf(plan), secret)
      if (text && Buffer.byteLength(text) <= longestText) store.write(id, text)
    }
    return { plan, key, from: null }
  }

  async #isTrusted(store: GuardedStore): Promise<boolean> {
    return this.#settings.jitCacheSecret !== '' || store.isPrivate()
  }

  async #read(content: string, frame: PlanFrame): Promise<LoadPlan | null> {
    const { checkPlanJson } = await this.#checkJson!
    let value: unknown
    try {
      value = JSON.parse(content)
    } catch {
      return null
    }
    const json = checkPlanJson(value)
    return json && planFromJson(json, frame)
  }

  #digestsOfSchema(): { readonly open: string; readonly secret: string } {
    if (!this.#schemaDigests) {
      const text = schemaText(this.#schema)
      this.#schemaDigests = { open: digest(`schema of ${djustVersion()} ${edition}`, text), secret: digest('schema secret', text) }
    }
    return this.#schemaDigests
  }
}

function textOf(plan: LoadPlan): string {
  return JSON.stringify(planToJson(plan))
}

function openStore({ jitCacheBackend, jitCacheDir, jitRedisUrl, jitCacheMaxEntries }: Settings): CacheStore | null {
  if (jitCacheBackend === 'memory') return null
  return jitCacheBackend === 'redis' ? new RedisStore(jitRedisUrl, jitCacheMaxEntries) : new FileStore(jitCacheDir, jitCacheMaxEntries)
}
