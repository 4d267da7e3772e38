import { writeFileSync } from 'node:fs'
import { createTemplateEngine } from '../template.ts'
import { readArguments } from './arguments.ts'
import { readData } from './read-data.ts'
import type { Command, Streams } from './command.ts'
import { templateFile } from './template-files.ts'
import { UsageError } from './usage-error.ts'

const help = `djust render TEMPLATE [DATA]

Prints a template with the values of DATA, a file with a JSON object; - reads it from stdin. TEMPLATE is a file, or a
name in one of the folders given with --templates.

  -t, --templates FOLDER   where templates are looked for, may be repeated (default: the folder of TEMPLATE)
  -o, --out FILE           write to a file
      --values MODE        how true, null and lists print: javascript (default) or python
      --time-zone ZONE     zone in which instants are shown, as Europe/Oslo (default: UTC)
      --autoescape MODE    on (default) or off

Examples:
  djust render page.html data.json
  djust render mails/welcome.txt -t templates --autoescape off --out welcome.txt
  curl -s https://example.org/rows.json | djust render table.html -
`

const options = {
  templates: { type: 'string', short: 't', multiple: true },
  out: { type: 'string', short: 'o' },
  values: { type: 'string' },
  'time-zone': { type: 'string' },
  autoescape: { type: 'string' },
} as const

/** `djust render`. */
export const renderCommand: Command = { usage: 'render TEMPLATE [DATA]', summary: 'print a template with the values of a JSON file', run }

async function run(words: readonly string[], { stdin, stdout }: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  const [template, data, ...more] = given.positionals
  if (template === undefined) throw new UsageError('No template was named', help)
  if (more.length > 0) throw new UsageError(`Only one template and one file of data are rendered, not also ${more.join(' ')}`, help)
  const { folders, name } = templateFile(template, given.texts('templates'))
  const values = given.oneOf('values', ['javascript', 'python']) ?? 'javascript'
  const autoescape = given.oneOf('autoescape', ['on', 'off']) !== 'off'
  const engine = createTemplateEngine({ folders, values, autoescape, timeZone: zone(given.text('time-zone') ?? 'UTC') })
  const html = await engine.renderAsync(name, await readData(data, stdin, help))
  const out = given.text('out')
  if (out === undefined) stdout.write(html)
  else writeFileSync(out, html)
  return 0
}

function zone(name: string): string {
  try {
    void new Intl.DateTimeFormat('en', { timeZone: name })
    return name
  } catch {
    throw new UsageError(`--time-zone is no zone that is known: "${name}"`, help)
  }
}
