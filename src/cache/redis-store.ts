import type { RedisClientType } from 'redis'
import { DjustError } from '../error.ts'
import { type CacheStore, longestText } from './cache-store.ts'

/** Braces keep all keys on one node of a cluster. */
const prefix = '{djust}:plan:'
/** When each text was used last, by which the oldest are found. */
const usedKey = '{djust}:plans-used'
/** Texts of applications that are gone would stay for ever otherwise. */
const lifetimeSeconds = 30 * 24 * 3600

/** The most texts that go for a new one. */
const mostAtOnce = 1000

/** How long the first use waits for the connection; later ones fail at once where there is none. */
const connectMs = 500

/** Texts on a Redis server, through the official client, which is loaded when it is wanted. */
export class RedisStore implements CacheStore {
  readonly name = 'redis'
  readonly place: string
  readonly opened: Promise<void>
  readonly #maxEntries: number
  readonly #client: Promise<RedisClientType>
  #closed = false
  /** Why there is no connection, as far as it is known. */
  #problem: string | null = null

  constructor(url: string, maxEntries: number) {
    requireClient()
    // Messages must not show a password.
    const { protocol, host, pathname } = new URL(url)
    this.place = `${protocol}//${host}${pathname}`
    this.#maxEntries = maxEntries
    this.#client = this.#open(url)
    this.opened = this.#client.then(ignore, ignore)
  }

  async isPrivate(): Promise<boolean> {
    return false
  }

  async read(id: string): Promise<string | null> {
    const client = await this.#ready()
    let text: unknown
    try {
      // Not all of a text that is too long to be a plan.
      text = await client.getRange(prefix + id, 0, longestText)
    } catch (error) {
      // There is something, but no text.
      if (isWrongType(error)) return ''
      throw error
    }
    if (typeof text !== 'string') throw new TypeError('the answer is no text')
    if (text === '') return null
    client.zAdd(usedKey, { score: Date.now(), value: id }).catch(() => {})
    return text
  }

  async write(id: string, text: string): Promise<void> {
    await this.#withIndex(async (client) => {
      await client
        .multi()
        .set(prefix + id, text, { expiration: { type: 'EX', value: lifetimeSeconds } })
        .zAdd(usedKey, { score: Date.now(), value: id })
        .expire(usedKey, lifetimeSeconds)
        .exec()
      const over = (await client.zCard(usedKey)) - this.#maxEntries
      if (over <= 0) return
      const oldest = await client.zRange(usedKey, 0, Math.min(over, mostAtOnce) - 1)
      await client
        .multi()
        .del(oldest.map((each) => prefix + each))
        .zRem(usedKey, oldest)
        .exec()
    })
  }

  async size(): Promise<number> {
    return this.#withIndex((client) => client.zCard(usedKey))
  }

  async clear(): Promise<void> {
    await this.#withIndex(async (client) => {
      const all = await client.zRange(usedKey, 0, -1)
      await client.del([usedKey, ...all.map((each) => prefix + each)])
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const client = await this.#client.catch(() => null)
    if (client?.isOpen) client.destroy()
  }

  async #open(url: string): Promise<RedisClientType> {
    const { createClient } = await import('redis')
    const client = createClient({
      url,
      disableOfflineQueue: true,
      socket: { connectTimeout: connectMs, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 5000) },
    }) as RedisClientType
    const failed = new Promise<void>((resolve) => {
      client.on('error', (error: unknown) => {
        this.#problem = reasonOf(error)
        resolve()
      })
    })
    if (this.#closed) return client
    // It goes on trying by itself: a server that comes later is found.
    const connected = client.connect().then(ignore, ignore)
    await Promise.race([connected, failed, delay(connectMs)])
    // A cache must not keep a process alive.
    client.unref()
    return client
  }

  async #ready(): Promise<RedisClientType> {
    const client = await this.#client
    if (!client.isReady) throw new Error(`there is no connection${this.#problem === null ? '' : `: ${this.#problem}`}`)
    return client
  }

  /** Something else may stand under the name of the index: it would be in the way for ever. */
  async #withIndex<T>(use: (client: RedisClientType) => Promise<T>): Promise<T> {
    const client = await this.#ready()
    try {
      return await use(client)
    } catch (error) {
      const cause = firstOf(error)
      if (!isWrongType(cause)) throw cause
      await client.del(usedKey)
      return use(client)
    }
  }
}

function requireClient(): void {
  try {
    import.meta.resolve('redis')
  } catch (cause) {
    throw new DjustError('cache/no-redis-client', "jitCacheBackend is 'redis', but the package redis is not installed", {
      hint: 'npm install redis',
      cause,
    })
  }
}

function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE')
}

/** The client's error of a transaction only counts those of its commands. */
function firstOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('replies' in error) || !Array.isArray(error.replies)) return error
  return error.replies.find((reply) => reply instanceof Error) ?? error
}

/** A server that does not know a command repeats what was sent with it, which may be the password. */
function reasonOf(error: unknown): string {
  // Of several addresses of one host, each has an error of its own.
  const one: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  const message = one instanceof Error ? one.message : String(one)
  return message
    .split(/\r|\n|, with args/, 1)[0]!
    .slice(0, 200)
    .replace(/\.$/, '')
}

function ignore(): undefined {}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
