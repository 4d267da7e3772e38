import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createDjust, type Djust, type RenderReport } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { type BenchDatabase, openDatabase } from '../data/database.ts'
import { Lease, Property } from '../data/models.ts'
import type { Case, Group, Timed, TimedSubject } from '../harness/bench-case.ts'
import { firstPageProgram } from '../pages/first-page.ts'
import { freshDashboardFloor, freshListFloor } from '../pages/fresh-floor.ts'
import { freshDashboard, freshList, type FreshPage } from '../pages/fresh-template.ts'

const rows = 100

export const cold: Group = {
  name: 'cold',
  title: 'the first page of a template; the time without SQL is to stay under 10 ms',
  subjects: {
    floor: 'The page by hand, all prepared and warm.',
    djust: 'The first rendering of a template that nobody has seen before: texts and columns differ each time.',
    'djust without SQL': 'The same less the time of its statements: analysis, plan, compilation, objects, HTML.',
    'djust, known page': 'A page that was rendered before.',
    'plan of a known page': 'What a page that was rendered before spends on its plan.',
    'djust without SQL, new process':
      'The first page of a new Node process: V8 has neither compiled nor optimised any of the code. The database is open, and `createDjust` done.',
    'djust without SQL, new process, plans in files': 'The same where the cache of plans has them in files from another process.',
  },
  async *cases(quick) {
    const database = await openDatabase()
    const list = { fresh: freshList, floor: freshListFloor, context: listContext }
    const dashboard = { fresh: freshDashboard, floor: freshDashboardFloor, context: dashboardContext }
    yield newTemplate('table of leases', database, list)
    yield* newProcess('table of leases', database, 'list', list)
    yield newTemplate('dashboard: layout, 2 includes, 2 queries, lists in lists', database, dashboard)
    if (!quick) yield* newProcess('dashboard', database, 'dashboard', dashboard)
    await database.orm.close()
  },
}

interface Page {
  readonly fresh: (name: string, variant: number) => FreshPage
  readonly floor: typeof freshListFloor
  readonly context: () => Record<string, object>
}

function listContext(): Record<string, object> {
  return { leases: Lease.objects.orderBy('id').slice(0, rows) }
}

function dashboardContext(): Record<string, object> {
  return { ...listContext(), properties: Property.objects.orderBy('id').slice(0, rows) }
}

function newTemplate(name: string, { orm, connection }: BenchDatabase, { fresh, floor, context }: Page): Case {
  const loader = new FreshLoader()
  const djust = createDjust({ orm: mikroOrm(orm), templates: loader, development: false, timeZone: 'UTC', jitCacheBackend: 'memory' })
  let variant = 0
  const first = (subject: string, ms: (report: RenderReport, total: number) => number): TimedSubject => {
    let known = false
    const timed = (): Promise<Timed> => {
      // Outputs are compared by what comes first, so that has to be the variant that the floor is written for.
      const page = fresh(`page${++variant}`, known ? variant : 0)
      known = true
      return render(djust, loader, page, context(), ms)
    }
    return { name: subject, timed }
  }
  const page = fresh('known', 0)
  const again = (subject: string, ms: (report: RenderReport, total: number) => number): TimedSubject => ({
    name: subject,
    timed: () => render(djust, loader, page, context(), ms),
  })
  return {
    name,
    subjects: [
      { name: 'floor', run: floor(connection, rows) },
      first('djust', (_, total) => total),
      first('djust without SQL', withoutSql),
      again('djust, known page', (_, total) => total),
      again('plan of a known page', (report) => report.planMs),
    ],
  }
}

async function* newProcess(name: string, { connection }: BenchDatabase, page: string, { floor }: Page): AsyncIterable<Case> {
  const folder = await mkdtemp(join(tmpdir(), 'djust-bench-'))
  await inProcess(page, folder)
  yield {
    name: `${name}, first page of a process`,
    subjects: [
      { name: 'floor', run: floor(connection, rows) },
      { name: 'djust without SQL, new process', timed: () => inProcess(page) },
      { name: 'djust without SQL, new process, plans in files', timed: () => inProcess(page, folder) },
    ],
  }
  await rm(folder, { recursive: true })
}

async function inProcess(...args: readonly string[]): Promise<Timed> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'djust-source', firstPageProgram, ...args], { maxBuffer: 1 << 24 })
  return JSON.parse(stdout) as Timed
}

/** Texts come from it once, and go when the page is done. */
class FreshLoader {
  sources: Readonly<Record<string, string>> = {}

  load(name: string): string | null {
    return this.sources[name] ?? null
  }
}

async function render(
  djust: Djust,
  loader: FreshLoader,
  page: FreshPage,
  context: object,
  ms: (report: RenderReport, total: number) => number,
): Promise<Timed> {
  loader.sources = page.sources
  let report: RenderReport | undefined
  const start = performance.now()
  const html = await djust.render(`${page.name}.html`, { ...context }, { onReport: (one) => (report = one) })
  const total = performance.now() - start
  return { output: html.replaceAll(page.name, 'fresh'), ms: ms(report!, total) }
}

function withoutSql({ statements }: RenderReport, total: number): number {
  return statements.reduce((rest, { ms }) => rest - ms, total)
}
