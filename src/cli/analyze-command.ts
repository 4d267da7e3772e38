import { readFileSync } from 'node:fs'
import { extractContextPaths, extractTemplateVariables, type TemplatePaths } from '../template.ts'
import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { configFile, configHelp, configOption, templatesNamed, withApp } from './load-app.ts'
import { painter } from './paint.ts'
import { isFolder, filesBelow } from './template-files.ts'
import { UsageError } from './usage-error.ts'

const help = `djust analyze TEMPLATE…

Shows which names a template reads, and the paths that are read through each, as they are written. A hint stands at paths
that lead through relations: djust loads those by itself; a query of your own needs the selectRelated.

      --context            follow loop variables, parents and includes back to the variables of the context
      --dry-run            the variables as JSON, and all recommended relations in one selectRelated()
      --json               for tools: an array of { template, variables, recommended }
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
  const sources = given.positionals.every((word) => textOf(word) !== null) && !given.flag('context') ? fromFiles(given.positionals) : null
  const all =
    sources ??
    (configFile(given, help) === null
      ? fromFiles(given.positionals)
      : await withApp(given, help, async (app) => {
          const { templates } = app.djust
          const texts = Object.fromEntries(templates.names().map((name) => [name, templates.load(name).source]))
          return given.positionals.flatMap((word) => {
            const names = templatesNamed(app, word)
            return names.length === 0 ? fromFiles([word]) : names.map((name) => ({ name, text: texts[name]!, templates: texts }))
          })
        }))
  const found = all.map(({ name, text, templates }) => {
    const variables = given.flag('context') ? extractContextPaths(text, { templates }) : extractTemplateVariables(text)
    return { template: name, variables, recommended: recommended(variables) }
  })
  if (given.flag('json')) stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else {
    const print = given.flag('dry-run') ? dryRun : tree
    const warning = painter(stdout).warning
    stdout.write(found.map((one) => print(one, { titled: found.length > 1, warning })).join('\n'))
  }
  return 0
}

function fromFiles(words: readonly string[]): readonly Source[] {
  return words.flatMap((word) =>
    filesBelow(word, ['.html', '.txt', '.xml', '.djhtml', '.svg']).map((path) => {
      const text = textOf(path)
      if (text === null) throw new UsageError(`There is no template "${word}"`, help)
      return { name: path, text, templates: {} }
    }),
  )
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
  readonly recommended: readonly string[]
}

interface Printing {
  readonly titled: boolean
  readonly warning: (text: string) => string
}

function tree({ template, variables }: Analyzed, { titled, warning }: Printing): string {
  const lines = [titled ? `Template variables of ${template}:` : 'Template variables:']
  for (const [name, paths] of Object.entries(variables)) {
    lines.push(`  ${name}:`)
    for (const path of paths) {
      const depth = path.split('.').length - 1
      lines.push(`    └─ ${path}`)
      if (depth > 0) lines.push(warning(`${' '.repeat(4 + 2 * depth)}⚠️  HINT: Consider selectRelated('${relationOf(path)}')`))
    }
  }
  return `${lines.join('\n')}\n`
}

function dryRun({ template, variables, recommended: relations }: Analyzed): string {
  const lines = [`Template: ${template}`, `Variables found: ${Object.keys(variables).length}`, JSON.stringify(variables, null, 2)]
  if (relations.length > 0)
    lines.push('', 'Recommended optimizations:', `.selectRelated(${relations.map((path) => `'${path}'`).join(', ')})`)
  return `${lines.join('\n')}\n`
}

/** The relations on the way to what is read; those that another one leads through are part of it. */
function recommended(variables: TemplatePaths): readonly string[] {
  const relations = Object.values(variables).flatMap((paths) => paths.filter((path) => path.includes('.')).map(relationOf))
  return [...new Set(relations)].filter((path) => !relations.some((other) => other.startsWith(`${path}.`)))
}

function relationOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'))
}
