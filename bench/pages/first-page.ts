import { createDjust, type RenderReport } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { openDatabase } from '../data/database.ts'
import { Lease } from '../data/models.ts'
import { freshList } from './fresh-template.ts'

/** This file as a program renders one page and prints a `Timed` of that, without SQL. */
export const firstPageProgram = import.meta.filename

if (import.meta.main) {
  const { orm } = await openDatabase()
  const { sources } = freshList('fresh', 0)
  let report: RenderReport | undefined
  const djust = createDjust({
    orm: mikroOrm(orm),
    templates: memoryLoader(sources),
    development: false,
    timeZone: 'UTC',
    jitCacheBackend: 'memory',
  })
  const start = performance.now()
  const context = { leases: Lease.objects.orderBy('id').slice(0, 100) }
  const output = await djust.render('fresh.html', context, { onReport: (one) => (report = one) })
  const total = performance.now() - start
  await orm.close()
  console.log(JSON.stringify({ output, ms: (report?.statements ?? []).reduce((rest, { ms }) => rest - ms, total) }))
}
