import type { Explanation } from '../engine/explain.ts'
import type { RenderReport } from '../engine/report.ts'
import { mountOffline } from '../view/mount-offline.ts'
import { emptyRequest, renderView } from '../view/render-view.ts'
import type { ViewSample } from '../view/define-config.ts'
import { checkView } from '../view/check-view.ts'
import { printProblem } from '../template.ts'
import { inWords, readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { classFinder } from './find-class.ts'
import { type App, configHelp, configOption, noSuchPage, templatesNamed, viewsNamed, withApp } from './load-app.ts'
import { counted, painter } from './paint.ts'
import { runView } from './run-view.ts'
import { UsageError } from './usage-error.ts'

const stages = ['template', 'access', 'plan', 'sql', 'serializer', 'render'] as const
type Stage = (typeof stages)[number]

const help = `djust explain VIEW|TEMPLATE

Shows what happens for a page, stage by stage: what its template reads, the load plan and the SQL of each query, the code
that makes objects of the rows, and the code that the template became. VIEW is the name of a class that djust.config.ts
names; of a TEMPLATE that is of no view only what needs no data is shown. No statement runs, but with --run.

${configHelp}
      --stage STAGE        only this one: ${stages.join(', ')}; may be repeated
      --run                also render the page: each statement with its rows and time. This asks the database
      --json               print an object

Examples:
  djust explain DashboardView
  djust explain rentals/dashboard.html --stage sql
  djust explain LeaseView --run --stage plan
`

const options = {
  ...configOption,
  stage: { type: 'string', multiple: true },
  run: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** A page as it is explained. */
interface Explained {
  readonly view: string | null
  readonly explanation: Explanation
  readonly code: ReadonlyMap<string, string>
  readonly report: RenderReport | null
}

/** `djust explain`. */
export const explainCommand: Command = {
  usage: 'explain VIEW|TEMPLATE',
  summary: 'show what happens for a page: plan, SQL, generated code; --run with times',
  run,
}

async function run(words: readonly string[], streams: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  const { stdout } = streams
  if (given.help) {
    stdout.write(help)
    return 0
  }
  const [word, ...more] = given.positionals
  if (word === undefined) throw new UsageError('No view or template was named', help)
  if (more.length > 0) throw new UsageError(`Only one page is explained at a time, not also ${more.join(' ')}`, help)
  const only = given.texts('stage').map((name) => stages.find((stage) => stage === name) ?? wrongStage(name))
  return withApp(given, help, async (app) => {
    const { explained, problems } = await explain(app, word, given.flag('run'))
    const paint = painter(streams.stderr)
    for (const problem of problems) streams.stderr.write(`${paint.problem(problem)}\n\n`)
    if (explained === null) return 1
    const wanted = only.length === 0 ? stages : only
    if (given.flag('json')) stdout.write(`${JSON.stringify(asJson(explained), null, 2)}\n`)
    else stdout.write(`${printed(explained, wanted, painter(stdout).title)}\n`)
    return problems.length > 0 ? 1 : 0
  })
}

function wrongStage(name: string): never {
  throw new UsageError(`--stage is ${inWords(stages)}, not "${name}"`, help)
}

async function explain(app: App, word: string, isRun: boolean): Promise<{ explained: Explained | null; problems: readonly string[] }> {
  const { djust } = app
  const template = templatesNamed(app, word)[0] ?? word
  const [sample] = [...viewsNamed(app, word), ...viewsNamed(app, template)]
  if (!sample) {
    if (!djust.templates.names().includes(template)) throw new UsageError(noSuchPage(app, word), help)
    if (isRun) throw new UsageError(`--run renders a view, and none of the config has the template "${template}"`, help)
    const explanation = await djust.explain(template)
    return { explained: { view: null, explanation, code: djust.templates.code(template), report: null }, problems: [] }
  }
  const check = await checkView(djust, sample, classFinder(app.files))
  const problems = check.problems.filter(({ code }) => code !== 'check/n-plus-one').map(printProblem)
  if (check.problems.some(({ severity }) => severity === 'error')) return { explained: null, problems }
  const explanation = await mountOffline(djust, sample, ({ context }) => djust.explain(check.template, context))
  const report = isRun ? await renderReport(app, sample) : null
  return {
    explained: { view: sample.view.name, explanation, code: djust.templates.code(check.template), report },
    problems: isRun ? [] : problems,
  }
}

function renderReport({ djust }: App, sample: ViewSample): Promise<RenderReport> {
  const { view, request } = sample
  return runView(djust, sample, async () => {
    let report: RenderReport | undefined
    await renderView(djust, view, emptyRequest(request), { onReport: (made) => (report = made) })
    return report!
  })
}

function asJson({ view, explanation, code, report }: Explained): object {
  const { template, access, queries, statementCount } = explanation
  return { view, template, access, queries, statementCount, render: Object.fromEntries(code), ...(report ? { run: report } : {}) }
}

function printed({ view, explanation, code, report }: Explained, wanted: readonly Stage[], paint: (text: string) => string): string {
  const { template, source, access, queries, statementCount } = explanation
  const parts: string[] = []
  const add = (stage: Stage, heading: string, text: string): void => {
    if (wanted.includes(stage) && text !== '') parts.push(`${paint(heading)}\n${paint('-'.repeat(heading.length))}\n${text.trimEnd()}`)
  }
  add('template', `Template ${template}${view === null ? '' : ` of ${view}`}`, source)
  add('access', 'What it reads', access)
  for (const { path, plan, statements } of queries) {
    add('plan', `Load plan of ${path}`, plan)
    statements.forEach(({ model, sql, serializer }, index) => {
      const which = statements.length === 1 ? path : `${path}, ${index + 1} of ${statements.length}`
      add('sql', `Statement of ${which}: ${model}`, sql)
      add('serializer', `Serializer of ${which}: ${model}`, serializer)
    })
  }
  for (const [name, text] of code) add('render', `Render function of ${name}`, text)
  parts.push(report ? timed(report, paint) : counted(statementCount, 'statement'))
  return parts.join('\n\n')
}

function timed({ statements, planMs, loadMs, renderMs }: RenderReport, paint: (text: string) => string): string {
  const heading = 'What ran'
  const rows = statements.map(
    ({ model, rows: count, ms, sql }) => `${ms.toFixed(2).padStart(9)} ms  ${counted(count, 'row').padEnd(10)}  ${model}: ${sql}`,
  )
  const total = `${counted(statements.length, 'statement')}: plan ${planMs.toFixed(2)} ms, load ${loadMs.toFixed(2)} ms, render ${renderMs.toFixed(2)} ms`
  return `${paint(heading)}\n${paint('-'.repeat(heading.length))}\n${[...rows, '', total].join('\n')}`
}
