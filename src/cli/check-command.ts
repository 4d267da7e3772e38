import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { createTemplateEngine, printProblem, type Problem, TemplateDoesNotExist, type TemplateEngine } from '../template.ts'
import { checkView, type ViewCheck } from '../view/check-view.ts'
import { type Arguments, readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { classFinder } from './find-class.ts'
import { type App, configFile, configHelp, configOption, noSuchPage, templatesNamed, viewsNamed, withApp } from './load-app.ts'
import { counted, painter } from './paint.ts'
import { readData } from './read-data.ts'
import { filesBelow, isFolder, templateFile, type TemplateFile } from './template-files.ts'
import { UsageError } from './usage-error.ts'

const help = `djust check [TEMPLATE|VIEW…]

Says what is wrong in templates and views, without rendering them and without a database.

Of templates: syntax, unknown tags and filters, names that look misspelled or are set for nothing, quotes that are not
closed, text and blocks that are never printed, loads that are not used, includes and routes that do not exist.
Of views, which djust.config.ts names: columns, relations and members that a model does not have, names that no field of
the view gives, how many statements each page takes, and which of them stay one for each row. No statement runs: a view
whose mount awaits a query says in the config what that gives.

Without TEMPLATE or VIEW all views of the config and all its templates are checked. TEMPLATE is a file, a folder, or a
name in one of the folders given with --templates; VIEW is the name of a class.

${configHelp}
  -t, --templates FOLDER   look for templates here, without an application; may be repeated (default: the folder of TEMPLATE)
  -d, --data FILE          a JSON object whose keys are all names that the templates get; - reads it from stdin
      --ignore CODE        problems of this kind are not told, as check/n-plus-one; may be repeated
      --format FORMAT      text (default), json, or github: annotations of a pull request
      --json               the same as --format json

Examples:
  djust check
  djust check DashboardView rentals/lease.html
  djust check --format github --ignore check/n-plus-one
  djust check templates/page.html --data data.json --json
`

const options = {
  ...configOption,
  templates: { type: 'string', short: 't', multiple: true },
  data: { type: 'string', short: 'd' },
  ignore: { type: 'string', multiple: true },
  format: { type: 'string' },
  json: { type: 'boolean' },
} as const

const endings = ['.html', '.txt', '.xml', '.djhtml', '.svg']

/** What was found, and of what. */
interface Found {
  readonly views: readonly ViewCheck[]
  readonly templates: number
  readonly problems: readonly Problem[]
  /** The path of a problem's file. */
  readonly pathOf: (template: string) => string
}

/** `djust check`. */
export const checkCommand: Command = {
  usage: 'check [TEMPLATE|VIEW…]',
  summary: 'say what is wrong in templates and views, without a database',
  run,
}

async function run(words: readonly string[], streams: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    streams.stdout.write(help)
    return 0
  }
  const format = given.flag('json') ? 'json' : (given.oneOf('format', ['text', 'json', 'github']) ?? 'text')
  const alone = given.texts('templates').length > 0 || given.text('data') !== undefined || configFile(given, help) === null
  if (alone && given.positionals.length === 0)
    throw new UsageError('No template was named, and there is no djust.config.ts here or in a folder above', help)
  const all = alone ? await checkAlone(given, streams) : await withApp(given, help, (app) => checkApp(app, given.positionals))
  const ignored = given.texts('ignore')
  const found = { ...all, problems: all.problems.filter(({ code }) => !ignored.includes(code)) }
  if (format === 'json') streams.stdout.write(`${JSON.stringify(asJson(found), null, 2)}\n`)
  else if (format === 'github') streams.stdout.write(found.problems.map((problem) => annotation(problem, found)).join(''))
  else print(found, streams)
  return found.problems.length > 0 ? 1 : 0
}

/** Templates by themselves: nothing is known of an application. */
async function checkAlone(given: Arguments, { stdin }: Streams): Promise<Found> {
  const data = given.text('data')
  const names = data === undefined ? undefined : Object.keys(await readData(data, stdin, help))
  const problems: Problem[] = []
  const paths = new Map<string, string>()
  const engines = new Map<string, TemplateEngine>()
  const engineOf = (folders: readonly string[]): TemplateEngine => {
    const key = folders.join('\0')
    const engine = engines.get(key) ?? createTemplateEngine({ folders })
    engines.set(key, engine)
    return engine
  }
  let templates = 0
  for (const place of given.positionals) {
    const folders = [...given.texts('templates'), ...(isFolder(place) ? [place] : [])]
    for (const path of filesBelow(place, endings)) {
      templates++
      const file = templateFile(path, folders)
      paths.set(file.name, path)
      problems.push(...checkFile(file, engineOf, names))
    }
  }
  return { views: [], templates, problems, pathOf: (name) => paths.get(name) ?? name }
}

