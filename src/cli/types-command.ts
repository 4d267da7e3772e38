import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { DjustError } from '../error.ts'
import { templateTypes, type TypedView } from '../types/template-types.ts'
import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { type App, configHelp, configOption, withApp } from './load-app.ts'
import { counted, painter } from './paint.ts'
import { UsageError } from './usage-error.ts'

const help = `djust types

Writes a TypeScript file that reads of each view what its template reads. Include it in your tsconfig, and a template that
reads a name which its view or an entity does not have is an error of tsc and in the editor, with the template's line. The
file is never run. No statement runs.

${configHelp}
  -o, --out FILE           where to write (default: template-types.ts beside djust.config)
      --check              write nothing; exit code 1 if the file is not what would be written, for CI
      --watch              go on, and write again when a template changes

Examples:
  djust types && tsc --noEmit
  djust types --check
  djust types --watch
`

const options = { ...configOption, out: { type: 'string', short: 'o' }, check: { type: 'boolean' }, watch: { type: 'boolean' } } as const

/** `djust types`. */
export const typesCommand: Command = { usage: 'types', summary: 'write TypeScript that checks the names templates read', run }

async function run(words: readonly string[], streams: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    streams.stdout.write(help)
    return 0
  }
  if (given.flag('check') && given.flag('watch')) throw new UsageError('--check and --watch do not go together', help)
  return withApp(given, help, async (app) => {
    if (app.views.length === 0) throw new UsageError(`${relative(app.from, app.config)} has no views to check`, help)
    const named = given.text('out')
    const out = named === undefined ? join(dirname(app.config), 'template-types.ts') : resolve(app.from, named)
    if (given.flag('check')) return check(app, out, streams)
    write(app, out, streams)
    if (given.flag('watch')) await writeOnChanges(app, out, streams)
    return 0
  })
}

function check(app: App, out: string, { stdout, stderr }: Streams): number {
  const name = relative(app.from, out)
  const now = existsSync(out) ? readFileSync(out, 'utf8') : null
  if (now === textOf(app, out)) {
    stdout.write(`${name} is up to date\n`)
    return 0
  }
  stderr.write(
    `${painter(stderr).error(now === null ? `There is no ${name}` : `${name} is not what the templates read`)}. Run: djust types\n`,
  )
  return 1
}

function write(app: App, out: string, { stdout }: Streams): void {
  writeFileSync(out, textOf(app, out))
  stdout.write(`${relative(app.from, out)}: ${counted(app.views.length, 'view')}\n`)
}

function textOf(app: App, out: string): string {
  const config = relative(dirname(out), app.config)
    .split(sep)
    .join('/')
    .replace(/\.(m?)ts$/, '.$1js')
  return templateTypes(
    app.views.map(({ view }, index) => typed(app, view, index)),
    config.startsWith('.') ? config : `./${config}`,
  )
}

function typed(
  { djust }: App,
  view: new () => { readonly templateName: string; readonly constructor: Function },
  index: number,
): TypedView {
  const { templateName } = new view()
  return { name: view.name, index, template: templateName, access: djust.access(templateName) }
}

/** Ends when the process is interrupted. A template that does not compile is said, and the file stays as it was. */
async function writeOnChanges(app: App, out: string, streams: Streams): Promise<void> {
  const { templates } = app.djust
  const folders = new Set(templates.names().map((name) => dirname(templates.load(name).origin)))
  let timer: NodeJS.Timeout | undefined
  const again = (): void => {
    try {
      write(app, out, streams)
    } catch (error) {
      if (!(error instanceof DjustError)) throw error
      streams.stderr.write(`${painter(streams.stderr).problem(error.message)}\n`)
    }
  }
  const watchers = [...folders].map((folder) =>
    watch(folder, () => {
      clearTimeout(timer)
      timer = setTimeout(again, 50)
    }),
  )
  streams.stdout.write(`Watching templates in ${counted(folders.size, 'folder')}\n`)
  await new Promise((done) => process.once('SIGINT', done))
  for (const watcher of watchers) watcher.close()
}
