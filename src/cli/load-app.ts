import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import type { Djust } from '../engine/djust.ts'
import { codeFrame, lineAndColumn } from '../error.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { ConfiguredView, DjustConfig, ViewSample } from '../view/define-config.ts'
import type { LiveView } from '../view/live-view.ts'
import { sampleOf } from '../view/mount-offline.ts'
import { placeInStack } from '../engine/place-in-stack.ts'
import type { Arguments } from './arguments.ts'
import { placeOfSyntaxError } from './syntax-error-place.ts'
import { UsageError } from './usage-error.ts'

/** The application as its djust.config says. */
export interface App {
  /** The path of djust.config. */
  readonly config: string
  /** Where the command was called: what its words name is looked for from there. */
  readonly from: string
  readonly djust: Djust
  readonly views: readonly ViewSample[]
  /** The application's own files that were loaded, by path. */
  readonly files: readonly string[]
}

const names = ['djust.config.ts', 'djust.config.js', 'djust.config.mjs']

/** The option of every command that needs the application. */
export const configOption = { config: { type: 'string', short: 'c' } } as const

export const configHelp = `  -c, --config FILE        the application (default: djust.config.ts, .js or .mjs, here or in a folder above)`

const example = `export default defineConfig({ djust: createDjust({ orm: mikroOrm(new MikroORM(options)) }), views: [HomeView] })`

/** Runs `use` with the application, in the folder of its config, and closes it. */
export async function withApp<T>(given: Arguments, help: string, use: (app: App) => Promise<T>): Promise<T> {
  const config = configFile(given, help)
  if (config === null) {
    throw new UsageError(
      `This command needs the application, but there is no djust.config.ts here or in a folder above.\nIt exports what the application uses:\n\n  ${example}`,
      help,
    )
  }
  const from = process.cwd()
  try {
    const { app, close } = await load(config, from)
    try {
      return await use(app)
    } finally {
      await app.djust.close()
      await close?.()
    }
  } finally {
    goTo(from)
  }
}

/** Relative paths of an application, its templates and its database, are meant from its own folder. A worker can't go there. */
function goTo(folder: string): void {
  if (isMainThread) process.chdir(folder)
}

/** The config that was named or found; null where there is none. */
export function configFile(given: Arguments, help: string): string | null {
  const named = given.text('config')
  if (named !== undefined) {
    if (!existsSync(named)) throw new UsageError(`--config: there is no file ${named}`, help)
    return resolve(named)
  }
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
    if (dirname(folder) === folder) return null
  }
}

async function load(config: string, from: string): Promise<{ app: App; close: DjustConfig['close'] }> {
  const name = relative(from, config)
  const files: string[] = []
  const hooks = registerHooks({
    load(url, context, next) {
      if (url.startsWith('file:') && !url.includes('/node_modules/')) files.push(fileURLToPath(url))
      return next(url, context)
    },
  })
  try {
    goTo(dirname(config))
    const { default: given } = (await import(pathToFileURL(config).href)) as { readonly default?: unknown }
    const { djust, views, close } = checked(given, name)
    const made = typeof djust === 'function' ? await djust() : djust
    if (typeof (made as Partial<Djust> | undefined)?.render !== 'function')
      throw new UsageError(`${name}: djust is no engine, as createDjust() makes it`, '')
    const all = typeof views === 'function' ? await views() : (views ?? [])
    return { app: { config, from, djust: made, views: all.map((view) => sampleOf(checkedView(view, name))), files }, close }
  } catch (error) {
    goTo(from)
    if (error instanceof UsageError) throw error
    const at = placeOfSyntaxError(error) ?? placeInStack(error)
    const where = at ? `\n\n${at.template}:${lineAndColumn(at.source, at.start).line}\n${codeFrame(at)}` : ''
    throw new UsageError(`${name} can't be loaded: ${error instanceof Error ? error.message : String(error)}${where}`, '')
  } finally {
    hooks.deregister()
  }
}

const keys = ['djust', 'views', 'close']
const sampleKeys = ['view', 'request', 'awaits']

function checked(given: unknown, name: string): DjustConfig {
  if (typeof given !== 'object' || given === null || !('djust' in given)) {
    throw new UsageError(`${name} has to export an object with "djust":\n\n  ${example}`, '')
  }
  const wrong = Object.keys(given).find((key) => !keys.includes(key))
  if (wrong !== undefined) throw new UsageError(`${name}: "${wrong}" is not known. ${didYouMean(wrong, keys)}`, '')
  return given as DjustConfig
}

function checkedView(given: ConfiguredView, name: string): ConfiguredView {
  const sample: Partial<ViewSample> = typeof given === 'function' ? { view: given } : (given ?? {})
  const { view, awaits } = sample
  if (typeof view !== 'function') throw new UsageError(`${name}: views are classes, or { view: PageView, request: { … } }`, '')
  if (typeof (view.prototype as Partial<LiveView> | undefined)?.mount !== 'function')
    throw new UsageError(`${name}: ${view.name || 'a view'} is no view: write class ${view.name || 'PageView'} extends LiveView`, '')
  const wrong = Object.keys(sample).find((key) => !sampleKeys.includes(key))
  if (wrong !== undefined) throw new UsageError(`${name}: "${wrong}" of ${view.name} is not known. ${didYouMean(wrong, sampleKeys)}`, '')
  if (awaits !== undefined && !Array.isArray(awaits))
    throw new UsageError(`${name}: awaits of ${view.name} is a list, with what each query gives that mount awaits`, '')
  return given
}

/** The views of that name or with that template. */
export function viewsNamed(app: App, name: string): readonly ViewSample[] {
  return app.views.filter(({ view }) => view.name === name || templateOf(view) === name)
}

/** The templates that a word of the command line means: a name, or a file or folder that the application's loaders look in. */
export function templatesNamed(app: App, word: string): readonly string[] {
  const all = app.djust.templates.names()
  if (all.includes(word)) return [word]
  const path = resolve(app.from, word)
  const origins = existsSync(path) ? all.map((name) => [name, app.djust.templates.load(name).origin] as const) : []
  return origins.filter(([, origin]) => origin === path || origin.startsWith(path + sep)).map(([name]) => name)
}

function templateOf(view: ViewSample['view']): string | null {
  try {
    return new view().templateName
  } catch {
    return null
  }
}

/** What to say where neither a view nor a template is meant. */
export function noSuchPage(app: App, word: string): string {
  const views = app.views.map(({ view }) => view.name)
  const hint = didYouMean(word, [...views, ...app.djust.templates.names()])
  return `There is no view or template "${word}". ${(hint.startsWith('Did') ? hint : didYouMean('', views)).replace(/[.]$/, '')}`
}