function checkFile(
  { folders, name }: TemplateFile,
  engineOf: (folders: readonly string[]) => TemplateEngine,
  names: readonly string[] | undefined,
): readonly Problem[] {
  try {
    return engineOf(folders).check(name, names && { names })
  } catch (error) {
    if (error instanceof TemplateDoesNotExist) throw new UsageError(error.message, help)
    throw error
  }
}

async function checkApp(app: App, wanted: readonly string[]): Promise<Found> {
  const { djust } = app
  if (app.views.length === 0 && djust.templates.names().length === 0) throw new UsageError(nothingToCheck(app), '')
  const views = wanted.length === 0 ? [...app.views] : []
  const templates = new Set(wanted.length === 0 ? djust.templates.names() : [])
  for (const word of wanted) {
    const named = templatesNamed(app, word)
    const found = [word, ...named].flatMap((name) => viewsNamed(app, name))
    if (found.length === 0 && named.length === 0) throw new UsageError(noSuchPage(app, word), help)
    for (const view of found) if (!views.includes(view)) views.push(view)
    for (const name of named) templates.add(name)
  }
  const find = classFinder(app.files)
  const checks: ViewCheck[] = []
  // One after another: what each awaits is told apart by its turn.
  for (const view of views) checks.push(await checkView(djust, view, find))
  for (const { files } of checks) for (const file of files) templates.add(file)
  const ofTemplates = [...templates].toSorted().flatMap((name) => djust.templates.check(name))
  return {
    views: checks,
    templates: templates.size,
    problems: distinct([...checks.flatMap(({ problems }) => problems), ...ofTemplates]),
    pathOf: (name) => (templates.has(name) ? djust.templates.load(name).origin : fileOf(app, name)),
  }
}

function nothingToCheck({ config, from }: App): string {
  return `${relative(from, config)} names no views, and its engine finds no templates.\nWrite createDjust({ templates: 'folder' }); a relative folder is meant from that of the config`
}

/** A view's file is named as seen from the folder of the config, which may not be the one that the command was called in. */
function fileOf({ config }: App, name: string): string {
  const path = join(dirname(config), name)
  return existsSync(path) ? path : name
}

/** Pages share files: what is wrong in one is told once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const known = new Map<string, Problem>()
  for (const problem of problems) {
    // Pages that share a template each read another model there; all else is said once, in whichever words.
    const what = /^(?:plan|query)\//.test(problem.code) ? problem.message : ''
    const key = `${problem.template} ${problem.start} ${problem.code} ${what}`
    const other = known.get(key)
    if (!other || (isGuess(problem) && !isGuess(other))) known.set(key, problem)
  }
  return [...known.values()].toSorted((a, b) => (a.template < b.template ? -1 : a.template > b.template ? 1 : a.start - b.start))
}

function asJson({ views, templates, problems }: Found): object {
  return {
    views: views.map(({ view, template, statementCount, awaited, unread }) => ({
      view,
      template,
      statements: statementCount + awaited,
      awaited,
      unread,
    })),
    templates,
    problems,
  }
}

function print({ views, templates, problems }: Found, { stdout, stderr }: Streams): void {
  const paint = painter(stdout)
  const [name, template] = [Math.max(...views.map(({ view }) => view.length)), Math.max(...views.map((each) => each.template.length))]
  for (const each of views) {
    const count = each.statementCount + each.awaited
    const notes = [
      ...(each.awaited === 0 ? [] : [`${each.awaited} awaited by mount`]),
      ...(each.unread.length === 0 ? [] : [`not read: ${each.unread.join(', ')}`]),
    ]
    const own = notes.length === 0 ? '' : paint.quiet(` (${notes.join('; ')})`)
    stdout.write(`${each.view.padEnd(name)}  ${each.template.padEnd(template)}  ${counted(count, 'statement')}${own}\n`)
  }
  if (views.length > 0 && problems.length > 0) stdout.write('\n')
  for (const problem of problems) stdout.write(`${paint.problem(printProblem(problem))}\n\n`)
  const end = [
    ...(views.length > 0 ? [counted(views.length, 'view')] : []),
    counted(templates, 'template'),
    counted(problems.length, 'problem'),
  ].join(', ')
  const painted = painter(stderr)
  stderr.write(`${problems.length > 0 ? painted.error(end) : painted.good(end)}\n`)
}

function isGuess({ hint }: Problem): boolean {
  return hint?.startsWith('Did you mean') ?? false
}

/** A workflow command of GitHub Actions, which shows the problem at its line of a pull request. */
function annotation(problem: Problem, { pathOf }: Found): string {
  const path = pathOf(problem.template)
  const file = isAbsolute(path) ? relative(process.cwd(), path) : path
  const end = problem.column + Math.max(1, problem.end - problem.start)
  const at = { file, line: problem.line, col: problem.column, endColumn: end, title: problem.code }
  const properties = Object.entries(at).map(
    ([key, value]) => `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  )
  return `::${problem.severity} ${properties.join(',')}::${escaped(problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`)}\n`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
