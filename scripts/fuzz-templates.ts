import { parseArgs } from 'node:util'
import { builtinFilters } from '../src/language/filters/builtin-filters.ts'
import { createTemplateEngine, DjustError, extractTemplateVariables, type TemplateEngine } from '../src/template.ts'
import { ContextError, randomContext, reached } from './fuzz/random-context.ts'
import { RandomSource } from './fuzz/random-source.ts'
import { RandomTemplate } from './fuzz/random-template.ts'

/**
 * `npm run fuzz -- --runs 100000`: renders, streams, checks and extracts random and mutated templates with random contexts.
 * No run may take 100 ms, throw what is no DjustError, generate code that does not compile, reach a constructor or change a prototype.
 * It prints the seed; `--seed S --only N` repeats one run and shows its template.
 */
const longest = 100
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

console.log(`seed ${seed}, runs ${from} to ${to - 1}`)
for (let run = from; run < to && problems.length < 10; run++) {
  const problem = tryRun(run)
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

function tryRun(run: number): string | null {
  // Slow once may be the machine; slow three times is the template.
  let best = Infinity
  for (let attempt = 0; attempt < 3 && best >= longest; attempt++) {
    const random = new RandomSource(Math.imul(run + 1, 0x9e3779b1) ^ seed)
    const templates = Object.fromEntries(names.map((name) => [name, new RandomTemplate(random, filters, names).source()]))
    templates['base'] = `{% block a %}x{% endblock %}${templates['base'] ?? ''}`
    const source = new RandomTemplate(random, filters, names).source()
    if (values.only !== undefined) console.log(JSON.stringify({ source, templates }, null, 2))
    const engine = createTemplateEngine({ templates, debug: true, values: random.pick(['javascript', 'python']) })
    const start = performance.now()
    const problem = use(engine, source, random)
    best = Math.min(best, performance.now() - start)
    if (problem !== null) return problem
  }
  slowest = Math.max(slowest, best)
  return best < longest ? null : `it took ${best.toFixed(0)} ms`
}

function use(engine: TemplateEngine, source: string, random: RandomSource): string | null {
  const context = randomContext(random)
  const problem = attempt(() => {
    const template = engine.fromString(source)
    const html = random.chance(80) ? template.render(context) : [...engine.renderPieces(random.pick(names), context)].join('')
    return html.includes(reached) ? 'a constructor was reached' : null
  })
  const others = random.chance(20)
    ? (attempt(() => void engine.checkString(source)) ?? attempt(() => void extractTemplateVariables(source)))
    : null
  if ('hit' in globalThis) return 'text of a template ran as code'
  if (print(prototypes) !== before) return 'a prototype was changed'
  return problem ?? others
}

/** Runs one thing; what it throws must say where it was and come from the template or the context's own code. */
function attempt(body: () => string | null | void): string | null {
  try {
    const problem = body() ?? null
    counts.rendered++
    return problem
  } catch (error) {
    if (!(error instanceof DjustError)) return `threw ${describe(error)}`
    const cause = rootCause(error)
    if (cause instanceof ContextError) counts.failed++
    else counts.refused++
    if (cause instanceof DjustError || cause instanceof ContextError) return null
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
