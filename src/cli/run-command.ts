import type { Writable } from 'node:stream'
import { DjustError } from '../error.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { analyzeCommand } from './analyze-command.ts'
import { cacheCommand } from './cache-command.ts'
import { checkCommand } from './check-command.ts'
import type { Command, Streams } from './command.ts'
import { compareCommand } from './compare-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { explainCommand } from './explain-command.ts'
import { type Painter, painter } from './paint.ts'
import { renderCommand } from './render-command.ts'
import { typesCommand } from './types-command.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'
import { warmupCommand } from './warmup-command.ts'

const commands: Readonly<Record<string, Command>> = {
  check: checkCommand,
  types: typesCommand,
  explain: explainCommand,
  analyze: analyzeCommand,
  compare: compareCommand,
  warmup: warmupCommand,
  cache: cacheCommand,
  doctor: doctorCommand,
  render: renderCommand,
}

const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length))

const list = Object.values(commands)
  .map(({ usage, summary }) => `  djust ${usage.padEnd(width)}   ${summary}`)
  .join('\n')

const help = `djust: pages whose templates decide what is loaded from the database

${list}

  djust COMMAND --help   options and examples
  djust --version

Commands that need the application find it by djust.config.ts (or .js, .mjs) in this folder or one above it.
Exit codes: 0 done, 1 something is wrong with templates or views, 2 the command or djust.config is wrong.
`

/** Runs `djust …` and returns its exit code; 2 is a wrong command, with help on stderr. */
export async function runCommand(words: readonly string[], streams: Streams): Promise<number> {
  const [name, ...rest] = words
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) return say(streams.stdout, help, 0)
  if (name === 'help') return runCommand([...rest, '--help'], streams)
  if (name === '--version' || name === '-v') return say(streams.stdout, `${version()}\n`, 0)
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  const paint = painter(streams.stderr)
  try {
    if (!command) throw new UsageError(name === undefined ? 'No command was given' : unknown(name), help)
    return await command.run(rest, streams)
  } catch (error) {
    if (error instanceof UsageError) return say(streams.stderr, usage(error, paint), 2)
    if (error instanceof DjustError) return say(streams.stderr, `${paint.problem(error.message)}\n`, 1)
    throw error
  }
}

function usage({ message, help: how }: UsageError, paint: Painter): string {
  const [first = '', ...rest] = message.split('\n')
  const text = [paint.error(rest.length === 0 && !/[.?!]$/.test(first) ? `${first}.` : first), ...rest].join('\n').trimEnd()
  return how === '' ? `${text}\n` : `${text}\n\n${whereToLook(how)}`
}

/** A whole help would push the mistake off the screen. */
function whereToLook(how: string): string {
  if (how === help) return `${list}\n\n  djust COMMAND --help   options and examples\n`
  const [first = ''] = how.split('\n', 1)
  return `  ${first}\n  ${first.split(' ', 2).join(' ')} --help   options and examples\n`
}

function unknown(name: string): string {
  return `There is no command "${name}". ${didYouMean(name, Object.keys(commands)).replace(/[.]$/, '')}`
}

function say(stream: Writable, text: string, code: number): number {
  stream.write(text)
  return code
}
