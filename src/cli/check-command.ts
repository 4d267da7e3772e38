import { createTemplateEngine, printProblem, type Problem, TemplateDoesNotExist, type TemplateEngine } from '../template.ts'
import { readArguments } from './arguments.ts'
import { painter } from './paint.ts'
import { readData } from './read-data.ts'
import type { Command } from './run-command.ts'
import { filesBelow, isFolder, templateFile, type TemplateFile } from './template-files.ts'
import { UsageError } from './usage-error.ts'

const help = `djust check TEMPLATE…

Says what is wrong in templates, or hardly meant so: syntax, unknown tags and filters, names that look misspelled or are
set for nothing, quotes that are not closed, text and blocks that are never printed, loads that are not used.
TEMPLATE is a file, a folder, or a name in one of the folders given with --templates.

  -t, --templates FOLDER   where parents and includes are looked for, may be repeated (default: the folder of TEMPLATE)
  -d, --data FILE          a JSON object whose keys are all names that the templates get; - reads it from stdin
      --json               print the problems as a JSON array

Examples:
  djust check page.html
  djust check templates
  djust check page.html --data data.json --json

Tags and filters of an application's own libraries are not known here: engine.check(name) of djust/template knows them.
`

const options = {
  templates: { type: 'string', short: 't', multiple: true },
  data: { type: 'string', short: 'd' },
  json: { type: 'boolean' },
} as const

const endings = ['.html', '.txt', '.xml', '.djhtml', '.svg']

/** `djust check`. */
export const checkCommand: Command = async (words, { stdin, stdout, stderr }) => {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  if (given.positionals.length === 0) throw new UsageError('No template was named', help)
  const data = given.text('data')
  const names = data === undefined ? undefined : Object.keys(await readData(data, stdin, help))
  const problems: Problem[] = []
  const engines = new Map<string, TemplateEngine>()
  const engineOf = (folders: readonly string[]): TemplateEngine => {
    const key = folders.join('\0')
    const engine = engines.get(key) ?? createTemplateEngine({ folders })
    engines.set(key, engine)
    return engine
  }
  let count = 0
  for (const place of given.positionals) {
    const folders = [...given.texts('templates'), ...(isFolder(place) ? [place] : [])]
    for (const path of filesBelow(place, endings)) {
      count++
      problems.push(...check(templateFile(path, folders), engineOf, names))
    }
  }
  if (given.flag('json')) stdout.write(`${JSON.stringify(problems, null, 2)}\n`)
  else {
    const paint = painter(stdout)
    for (const problem of problems) stdout.write(`${paint.problem(printProblem(problem))}\n\n`)
    stderr.write(`${counted(count, 'template')}, ${counted(problems.length, 'problem')}\n`)
  }
  return problems.length > 0 ? 1 : 0
}

function check(
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

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
