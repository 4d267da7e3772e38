import type { LoadOptions } from '../load/loader.ts'
import type { Database } from '../load/database.ts'
import { hasAwaited } from '../load/await-members.ts'
import type { LoadPlan } from '../plan/load-plan.ts'
import { nodesOf } from '../plan/plan-places.ts'
import type { ReadSession } from '../query/orm-adapter.ts'
import type { QueryState } from '../query/query-state.ts'
import { RowFeed, type RowSource } from '../render/row-feed.ts'
import { toRelatedList } from '../serialize/related-list.ts'

/** How many rows of a query are read at first, and how many at most. */
const [firstChunk, longestChunk] = [500, 4000]

/** What a page reads while it is being sent: one session for each connection, and feeds of rows for its loops. */
export class PageStream {
  readonly #names: ReadonlySet<string>
  readonly #first: number
  readonly #most: number
  readonly #abort = new AbortController()
  readonly #sessions = new Map<unknown, Promise<ReadSession | null>>()
  readonly #feeds: RowFeed[] = []
  readonly #taken = new Set<string>()

  /** `names` are the variables whose rows may come later; `chunk` is how many of them are read at once, where that is given. */
  constructor(names: ReadonlySet<string>, chunk: number | undefined) {
    this.#names = names
    this.#first = chunk ?? firstChunk
    this.#most = chunk ?? longestChunk
  }

  /** Whether the rows of what stands at a path of the context can come while the page is sent. */
  has(path: string): boolean {
    return this.#names.has(path)
  }

  /** Whether a query's can: its rows need nothing of each other, and there may be many. */
  takes(plan: LoadPlan, state: QueryState): boolean {
    const { root } = plan
    if (state.result !== 'rows' || state.none || (state.limit ?? Infinity) <= this.#first) return false
    if (root.head !== Infinity || !root.node || hasAwaited(plan)) return false
    return ![...nodesOf(root)].some(({ shared }) => shared)
  }

  /** The query's rows: a list where they are few, else a feed that has the first of them; null where they can't be read so. */
  async rows({ adapter, loader }: Database, plan: LoadPlan, state: QueryState, options: LoadOptions): Promise<unknown> {
    const open = (handle: unknown): Promise<ReadSession | null> =>
      this.#session(handle, () => adapter.readSession?.(handle, this.#abort.signal))
    const chunks = await loader.chunks(plan, state, open, options)
    if (!chunks) return null
    const longest = this.#most
    let most = this.#first
    return await this.feed({
      async next() {
        const next = await chunks.next(most)
        most = Math.min(most * 2, longest)
        if (next.done) await chunks.close()
        return next
      },
      close: () => chunks.close(),
    })
  }

  /** Rows from anywhere, once the first of them are there. */
  async feed(source: RowSource): Promise<unknown> {
    const feed = new RowFeed(source)
    this.#feeds.push(feed)
    while (feed.count === 0 && !feed.done) await feed.after(0).load()
    return feed.done ? toRelatedList([...feed.rows]) : feed
  }

  /** The rows of a variable are read in this way. */
  took(name: string): void {
    this.#taken.add(name)
  }

  /** Ends a statement that is running. */
  stop(): void {
    this.#abort.abort()
  }

  /** Gives all up because the page begins again: the variables whose rows are to be read anew. */
  async restart(): Promise<readonly string[]> {
    await this.close()
    const taken = [...this.#taken]
    this.#taken.clear()
    return taken
  }

  /** Gives all connections back. */
  async close(): Promise<void> {
    for (const feed of this.#feeds.splice(0)) await feed.close().catch(() => undefined)
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    for (const session of sessions) await (await session.catch(() => null))?.close()
  }

  #session(handle: unknown, open: () => Promise<ReadSession | null> | undefined): Promise<ReadSession | null> {
    let session = this.#sessions.get(handle)
    if (!session) this.#sessions.set(handle, (session = Promise.resolve(open() ?? null)))
    return session
  }
}
