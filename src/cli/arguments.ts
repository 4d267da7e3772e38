import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
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
  try {
    const all = { ...options, help: { type: 'boolean', short: 'h' } } as const
    ;({ values, positionals } = parseArgs({ args: [...words], options: all, allowPositionals: true }))
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\.$/, ''), help)
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
      if (value !== undefined && found === undefined) throw new UsageError(`--${name} is ${allowed.join(' or ')}, not "${value}"`, help)
      return found
    },
  }
}
