import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type CacheStore, longestText } from './cache-store.ts'
import { isOwnFolder } from './own-folder.ts'

/** What a process that died left half written goes after this time. */
const abandonedMs = 60_000

/** One file for each text, in one folder that many processes may share. */
export class FileStore implements CacheStore {
  readonly name = 'filesystem'
  readonly place: string
  readonly opened: Promise<void> = Promise.resolve()
  readonly #maxEntries: number

  constructor(folder: string, maxEntries: number) {
    this.place = resolve(folder)
    this.#maxEntries = maxEntries
  }

  async isPrivate(): Promise<boolean> {
    return isOwnFolder(this.place)
  }

  async read(id: string): Promise<string | null> {
    const path = this.#path(id)
    let file
    try {
      // Neither a link nor a pipe: reading a pipe would wait for ever.
      file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      if (codeOf(error) === 'ELOOP') return ''
      throw error
    }
    try {
      const stats = await file.stat()
      if (!stats.isFile() || stats.size > longestText) return ''
      // No more than that: it may be growing.
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(stats.size) })
      // Files used longest ago go first.
      const now = new Date()
      await utimes(path, now, now).catch(() => {})
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  }

  async write(id: string, text: string): Promise<void> {
    await makeFolder(this.place)
    const aside = join(this.place, `${id}.${unique()}.tmp`)
    try {
      await writeFile(aside, text, { flag: 'wx', mode: 0o644 })
      await rename(aside, this.#path(id)).catch(async (error: unknown) => {
        if (!isOfFolder(error)) throw error
        await this.#takeAway(`${id}.json`)
        await rename(aside, this.#path(id))
      })
    } catch (error) {
      await unlink(aside).catch(() => {})
      throw error
    }
    // Counted each time: other processes write too.
    const files = await this.#files()
    if (files.length > this.#maxEntries) await this.#sweep(files)
  }

  async size(): Promise<number> {
    return (await this.#files()).filter((file) => file.endsWith('.json')).length
  }

  async clear(): Promise<void> {
    // All that can go does, whatever can't.
    const taken = await Promise.allSettled((await this.#files()).map((file) => this.#takeAway(file)))
    for (const each of taken) if (each.status === 'rejected') throw each.reason
  }

  async close(): Promise<void> {}

  #path(id: string): string {
    return join(this.place, `${id}.json`)
  }

  /** Only files that a cache wrote: the folder may have been chosen badly. */
  async #files(): Promise<string[]> {
    try {
      return (await readdir(this.place)).filter((file) => /^[0-9a-f]{64}(?:\.[0-9a-f]{16}\.tmp|\.json)$/.test(file))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  }

  /** Down to nine tenths, so that not every write has to look at all files. Other processes may do the same. */
  async #sweep(names: readonly string[]): Promise<void> {
    const files = await Promise.all(
      names.map(async (file) => ({
        file,
        at: await stat(join(this.place, file)).then(
          (stats) => stats.mtimeMs,
          () => 0,
        ),
      })),
    )
    const abandoned = files.filter(({ file, at }) => file.endsWith('.tmp') && at < Date.now() - abandonedMs)
    const kept = files.filter(({ file }) => file.endsWith('.json')).toSorted((a, b) => a.at - b.at)
    const least = Math.max(1, Math.floor(this.#maxEntries * 0.9))
    let over = Math.max(0, kept.length - least)
    // Some may be of other users, who alone can remove them.
    for (const { file } of abandoned) await this.#takeAway(file).catch(() => {})
    for (const { file } of kept) if (over > 0) over -= await this.#takeAway(file).then(one, none)
  }

  /** Removes what has the name of an entry. A folder can have it that somebody else made: what is in that is not for us to delete. */
  async #takeAway(file: string): Promise<void> {
    const path = join(this.place, file)
    try {
      await unlink(path).catch(async (error: unknown) => {
        if (!isOfFolder(error)) throw error
        await rmdir(path).catch((other: unknown) => {
          throw codeOf(other) === 'ENOTEMPTY' || codeOf(other) === 'EEXIST' ? other : error
        })
      })
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error
      await rename(path, `${path}.${unique()}.folder`)
    }
  }
}

/** Node's own way to make the folders above too never ends where the system says that a folder that is there is missing, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder))
    await mkdir(folder).catch(ignoreExisting)
  }
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error
}

/** Processes of containers that share the folder have the same number, and a process may have several stores of it. */
function unique(): string {
  return randomBytes(8).toString('hex')
}

/** What Linux and others say where a file was meant and a folder is there. */
function isOfFolder(error: unknown): boolean {
  return codeOf(error) === 'EISDIR' || codeOf(error) === 'EPERM'
}

function one(): number {
  return 1
}

function none(): number {
  return 0
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
