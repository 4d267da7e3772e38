import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { builtinFilters } from '../src/language/filters/builtin-filters.ts'
import { createTemplateEngine, DjustError, extractContextPaths, extractTemplateVariables, type TemplateEngine } from '../src/template.ts'
import { longestText } from '../src/value/too-large.ts'
import { ContextError } from './fuzz/context-error.ts'
import { customLibrary } from './fuzz/custom-library.ts'
import { extremeTemplate } from './fuzz/extreme-template.ts'
import { mayIncludeItself } from './fuzz/includes-itself.ts'
import { randomContext, reached } from './fuzz/random-context.ts'
import { RandomSource } from './fuzz/random-source.ts'
import { mixedTemplate, realTemplates } from './fuzz/real-templates.ts'
import { RandomTemplate } from './fuzz/random-template.ts'

/**
 * `npm run fuzz -- --runs 100000`: renders, streams, checks and extracts random and mutated templates with random contexts.
 * No step of a run may take 100 ms of the processor (and as much again for every 5 million characters that it prints), throw what is no DjustError,
 * generate code that does not compile, reach a constructor or change a prototype; a page in pieces has to be the page.
 * It prints the seed; `--seed S --only N` repeats one run and shows its template.
 */
const longest = 100
const longestBuild = 2000
/** What JavaScript itself says of a proxy of a map or a date, of one that contradicts itself, and of what only looks like a list. */
const brokenProxy =
  /incompatible receiver|not a Date object|on proxy: |object to primitive|proxy must|Symbol\.(?:asyncI|i)terator|@@iterator|is not iterable/
/** What may be added for pages that print more than any page is long. */
const charactersAMillisecond = 50_000
const names = ['row', 'base', 'self', 'deep']
const real = realTemplates(fileURLToPath(new URL('..', import.meta.url)))
const filters = builtinFilters.map(({ name, argument }) => ({ name, argument }))

const help = `npm run fuzz -- [--runs N] [--seed S] [--from R] [--only R]

Renders, streams, checks and extracts random and mutated templates with random and hostile contexts.

  --runs N   how many; 20,000 if not given
  --seed S   repeats what another fuzzing with this seed did; printed at the start
  --from R   begins with run R of the seed
  --only R   does run R alone, and shows its templates
  --help     this text`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  console.log(help)
  process.exit()
}
const seed = Number(values.seed)
const from = Number(values.only ?? values.from)
const to = values.only === undefined ? from + Number(values.runs) : from + 1
const prototypes = [Object, Array, Function, String, Number, Boolean, Map, Set, Date, Promise].map(({ prototype }) => prototype as object)
const before = print(prototypes)
const counts = { rendered: 0, refused: 0, failed: 0 }
const problems: string[] = []
let slowest = 0
let slowestStep = 0
// Tags and filters that leave something to chance do the same whenever a run is repeated.
Math.random = () => 0.5

