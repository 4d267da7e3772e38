import { inspect } from 'node:util'
import { DjustError } from '../error.ts'
import type { FragmentCache } from '../render/render-options.ts'
import type { Library } from '../language/library.ts'
import type { TemplateLoader } from '../template/loader.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { Database } from '../load/database.ts'
import type { Logger } from './logger.ts'
import { settings, type Settings, shownValue } from './settings.ts'

export interface DjustOptions extends Partial<Settings> {
  /** The ORM, as `mikroOrm(orm)` of djust/mikro-orm gives it. Without one, templates render plain values. */
  readonly orm?: Database
  /** Folders with templates, or a loader, or several. Default: `templates`. */
  readonly templates?: string | TemplateLoader | readonly (string | TemplateLoader)[]
  /** Changed templates are read again and unknown names are errors. Default: NODE_ENV is not `production`. */
  readonly development?: boolean
  /** How booleans, null and lists print. Default: `javascript`. */
  readonly values?: 'javascript' | 'python'
  /** IANA zone in which instants are shown. Default: the zone of the process. */
  readonly timeZone?: string
  /** What a name that can't be found prints. Default: nothing. */
  readonly stringIfInvalid?: string
  /** Tags and filters for `{% load name %}`; `builtins` need no load. */
  readonly libraries?: readonly Library[]
  readonly builtins?: readonly Library[]
  /** `{% url %}`: gives the address of a named route, or undefined where there is none. */
  readonly reverse?: (name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => string | undefined
  /** Where `{% static %}` points. Default: `/static/`. */
  readonly staticUrl?: string
  /** The address of a static file, where `staticUrl` and a path are not enough. */
  readonly staticFile?: (path: string) => string
  /** What `{% get_media_prefix %}` gives. Default: `/media/`. */
  readonly mediaUrl?: string
  /** Where `{% cache %}` keeps what it rendered, by name. Default: in the process. */
  readonly caches?: Readonly<Record<string, FragmentCache>>
  /** Whether `{% debug %}` prints, which is what the rest of the page reads. Default: no. */
  readonly debug?: boolean
  /** Default: the console. */
  readonly logger?: Logger
  /** The clock of `{% now %}` and others. */
  readonly now?: () => Date
}

type OwnOption = Exclude<keyof DjustOptions, keyof Settings>

const types: Readonly<Record<OwnOption, string>> = {
  orm: 'what mikroOrm(orm) of djust/mikro-orm returns',
  templates: 'a folder, a loader, or a list of them',
  development: 'true or false',
  values: "'javascript' or 'python'",
  timeZone: "an IANA time zone such as 'Europe/Berlin'",
  stringIfInvalid: 'a string',
  libraries: 'a list of libraries',
  builtins: 'a list of libraries',
  reverse: 'a function (name, args, kwargs) => address',
  staticUrl: 'a string',
  staticFile: 'a function path => address',
  mediaUrl: 'a string',
  caches: 'an object: name → { get, set }',
  debug: 'true or false',
  logger: 'an object with warn(message) and error(message)',
  now: 'a function that returns a Date',
}

const checks: Readonly<Record<OwnOption, (value: unknown) => boolean>> = {
  orm: (value) => typeof value === 'object' && value !== null && 'adapter' in value,
  templates: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  development: (value) => typeof value === 'boolean',
  values: (value) => value === 'javascript' || value === 'python',
  timeZone: isTimeZone,
  stringIfInvalid: (value) => typeof value === 'string',
  libraries: Array.isArray,
  builtins: Array.isArray,
  reverse: (value) => typeof value === 'function',
  staticUrl: (value) => typeof value === 'string',
  staticFile: (value) => typeof value === 'function',
  mediaUrl: (value) => typeof value === 'string',
  caches: (value) => typeof value === 'object' && value !== null,
  debug: (value) => typeof value === 'boolean',
  logger: (value) => typeof value === 'object' && value !== null && 'warn' in value && 'error' in value,
  now: (value) => typeof value === 'function',
}

const known = [...Object.keys(types), ...Object.keys(settings)]

/** Throws `engine/option` naming the key, the value and what is allowed. */
export function checkOptions(options: DjustOptions): void {
  for (const [key, value] of Object.entries(options) as [keyof DjustOptions, unknown][]) {
    if (!known.includes(key)) {
      throw new DjustError('engine/option', `createDjust does not know the option "${key}"`, { hint: didYouMean(key, known) })
    }
    if (value === undefined) continue
    const setting = isSetting(key) ? settings[key] : null
    if (setting ? setting.check(value) : checks[key as OwnOption](value)) continue
    const allowed = setting?.allowed ?? types[key as OwnOption]
    const shown = setting ? shownValue(setting, value) : inspect(value, { depth: 1 })
    throw new DjustError('engine/option', `createDjust: ${key} is ${shown}, but must be ${allowed}`, {
      hint: setting?.words && typeof value === 'string' ? didYouMean(value, setting.words) : undefined,
    })
  }
}

function isSetting(key: string): key is keyof Settings {
  return Object.hasOwn(settings, key)
}

function isTimeZone(value: unknown): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value as string })
    return typeof value === 'string'
  } catch {
    return false
  }
}
