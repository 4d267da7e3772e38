import type { TemplatePaths } from '../template.ts'
import { extractTemplateVariables } from '../template.ts'
import type { ViewSample } from '../view/define-config.ts'
import { emptyRequest, mountView } from '../view/render-view.ts'
import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { type App, configHelp, configOption, noSuchPage, viewsNamed, withApp } from './load-app.ts'
import { counted, painter } from './paint.ts'
import { missingRelations, repeatedGroups, type StatementGroup } from './repeated-statements.ts'
import { runView } from './run-view.ts'
import { UsageError } from './usage-error.ts'

const help = `djust compare VIEW

Renders a view of djust.config.ts with its sample request, and shows what its template reads beside the statements that
really ran: those of djust and those of the ORM's own calls, as in a view that still serializes by hand. A statement that
ran many times with other values is an N+1; the relations that would have spared it are named. This asks the database.

${configHelp}
      --json               print an object

Examples:
  djust compare OldDashboardView
  djust compare OldDashboardView --json
`

const options = { ...configOption, json: { type: 'boolean' } } as const

type Context = Readonly<Record<string, unknown>>

interface Comparison {
  readonly view: string
  readonly template: string
  readonly variables: TemplatePaths
  readonly groups: readonly StatementGroup[]
  readonly actual: number
  readonly expected: number
  readonly selectRelated: readonly string[]
  readonly prefetchRelated: readonly string[]
}

/** `djust compare`. */
export const compareCommand: Command = {
  usage: 'compare VIEW',
  summary: "show a template's needs beside the statements that its view really ran",
  run,
}

async function run(words: readonly string[], { stdout }: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  const [word, ...more] = given.positionals
  if (word === undefined) throw new UsageError('No view was named', help)
  if (more.length > 0) throw new UsageError(`Only one view is compared at a time, not also ${more.join(' ')}`, help)
  return withApp(given, help, async (app) => {
    const [sample] = viewsNamed(app, word)
    if (!sample) throw new UsageError(noSuchPage(app, word), help)
    const compared = await compare(app, sample)
    if (given.flag('json')) stdout.write(`${JSON.stringify(compared, null, 2)}\n`)
    else print(compared, stdout)
    return isRepeating(compared) ? 1 : 0
  })
}

async function compare({ djust }: App, sample: ViewSample): Promise<Comparison> {
  const { view: View, request } = sample
  const statements: string[] = []
  const { database } = djust
  // What connecting takes is no matter of the page.
  await runView(djust, sample, async () => database?.adapter.execute({ sql: 'select 1', parameters: [] }, database.adapter.currentHandle()))
  const stops = [database?.loader.listen(({ sql }) => statements.push(sql)), database?.adapter.watch?.((sql) => statements.push(sql))]
  let template: string
  try {
    template = await runView(djust, sample, async () => {
      const mounted = await mountView(View, emptyRequest(request))
      const context = mounted.getContextData() as Context | Promise<Context>
      await djust.render(mounted.templateName, await context)
      return mounted.templateName
    })
  } finally {
    for (const stop of stops) stop?.()
  }
  const groups = repeatedGroups(statements)
  const missing = database ? missingRelations(groups, database.adapter.schema) : { selectRelated: [], prefetchRelated: [], joined: 0 }
  return {
    view: View.name,
    template,
    variables: extractTemplateVariables(djust.templates.load(template).source),
    groups,
    actual: statements.length,
    expected: groups.length - missing.joined,
    selectRelated: missing.selectRelated,
    prefetchRelated: missing.prefetchRelated,
  }
}

/** Twice may be two places of a page that ask for the same; more often, or along a relation, it is one for each row. */
function isRepeating({ groups, selectRelated, prefetchRelated }: Comparison): boolean {
  return groups.some(({ count }) => count > 2) || selectRelated.length > 0 || prefetchRelated.length > 0
}

function print(comparison: Comparison, stdout: Streams['stdout']): void {
  const { variables, groups, actual, expected, selectRelated, prefetchRelated } = comparison
  const paint = painter(stdout)
  const lines = [`Expected variables: ${JSON.stringify(variables)}`, `Actual queries executed: ${actual}`, '']
  if (isRepeating(comparison)) {
    lines.push(paint.warning('⚠️  WARNING: N+1 Query Detected!'), `  Expected: ${queries(expected)}`, `  Actual: ${queries(actual)}`)
    if (selectRelated.length > 0) lines.push(`  Missing selectRelated for: ${listed(selectRelated)}`)
    if (prefetchRelated.length > 0) lines.push(`  Missing prefetchRelated for: ${listed(prefetchRelated)}`)
  } else lines.push(paint.good(`No N+1: ${counted(actual, 'statement')}`))
  lines.push('', ...groups.map(({ count, sql }) => `${String(count).padStart(4)} ×  ${sql}`))
  stdout.write(`${lines.join('\n')}\n`)
}

function queries(count: number): string {
  return count === 1 ? '1 query' : `${count} queries`
}

function listed(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`
}
