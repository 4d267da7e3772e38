import { readFileSync } from 'node:fs'
import { extractContextPaths, extractTemplateVariables, type TemplatePaths } from '../template.ts'
import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import type { Schema } from '../schema/schema.ts'
import { type App, configFile, configHelp, configOption, templatesNamed, withApp } from './load-app.ts'
import { painter } from './paint.ts'
import { isFolder, filesBelow } from './template-files.ts'
import { UsageError } from './usage-error.ts'

const help = `djust analyze TEMPLATE…

Shows which names a template reads, and the paths that are read through each, as they are written. A hint stands at paths
that lead through relations: djust loads those by itself; a query of your own needs the call. With an application its
models tell what is a relation; without one, all names but the last of a path are taken for some.

      --context            follow loop variables, parents and includes back to the variables of the context
      --dry-run            the variables as JSON, and all recommended relations in one call
      --json               for tools: an array of { template, variables, selectRelated, prefetchRelated }
${configHelp}

Examples:
  djust analyze templates/rentals/dashboard.html
  djust analyze rentals/dashboard.html --context
  djust analyze templates/rentals/dashboard.html --dry-run
`

const options = { ...configOption, context: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } } as const

/** A template's text, and how to find others that it names. */
interface Source {
  readonly name: string
  readonly text: string
  readonly templates: Readonly<Record<string, string>>
}

/** `djust analyze`. */
export const analyzeCommand: Command = {
  usage: 'analyze TEMPLATE…',
  summary: 'show which names and paths templates read, with selectRelated() hints',
  run,
}

async function run(words: readonly string[], { stdout }: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  if (given.positionals.length === 0) throw new UsageError('No template was named', help)
  const { sources, schema } = await (configFile(given, help) === null
    ? fromFiles(given.positionals)
    : withApp(given, help, async (app) => fromApp(app, given.positionals)))
  const found = sources.map(({ name, text, templates }) => {
    const variables = given.flag('context') ? extractContextPaths(text, { templates }) : extractTemplateVariables(text)
    const hints = Object.values(variables).flatMap((paths) => paths.flatMap((path) => relationsOf(path, schema) ?? []))
    return { template: name, variables, selectRelated: longest(hints, 'selectRelated'), prefetchRelated: longest(hints, 'prefetchRelated') }
  })
  if (given.flag('json')) stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else {
    const print = given.flag('dry-run') ? dryRun : tree
    const warning = painter(stdout).warning
    stdout.write(found.map((one) => print(one, { titled: found.length > 1, schema, warning })).join('\n'))
  }
  return 0
}

interface Sources {
  readonly sources: readonly Source[]
  /** What tells relations from other values; null where there is no application. */
  readonly schema: Schema | null
}

function fromFiles(words: readonly string[]): Sources {
  const sources = words.flatMap((word) =>
    filesBelow(word, ['.html', '.txt', '.xml', '.djhtml', '.svg']).map((path): Source => {
      const text = textOf(path)
      if (text === null) throw new UsageError(`There is no template "${word}"`, help)
      return { name: path, text, templates: {} }
    }),
  )
  return { sources, schema: null }
}

function fromApp(app: App, words: readonly string[]): Sources {
  const { templates, database } = { templates: app.djust.templates, database: app.djust.database }
  const texts = Object.fromEntries(templates.names().map((name) => [name, templates.load(name).source]))
  const sources = words.flatMap((word) => {
    const names = templatesNamed(app, word)
    if (names.length === 0) return fromFiles([word]).sources
    // As it was named, where it was named by its file.
    return names.map((name) => ({ name: names.length === 1 ? word : name, text: texts[name]!, templates: texts }))
  })
  return { sources, schema: database?.adapter.schema ?? null }
}

function textOf(path: string): string | null {
  if (isFolder(path)) return ''
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

interface Analyzed {
  readonly template: string
  readonly variables: TemplatePaths
  readonly selectRelated: readonly string[]
  readonly prefetchRelated: readonly string[]
}

interface Printing {
  readonly titled: boolean
  readonly schema: Schema | null
  readonly warning: (text: string) => string
}

function tree({ template, variables }: Analyzed, { titled, schema, warning }: Printing): string {
  const lines = [titled ? `Template variables of ${template}:` : 'Template variables:']
  for (const [name, paths] of Object.entries(variables)) {
    lines.push(`  ${name}:`)
    for (const path of paths) {
      const depth = path.split('.').length - 1
      lines.push(`    └─ ${path}`)
      const hint = relationsOf(path, schema)
      if (hint) lines.push(warning(`${' '.repeat(4 + 2 * Math.max(1, depth))}⚠️  HINT: Consider ${hint.method}('${hint.relations}')`))
    }
  }
  return `${lines.join('\n')}\n`
}

function dryRun({ template, variables, selectRelated, prefetchRelated }: Analyzed): string {
  const lines = [`Template: ${template}`, `Variables found: ${Object.keys(variables).length}`, JSON.stringify(variables, null, 2)]
  const calls = Object.entries({ selectRelated, prefetchRelated }).filter(([, paths]) => paths.length > 0)
  if (calls.length > 0) {
    lines.push(
      '',
      'Recommended optimizations:',
      ...calls.map(([name, paths]) => `.${name}(${paths.map((path) => `'${path}'`).join(', ')})`),
    )
  }
  return `${lines.join('\n')}\n`
}

interface Hint {
  readonly method: 'selectRelated' | 'prefetchRelated'
  readonly relations: string
}

/**
 * The relations on the way to what is read. Without a schema all but the last name are taken for some; with one, names that are
 * a relation of any model.
 */
function relationsOf(path: string, schema: Schema | null): Hint | null {
  const names = path.split('.')
  if (!schema) return names.length > 1 ? { method: 'selectRelated', relations: names.slice(0, -1).join('.') } : null
  const relations: string[] = []
  let isMany = false
  for (const name of names) {
    const kinds = [...schema.models.values()].flatMap((model) => model.relations.get(name)?.kind ?? [])
    if (kinds.length === 0) break
    relations.push(name)
    isMany ||= kinds.includes('many')
  }
  return relations.length > 0 ? { method: isMany ? 'prefetchRelated' : 'selectRelated', relations: relations.join('.') } : null
}

/** A path says all that those it begins with say. */
function longest(hints: readonly Hint[], method: Hint['method']): readonly string[] {
  const paths = new Set(hints.filter((hint) => hint.method === method).map(({ relations }) => relations))
  return [...paths].filter((path) => ![...paths].some((other) => other.startsWith(`${path}.`)))
}
