import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { didYouMean } from '../util/did-you-mean.ts'
import { UsageError } from './usage-error.ts'

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export interface Arguments {
  readonly positionals: readonly string[]
  readonly help: boolean
  flag(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  /** One of `allowed`; the command is wrong where it is none. */
  oneOf<Choice extends string>(name: string, allowed: readonly Choice[]): Choice | undefined
}

/** Reads the words of a command; what it does not know is a UsageError. */
export function readArguments(words: readonly string[], options: ParseArgsOptionsConfig, help: string): Arguments {
  let values: Values
  let positionals: readonly string[]
  const all = { ...options, help: { type: 'boolean', short: 'h' } } as const
  try {
    ;({ values, positionals } = parseArgs({ args: [...words], options: all, allowPositionals: true }))
  } catch (error) {
    throw new UsageError(problemOf(error as NodeJS.ErrnoException, Object.keys(all)), help)
  }
  const text = (name: string): string | undefined => values[name] as string | undefined
  return {
    positionals,
    help: values['help'] === true,
    flag: (name) => values[name] === true,
    text,
    texts: (name) => (values[name] as readonly string[] | undefined) ?? [],
    oneOf(name, allowed) {
      const value = text(name)
      const found = allowed.find((choice) => choice === value)
      if (value !== undefined && found === undefined) throw new UsageError(`--${name} is ${inWords(allowed)}, not "${value}"`, help)
      return found
    },
  }
}

/** What is wrong with the words, in place of Node's advice on `--`. */
function problemOf({ code, message }: NodeJS.ErrnoException, names: readonly string[]): string {
  const [, option = ''] = /'(?:-\w, )?(--?[^' ]*)/.exec(message) ?? []
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${option} ${message.includes('does not take') ? 'takes no value' : 'needs a value'}`
  const known = names.map((name) => `--${name}`)
  return `There is no option "${option}". ${didYouMean(option, known).replace(/[.]$/, '')}`
}

/** `a, b or c`. */
export function inWords(all: readonly string[]): string {
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}