process.on('unhandledRejection', (error) => {
  problems.push(`a promise that nobody waits for: ${describe(error)}`)
})
let current: number | null = null
process.on('exit', () => {
  if (current === null) return
  console.log(`run ${current}: a step waits for what never comes\n  again: npm run fuzz -- --seed ${seed} --only ${current}`)
})
console.log(`seed ${seed}, runs ${from} to ${to - 1}`)
for (let run = from; run < to && problems.length < 10; run++) {
  if (run > from && run % 10_000 === 0) console.log(`${run}: ${(milliseconds() / 1000).toFixed(0)} s of the processor`)
  current = run
  const problem = await tryRun(run)
  if (problem !== null) {
    problems.push(problem)
    console.log(`run ${run}: ${problem}\n  again: npm run fuzz -- --seed ${seed} --only ${run}`)
  }
}
current = null
console.log(
  `${counts.rendered} rendered, ${counts.refused} refused with a place, ${counts.failed} failed in the context's code; the slowest took ${slowest.toFixed(1)} ms`,
)
console.log(`${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0

async function tryRun(run: number): Promise<string | null> {
  // Slow once may be the machine; slow three times is the template.
  let best = Infinity
  for (let attempts = 0; attempts < 3 && best >= longest; attempts++) {
    const random = new RandomSource(Math.imul(run + 1, 0x9e3779b1) ^ seed)
    const templates = Object.fromEntries(names.map((name) => [name, sourceOf(random)]))
    if (random.chance(80)) templates['base'] = `{% block a %}x{% endblock %}${templates['base'] ?? ''}`
    let source = sourceOf(random)
    const short = mayIncludeItself(source, templates)
    if (short) {
      // Nor is text made wider by a thousand spaces on each of 200 levels.
      for (const name of names) templates[name] = templates[name]!.replaceAll('1e3', '9')
      source = source.replaceAll('1e3', '9')
    }
    if (values.only !== undefined) console.log(JSON.stringify({ source, templates }, null, 2))
    slowestStep = 0
    const tried: Case = {
      source,
      templates,
      values: random.pick(['javascript', 'python']),
      contextSeed: random.number(2 ** 31),
      short,
    }
    const problem = await use(tried, random)
    best = Math.min(best, slowestStep)
    if (problem !== null) return problem
  }
  slowest = Math.max(slowest, best)
  return best < longest ? null : `a step took ${best.toFixed(0)} ms`
}

function sourceOf(random: RandomSource): string {
  const kind = random.number(100)
  if (kind < 4) return extremeTemplate(random)
  return kind < 25 ? mixedTemplate(random, real) : new RandomTemplate(random, filters, names).source()
}

/** Of this thread: what else the machine does is not counted. */
function milliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

interface Case {
  readonly source: string
  readonly templates: Readonly<Record<string, string>>
  readonly values: 'javascript' | 'python'
  readonly contextSeed: number
  /** Whether the context has shorter values: a page that includes itself as deep as it can prints each of them 200 times. */
  readonly short: boolean
}

/** What a step gave: a page, or the code of an error. */
interface Outcome {
  readonly page?: string
  readonly code?: string
  readonly problem?: string
}

function engineOf({ templates, values: mode }: Case): TemplateEngine {
  return createTemplateEngine({
    templates,
    values: mode,
    debug: true,
    libraries: [customLibrary],
    now: () => new Date('2025-06-01T12:00:00Z'),
    reverse: (name, args) => `/${name}/${args.length}`,
  })
}

function contextOf({ contextSeed, short }: Case): Record<string, unknown> {
  return randomContext(new RandomSource(contextSeed), short)
}

async function use(tried: Case, random: RandomSource): Promise<string | null> {
  const engine = engineOf(tried)
  const { source, templates } = tried
  let { problem } = await attempt(() => rendered(engine, source, contextOf(tried), random))
  if (random.chance(20)) {
    problem ??= (await attempt(() => void engine.checkString(source))).problem
    problem ??= (await attempt(() => void extractTemplateVariables(source))).problem
    problem ??= (await attempt(() => void extractContextPaths(source, { templates }))).problem
    problem ??= (await attempt(() => void engine.bundle([random.pick(names)]), longestBuild / longest)).problem
    problem ??= await inPieces(tried, random.pick(names))
  }
  if ('hit' in globalThis) return 'text of a template ran as code'
  if (print(prototypes) !== before) return 'a prototype was changed'
  return problem ?? null
}

async function rendered(
  engine: TemplateEngine,
  source: string,
  context: Readonly<Record<string, unknown>>,
  random: RandomSource,
): Promise<string> {
  switch (random.number(10)) {
    case 0:
      return [...engine.renderPieces(random.pick(names), context)].join('')
    case 1:
      return await engine.renderAsync(random.pick(names), context)
    case 2:
      return engine.render(`${random.pick(names)}#p${random.number(4)}`, context)
    default:
      return engine.fromString(source, 'page').render(context)
  }
}

/** A page in pieces has to be the page, or to fail as it does. */
async function inPieces(tried: Case, name: string): Promise<string | undefined> {
  const whole = await attempt(() => engineOf(tried).renderAsync(name, contextOf(tried)))
  const pieces = await attempt(async () => await new Response(engineOf(tried).renderStream(name, contextOf(tried))).text())
  const problem = whole.problem ?? pieces.problem
  if (problem !== undefined) return problem
  // Bytes have no halves of characters.
  const same = whole.page?.toWellFormed() === pieces.page && whole.code === pieces.code
  return same ? undefined : `${name} in pieces is another page: ${JSON.stringify({ whole, pieces }).slice(0, 2000)}`
}

/** Runs one step; what it throws must say where it was and come from the template or the context's own code. */
async function attempt(body: () => Promise<string> | string | void, share = 1): Promise<Outcome> {
  const start = milliseconds()
  const outcome = await outcomeOf(body)
  const characters = outcome.code === 'value/too-large' ? longestText : (outcome.page?.length ?? 0)
  const took = milliseconds() - start - characters / charactersAMillisecond
  slowestStep = Math.max(slowestStep, took / share)
  if (values.only !== undefined) console.log(`${body.toString()}: ${took.toFixed(1)} ms,`, outcome)
  return outcome.page?.includes(reached) ? { problem: 'a constructor was reached' } : outcome
}

async function outcomeOf(body: () => Promise<string> | string | void): Promise<Outcome> {
  try {
    const page = (await body()) ?? ''
    counts.rendered++
    return { page }
  } catch (error) {
    if (!(error instanceof DjustError)) return { problem: `threw ${describe(error)}` }
    const cause = rootCause(error)
    const fromContext = cause instanceof ContextError || (cause instanceof TypeError && brokenProxy.test(cause.message))
    if (fromContext) counts.failed++
    else counts.refused++
    if (cause instanceof DjustError || fromContext || error.code === 'render/too-deep') return { code: error.code }
    return { problem: `an error of the engine's own code: ${describe(cause)}` }
  }
}

function rootCause(error: Error): unknown {
  let at: unknown = error
  while (at instanceof Error && at.cause !== undefined) at = at.cause
  return at
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join('\n  ') : String(error)
}

function print(objects: readonly object[]): string {
  return objects.map((each) => Reflect.ownKeys(each).length).join(' ')
}
