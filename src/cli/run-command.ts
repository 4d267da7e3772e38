import { readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { DjustError } from '../error.ts'
import { checkCommand } from './check-command.ts'
import { painter } from './paint.ts'
import { renderCommand } from './render-command.ts'
import { UsageError } from './usage-error.ts'

/** Where a command reads and writes; tests give their own. */
export interface Streams {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
}

/** A command gets the words after its name and returns its exit code: 0 done, 1 a template is wrong. */
export type Command = (words: readonly string[], streams: Streams) => Promise<number>

const commands: Readonly<Record<string, Command>> = { render: renderCommand, check: checkCommand }

const help = `djust: templates on the command line

  djust render TEMPLATE [DATA]   print a template with the values of a JSON file
  djust check TEMPLATE…          say what is wrong in templates, without rendering them

  djust COMMAND --help           options and examples
  djust --version

Exit codes: 0 done, 1 a template is wrong, 2 the command was.
`

/** Runs `djust …` and returns its exit code; 2 is a wrong command, with help on stderr. */
export async function runCommand(words: readonly string[], streams: Streams): Promise<number> {
  const [name, ...rest] = words
  if (name === '--help' || name === '-h' || name === 'help') return say(streams.stdout, help, 0)
  if (name === '--version' || name === '-v') return say(streams.stdout, `${version()}\n`, 0)
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  const paint = painter(streams.stderr)
  try {
    if (!command) throw new UsageError(name === undefined ? 'No command was given' : `There is no command "${name}"`, help)
    return await command(rest, streams)
  } catch (error) {
    if (error instanceof UsageError) return say(streams.stderr, `${paint.error(`${error.message}.`)}\n\n${error.help}`, 2)
    if (error instanceof DjustError) return say(streams.stderr, `${paint.problem(error.message)}\n`, 1)
    throw error
  }
}

function say(stream: Writable, text: string, code: number): number {
  stream.write(text)
  return code
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}
