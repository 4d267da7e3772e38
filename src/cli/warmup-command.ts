import { availableParallelism } from 'node:os'
import type { Djust } from '../engine/djust.ts'
import { DjustError } from '../error.ts'
import { printProblem } from '../template.ts'
import { checkView } from '../view/check-view.ts'
import type { ViewSample } from '../view/define-config.ts'
import { mountOffline } from '../view/mount-offline.ts'
import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { classFinder } from './find-class.ts'
import { configHelp, configOption, noSuchPage, viewsNamed, withApp } from './load-app.ts'
import { counted, painter } from './paint.ts'
import { progressBar } from './progress-bar.ts'
import { UsageError } from './usage-error.ts'

const help = `djust warmup [VIEW…]

Plans the pages of all views that djust.config.ts names (or of these), and puts the plans into the application's cache, so
that the first request of each finds them there: run it when an application is deployed. No statement runs: a view whose
mount awaits a query says in the config what that gives. Templates that do not compile are found on the way.

${configHelp}
      --jobs NUMBER        how many views at once (default: the number of processors)
      --json               print an object

Examples:
  djust warmup
  djust warmup DashboardView LeasesView
  DJUST_JIT_CACHE_BACKEND=redis DJUST_JIT_REDIS_URL=redis://cache:6379 djust warmup
`

const options = { ...configOption, jobs: { type: 'string' }, json: { type: 'boolean' } } as const

interface Warmed {
  readonly view: string
  readonly template: string
  readonly plans: number
  readonly templates: number
  readonly ms: number
  /** Why not all of the page could be warmed up, to print. */
  readonly problem: string | null
}

/** `djust warmup`. */
export const warmupCommand: Command = {
  usage: 'warmup [VIEW…]',
  summary: 'plan the pages of all views ahead and fill the cache, without a database',
  run,
}

async function run(words: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  const jobs = Number(given.text('jobs') ?? availableParallelism())
  if (!Number.isInteger(jobs) || jobs < 1) throw new UsageError(`--jobs is a whole number from 1, not "${given.text('jobs')}"`, help)
  return withApp(given, help, async (app) => {
    const start = performance.now()
    const views =
      given.positionals.length === 0
        ? app.views
        : given.positionals.flatMap((word) => {
            const named = viewsNamed(app, word)
            if (named.length === 0) throw new UsageError(noSuchPage(app, word), help)
            return named
          })
    const isJson = given.flag('json')
    const bar = isJson ? null : progressBar(stderr, views.length)
    const paint = painter(stdout)
    const find = classFinder(app.files)
    const warmed = await concurrently(views, jobs, async (view) => {
      const done = await warm(app.djust, view, find)
      bar?.step(done.view)
      return done
    })
    bar?.end()
    await app.djust.serializerCache.settled()
    const plans = warmed.reduce((sum, each) => sum + each.plans, 0)
    const ms = performance.now() - start
    const { jitCacheBackend } = app.djust.settings
    if (isJson) stdout.write(`${JSON.stringify({ backend: jitCacheBackend, plans, ms, views: warmed }, null, 2)}\n`)
    else {
      const [name, template] = [Math.max(...warmed.map(({ view }) => view.length)), Math.max(...warmed.map((each) => each.template.length))]
      for (const each of warmed) {
        const end = each.problem === null ? counted(each.plans, 'plan') : paint.warning('not warmed up')
        stdout.write(`${each.view.padEnd(name)}  ${each.template.padEnd(template)}  ${end}\n`)
      }
      for (const { problem } of warmed) if (problem !== null) stdout.write(`\n${paint.problem(problem)}\n`)
      const failed = warmed.filter(({ problem }) => problem !== null).length
      const total = `${counted(warmed.length, 'view')}, ${counted(plans, 'plan')} in the ${jitCacheBackend} cache, ${ms.toFixed(0)} ms`
      stdout.write(
        failed === 0
          ? `\n${paint.good('JIT cache warmed up!')} ${total}\n`
          : `\n${paint.error(`${counted(failed, 'view')} could not be warmed up.`)} ${total}\n`,
      )
    }
    return warmed.some(({ problem }) => problem !== null) ? 1 : 0
  })
}

async function warm(djust: Djust, sample: ViewSample, find: ReturnType<typeof classFinder>): Promise<Warmed> {
  const start = performance.now()
  const { view, template, problems } = await checkView(djust, sample, find)
  const wrong = problems.find(({ severity, code }) => severity === 'error' || code === 'check/awaited-query')
  const done = { view, template, plans: 0, templates: 0 }
  if (wrong) return { ...done, ms: performance.now() - start, problem: printProblem(wrong) }
  try {
    const { queries } = await mountOffline(djust, sample, ({ context }) => djust.explain(template, context))
    const templates = djust.templates.code(template).size
    // A count or a query of values has no plan to keep.
    const plans = queries.filter(({ plan }) => plan.includes('#0')).length
    return { ...done, plans, templates, ms: performance.now() - start, problem: null }
  } catch (error) {
    if (!(error instanceof DjustError)) throw error
    return { ...done, ms: performance.now() - start, problem: error.message }
  }
}

async function concurrently<T, Result>(all: readonly T[], jobs: number, work: (one: T) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at]!)
  }
  await Promise.all(Array.from({ length: Math.min(jobs, all.length) }, worker))
  return results
}
