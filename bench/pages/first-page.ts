import { createDjust, type RenderReport } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { openDatabase } from '../data/database.ts'
import { Lease, Property } from '../data/models.ts'
import { freshDashboard, freshList } from './fresh-template.ts'

/** This file as a program renders one page, list or dashboard, and prints a `Timed` of that, without SQL. A folder keeps its plans. */
export const firstPageProgram = import.meta.filename

if (import.meta.main) {
  const [page, folder] = process.argv.slice(2)
  const { orm } = await openDatabase()
  const { sources } = page === 'list' ? freshList('fresh', 0) : freshDashboard('fresh', 0)
  let report: RenderReport | undefined
  const djust = createDjust({
    orm: mikroOrm(orm),
    templates: memoryLoader(sources),
    development: false,
    timeZone: 'UTC',
    ...(folder === undefined ? { jitCacheBackend: 'memory' } : { jitCacheBackend: 'filesystem', jitCacheDir: folder }),
  })
  // A server waits for its first request, and does meanwhile what opening the database left to do.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const start = performance.now()
  const leases = Lease.objects.orderBy('id').slice(0, 100)
  const properties = Property.objects.orderBy('id').slice(0, 100)
  const output = await djust.render('fresh.html', page === 'list' ? { leases } : { leases, properties }, {
    onReport: (one) => (report = one),
  })
  const total = performance.now() - start
  await djust.close()
  await orm.close()
  console.log(JSON.stringify({ output, ms: (report?.statements ?? []).reduce((rest, { ms }) => rest - ms, total) }))
}
