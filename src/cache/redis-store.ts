import type { RedisClientType } from 'redis'
import { DjustError } from '../error.ts'
import { type CacheStore, longestText } from './cache-store.ts'

/** Braces keep all keys on one node of a cluster. */
const prefix = '{djust}:plan:'
/** When each text was used last, by which the oldest are found. */
const usedKey = '{djust}:plans-used'
/** Texts of applications that are gone would stay for ever otherwise. */
const lifetimeSeconds = 30 * 24 * 3600

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
    // Not all of a text that is too long to be a plan.
    const text = await client.getRange(prefix + id, 0, longestText)
    if (typeof text !== 'string') throw new TypeError('the answer is no text')
    if (text === '') return null
    client.zAdd(usedKey, { score: Date.now(), value: id }).catch(() => {})
    return text
  }

  async write(id: string, text: string): Promise<void> {
    const client = await this.#ready()
    await client
      .multi()
      .set(prefix + id, text, { expiration: { type: 'EX', value: lifetimeSeconds } })
      .zAdd(usedKey, { score: Date.now(), value: id })
      .expire(usedKey, lifetimeSeconds)
      .exec()
    const over = (await client.zCard(usedKey)) - this.#maxEntries
    if (over <= 0) return
    const oldest = await client.zRange(usedKey, 0, over - 1)
    await client
      .multi()
      .del(oldest.map((each) => prefix + each))
      .zRem(usedKey, oldest)
      .exec()
  }

  async size(): Promise<number> {
    return (await this.#ready()).zCard(usedKey)
  }

  async clear(): Promise<void> {
    const client = await this.#ready()
    const all = await client.zRange(usedKey, 0, -1)
    await client.del([usedKey, ...all.map((each) => prefix + each)])
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
      // What goes wrong shows in the commands that fail.
      client.on('error', () => resolve())
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
    if (!client.isReady) throw new Error('there is no connection')
    return client
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

function ignore(): undefined {}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
