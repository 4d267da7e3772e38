import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { DjustError } from '../error.ts'
import { didYouMean } from '../util/did-you-mean.ts'

/** The settings that environment variables can give too. What is passed to `createDjust` wins over the variable. */
export interface Settings {
  /** Whether djust loads what templates read. Without it the ORM loads whole entities, with the relations that are read. Default: yes. */
  readonly jitSerialization: boolean
  /** Whether each stage of each page is logged. Default: no. */
  readonly jitDebug: boolean
  /** Where plans are kept behind the cache in memory. Default: `filesystem`. */
  readonly jitCacheBackend: 'memory' | 'filesystem' | 'redis'
  /** The folder of the filesystem cache. Default: `node_modules/.cache/djust` beside the nearest package.json. */
  readonly jitCacheDir: string
  /** The server of the Redis cache: `redis://host:port/database`, or `rediss://` for TLS. Default: `redis://localhost:6379/0`. */
  readonly jitRedisUrl: string
  /** How many plans each of the caches keeps; the ones used longest ago go first. Default: 1000. */
  readonly jitCacheMaxEntries: number
  /** What plans in the cache are signed with. Default: what the application's own sources give. */
  readonly jitCacheSecret: string
}

/** How a setting is read and checked. */
interface Setting<Value> {
  readonly variable: string
  /** What is allowed, as errors say it. */
  readonly allowed: string
  /** The words of an enumeration. */
  readonly words?: readonly string[]
  readonly check: (value: unknown) => boolean
  /** The value that a variable's text means; it is checked afterwards. */
  readonly read: (text: string) => unknown
  readonly fallback: () => Value
  /** A value that is not allowed, as errors say it; without this, as it is. */
  readonly show?: (value: unknown) => string
}

const yesOrNo = (variable: string, fallback: boolean): Setting<boolean> => ({
  variable,
  allowed: 'true or false',
  check: (value) => typeof value === 'boolean',
  read: (text) => (/^(?:true|1|yes|on)$/i.test(text) ? true : /^(?:false|0|no|off)$/i.test(text) ? false : text),
  fallback: () => fallback,
})

const text = (
  variable: string,
  allowed: string,
  check: (value: string) => boolean,
  fallback: () => string,
  show?: (value: unknown) => string,
): Setting<string> => ({
  variable,
  allowed,
  check: (value) => typeof value === 'string' && check(value),
  read: (value) => value,
  fallback,
  ...(show && { show }),
})

const backends = ['memory', 'filesystem', 'redis'] as const

export const settings: { readonly [Name in keyof Settings]: Setting<Settings[Name]> } = {
  jitSerialization: yesOrNo('DJUST_JIT_SERIALIZATION', true),
  jitDebug: yesOrNo('DJUST_JIT_DEBUG', false),
  jitCacheBackend: {
    variable: 'DJUST_JIT_CACHE_BACKEND',
    allowed: "'memory', 'filesystem' or 'redis'",
    words: backends,
    check: (value) => backends.includes(value as (typeof backends)[number]),
    read: (value) => value,
    fallback: () => 'filesystem',
  },
  jitCacheDir: text('DJUST_JIT_CACHE_DIR', 'the path of a folder', (value) => value !== '' && !value.includes('\0'), defaultFolder),
  jitRedisUrl: text(
    'DJUST_JIT_REDIS_URL',
    "an address such as 'redis://localhost:6379/0'",
    (value) => /^rediss?:\/\//.test(value) && URL.canParse(value),
    () => 'redis://localhost:6379/0',
    (value) => inspect(typeof value === 'string' ? value.replace(/:[^/]*@/, ':…@') : value, { depth: 1 }),
  ),
  jitCacheMaxEntries: {
    variable: 'DJUST_JIT_CACHE_MAX_ENTRIES',
    allowed: 'a whole number from 1 to 1000000',
    check: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1_000_000,
    read: (value) => (/^\d+$/.test(value) ? Number(value) : value),
    fallback: () => 1000,
  },
  jitCacheSecret: text(
    'DJUST_JIT_CACHE_SECRET',
    'at least 16 characters that nobody can guess',
    (value) => value.length >= 16,
    () => '',
    (value) => (typeof value === 'string' ? 'too short' : `a ${typeof value}`),
  ),
}

/** What a setting was given, without what is nobody's business. */
export function shownValue({ show }: Pick<Setting<unknown>, 'show'>, value: unknown): string {
  return show ? show(value) : inspect(value, { depth: 1 })
}

const names = Object.keys(settings) as (keyof Settings)[]

/** Options, then the environment, then defaults. Throws `engine/environment` for a variable that can't be what it is. */
export function readSettings(options: Partial<Settings>, environment: Readonly<Record<string, string | undefined>>): Settings {
  checkVariables(environment)
  return Object.fromEntries(
    names.map((name) => [name, options[name] ?? fromVariable(name, environment) ?? settings[name].fallback()]),
  ) as unknown as Settings
}

/** Djust's own names in the environment that it does not know are misspelt ones: they would silently do nothing. */
function checkVariables(environment: Readonly<Record<string, string | undefined>>): void {
  const known = names.map((name) => settings[name].variable)
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith('DJUST_JIT_') || known.includes(variable)) continue
    throw new DjustError('engine/environment', `djust does not know the environment variable ${variable}`, {
      hint: didYouMean(variable, known),
    })
  }
}

function fromVariable(name: keyof Settings, environment: Readonly<Record<string, string | undefined>>): unknown {
  const setting = settings[name]
  const { variable, allowed, check, read, words } = setting
  const given = environment[variable]
  if (given === undefined || given === '') return undefined
  const value = read(given)
  if (check(value)) return value
  throw new DjustError(
    'engine/environment',
    `The environment variable ${variable} is ${shownValue(setting, given)}, but must be ${allowed.replaceAll("'", '')}`,
    {
      hint: words && didYouMean(given, words),
    },
  )
}

/** The package that the process was started in, wherever below it. */
function defaultFolder(): string {
  let folder = process.cwd()
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  if (!existsSync(join(folder, 'package.json'))) folder = process.cwd()
  return resolve(folder, 'node_modules/.cache/djust')
}
