import type { StoreCounts } from '../../../src/cache/guarded-store.ts'
import { editions, mistakeIn, pageNames, partName, stateOf } from './hammered-pages.ts'
import { openLibrary } from './library.ts'

/** What this file as a program takes as JSON. */
export interface WorkerTask {
  readonly cacheFolder: string
  readonly templateFolder: string
  readonly maxEntries: number
}

/** What it sends from time to time, and at last once it was told to end. */
export interface WorkerCounts extends StoreCounts {
  pages: number
  readonly mistakes: string[]
  readonly warnings: string[]
}

const task = JSON.parse(process.argv[2]!) as WorkerTask
const counts: WorkerCounts = { pages: 0, mistakes: [], warnings: [], hits: 0, misses: 0, rejected: 0, errors: 0, writes: 0 }
const warn = (message: string): void => void counts.warnings.push(message)
const libraries = await Promise.all(editions.map(async (edition) => ({ edition, library: await openLibrary(edition) })))
const state = { isOver: false }
process.on('message', () => (state.isOver = true))
process.on('disconnect', () => process.exit(1))

for (let round = 0; !state.isOver; round++) {
  const { edition, library } = libraries[round % libraries.length]!
  // A new engine knows nothing but what is in the folder.
  const djust = library.djust({
    templates: task.templateFolder,
    jitCacheBackend: 'filesystem',
    jitCacheDir: task.cacheFolder,
    jitCacheMaxEntries: task.maxEntries,
    logger: { warn, error: warn },
  })
  // The first page reads it for all others.
  const firstPart = stateOf(task.templateFolder, partName)
  for (const name of pageNames) {
    const first = [stateOf(task.templateFolder, name), firstPart]
    const html = await djust.render(name, { books: library.books }).catch(String)
    const last = [stateOf(task.templateFolder, name), stateOf(task.templateFolder, partName)]
    const mistake = mistakeIn(html, edition, first, last)
    if (mistake !== null) counts.mistakes.push(`${edition}, ${name}: ${mistake}`)
    counts.pages++
  }
  await djust.close()
  const stats = djust.serializerCache.stats().filesystem!
  for (const name of ['hits', 'misses', 'rejected', 'errors', 'writes'] as const) counts[name] += stats[name]
  if (round % 20 === 0) process.send!(counts)
}
for (const { library } of libraries) await library.close()
process.send!(counts, () => process.exit())
