import { parseArgs } from 'node:util'
import { builtinFilters } from '../src/language/filters/builtin-filters.ts'
import { createTemplateEngine, DjustError, extractContextPaths, extractTemplateVariables, type TemplateEngine } from '../src/template.ts'
import { ContextError } from './fuzz/context-error.ts'
import { customLibrary } from './fuzz/custom-library.ts'
import { randomContext, reached } from './fuzz/random-context.ts'
import { RandomSource } from './fuzz/random-source.ts'
import { RandomTemplate } from './fuzz/random-template.ts'

/**
 * `npm run fuzz -- --runs 100000`: renders, streams, checks and extracts random and mutated templates with random contexts.
 * No run may take 100 ms of the processor (and as much again for every 5 million characters that it prints), throw what is no DjustError, generate code that does not compile, reach a constructor or change a prototype.
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
const filters = builtinFilters.map(({ name, argument }) => ({ name, argument }))

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string' },
  },
})
const seed = Number(values.seed)
const [from, to] = values.only === undefined ? [0, Number(values.runs)] : [Number(values.only), Number(values.only) + 1]
const prototypes = [Object, Array, Function, String, Number, Boolean, Map, Set, Date, Promise].map(({ prototype }) => prototype as object)
const before = print(prototypes)
const counts = { rendered: 0, refused: 0, failed: 0 }
const problems: string[] = []
let slowest = 0
let printed = 0
let untimed = 0

process.on('unhandledRejection', (error) => {
  problems.push(`a promise that nobody waits for: ${describe(error)}`)
})
console.log(`seed ${seed}, runs ${from} to ${to - 1}`)
for (let run = from; run < to && problems.length < 10; run++) {
  const problem = await tryRun(run)
  if (problem !== null) {
    problems.push(problem)
    console.log(`run ${run}: ${problem}\n  again: npm run fuzz -- --seed ${seed} --only ${run}`)
  }
}
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
    const templates = Object.fromEntries(names.map((name) => [name, new RandomTemplate(random, filters, names).source()]))
    if (random.chance(80)) templates['base'] = `{% block a %}x{% endblock %}${templates['base'] ?? ''}`
    const source = new RandomTemplate(random, filters, names).source()
    if (values.only !== undefined) console.log(JSON.stringify({ source, templates }, null, 2))
    const settings = { debug: true, values: random.pick(['javascript', 'python'] as const), libraries: [customLibrary] }
    const engine = createTemplateEngine({ templates, ...settings })
    printed = 0
    untimed = 0
    const start = milliseconds()
    const problem = await use(engine, source, templates, random)
    best = Math.min(best, milliseconds() - start - untimed - printed / charactersAMillisecond)
    if (problem !== null) return problem
  }
  slowest = Math.max(slowest, best)
  return best < longest ? null : `it took ${best.toFixed(0)} ms`
}

/** Of this thread: what else the machine does is not counted. */
function milliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

async function use(
  engine: TemplateEngine,
  source: string,
  templates: Readonly<Record<string, string>>,
  random: RandomSource,
): Promise<string | null> {
  const context = randomContext(random)
  const problem = await attempt(async () => {
    const html = await rendered(engine, source, context, random)
    printed += html.length
    return html.includes(reached) ? 'a constructor was reached' : null
  })
  const others = random.chance(20)
    ? ((await attempt(() => void engine.checkString(source))) ??
      (await attempt(() => void extractTemplateVariables(source))) ??
      (await attempt(() => void extractContextPaths(source, { templates }))) ??
      (await attempt(() => bundled(engine, random))))
    : null
  if ('hit' in globalThis) return 'text of a template ran as code'
  if (print(prototypes) !== before) return 'a prototype was changed'
  return problem ?? others
}

/** A build does that: it has more time. */
function bundled(engine: TemplateEngine, random: RandomSource): null {
  const start = milliseconds()
  engine.bundle([random.pick(names)])
  const took = milliseconds() - start
  if (took > longestBuild) problems.push(`a bundle took ${took.toFixed(0)} ms`)
  untimed += took
  return null
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

/** Runs one thing; what it throws must say where it was and come from the template or the context's own code. */
async function attempt(body: () => Promise<string | null> | null | void): Promise<string | null> {
  try {
    const problem = (await body()) ?? null
    counts.rendered++
    return problem
  } catch (error) {
    if (!(error instanceof DjustError)) return `threw ${describe(error)}`
    const cause = rootCause(error)
    const fromContext = cause instanceof ContextError || (cause instanceof TypeError && brokenProxy.test(cause.message))
    if (fromContext) counts.failed++
    else counts.refused++
    if (cause instanceof DjustError || fromContext) return null
    return `an error of the engine's own code: ${describe(cause)}`
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
