import { isoDate, isoTime } from './calendar.ts'
import { DecimalValue } from './decimal-value.ts'
import { isIterable, isPlainObject, kindName } from './kinds.ts'
import { LazyText } from './lazy-text.ts'
import { numberText } from './number-text.ts'
import { PlainDateTime } from './plain-date-time.ts'
import type { PrintSettings } from './print-settings.ts'
import { quoteText } from './quote-text.ts'
import { reprDate } from './repr-date.ts'
import { SafeString, htmlOf } from './safe-string.ts'
import { isoOffset } from './time-zone.ts'
import { NamedTuple, Tuple, tupleNames } from './tuple.ts'
import { checkWrittenLength } from './too-large.ts'
import { refuseUnloaded } from './unloaded.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** Python's `str()`: the text that filters of text work on. */
export function toText(value: unknown, settings: PrintSettings): string {
  const text = toTextOrSafe(value, settings)
  return typeof text === 'string' ? text : text.text
}

/** The same, still marked safe where the value is. */
export function toTextOrSafe(value: unknown, settings: PrintSettings): string | SafeString {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
      return numberText(value)
    case 'boolean':
      return settings.values === 'python' ? (value ? 'True' : 'False') : String(value)
    case 'undefined':
      return settings.values === 'python' ? 'None' : ''
    case 'object':
      if (value === null) return settings.values === 'python' ? 'None' : ''
      if (value instanceof SafeString) return value
      return value instanceof LazyText ? value.value : objectText(value, settings)
    case 'function':
      return `<function ${value.name}>`
    default:
      return String(value)
  }
}

/** Python's `repr()`: how a value prints inside a list or a dictionary. */
export function repr(value: unknown, settings: PrintSettings): string {
  return reprWithin(value, settings, new Containers())
}

/** `repr()` for values that are parts of one another: what was written once is not written again. */
export function reprOfParts(settings: PrintSettings): (value: unknown) => string {
  const within = new Containers()
  return (value) => reprWithin(value, settings, within)
}

/** The text of a list or dictionary, and how deep it stood if part of it was too deep to be written. */
interface Written {
  readonly text: string
  readonly depth: number | null
}

/** The lists and dictionaries around a value while it is written, and the text of those that were: one may be in others many times. */
class Containers {
  readonly #around: object[] = []
  readonly #written = new Map<object, Written>()
  /** How often a value stood in itself: what is around it is written otherwise elsewhere; or too deep: otherwise at another depth. */
  #cycles = 0
  #tooDeep = 0

  write(value: object, items: () => string): string {
    const depth = this.#around.length
    const known = this.#written.get(value)
    if (known && (known.depth === null || known.depth === depth)) {
      if (known.depth !== null) this.#tooDeep++
      return known.text
    }
    if (this.#around.includes(value)) {
      this.#cycles++
      return '...'
    }
    if (depth >= deepest) {
      this.#tooDeep++
      return '...'
    }
    const [cycles, tooDeep] = [this.#cycles, this.#tooDeep]
    this.#around.push(value)
    const text = items()
    this.#around.pop()
    if (this.#cycles === cycles) this.#written.set(value, { text, depth: this.#tooDeep === tooDeep ? null : depth })
    return text
  }
}

function reprWithin(value: unknown, settings: PrintSettings, within: Containers): string {
  const python = settings.values === 'python'
  switch (typeof value) {
    case 'string':
      return quoteText(value)
    case 'number':
    case 'bigint':
      return numberText(value)
    case 'boolean':
      return python ? (value ? 'True' : 'False') : String(value)
    case 'undefined':
      return python ? 'None' : 'null'
    case 'object':
      return value === null ? (python ? 'None' : 'null') : reprObject(value, settings, within)
    default:
      return toText(value, settings)
  }
}

// Deeper lists than any page prints would overflow the stack, and longer ones take long.
const deepest = 500
export const longestRepr = 500_000

function reprObject(value: object, settings: PrintSettings, within: Containers): string {
  if (value instanceof SafeString || value instanceof LazyText) return quoteText(value.toString())
  if (value instanceof DecimalValue) return `Decimal('${value.toString()}')`
  const date = reprDate(value)
  if (date !== undefined) return date
  const brackets = bracketsOf(value)
  if (!brackets) return `<${kindName(value)}: ${toText(value, settings)}>`
  const [open, close] = brackets
  const text = within.write(value, () => reprItems(value, settings, within))
  if (value instanceof Set && text === '') return 'set()'
  if (value instanceof NamedTuple) return `${value[tupleNames].type}(${text})`
  return `${open}${text}${value instanceof Tuple && value.length === 1 ? ',' : ''}${close}`
}

function reprItems(value: object, settings: PrintSettings, within: Containers): string {
  let text = ''
  if (value instanceof Map) {
    for (const [key, item] of value) {
      text += `${text === '' ? '' : ', '}${reprWithin(key, settings, within)}: ${reprWithin(item, settings, within)}`
      checkWrittenLength(text, longestRepr)
    }
  } else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      text += `${text === '' ? '' : ', '}${quoteText(key)}: ${reprWithin(item, settings, within)}`
      checkWrittenLength(text, longestRepr)
    }
  } else {
    const names = value instanceof NamedTuple ? value[tupleNames].fields.map((name) => `${name}=`) : []
    let at = 0
    for (const item of value as Iterable<unknown>) {
      text += (text === '' ? '' : ', ') + (names[at++] ?? '') + reprWithin(item, settings, within)
      checkWrittenLength(text, longestRepr)
    }
  }
  return text
}

function bracketsOf(value: object): readonly [string, string] | undefined {
  if (value instanceof Tuple) return ['(', ')']
  if (Array.isArray(value)) return ['[', ']']
  if (value instanceof Map || value instanceof Set || isPlainObject(value)) return ['{', '}']
  return isIterable(value) ? ['[', ']'] : undefined
}

function objectText(value: object, settings: PrintSettings): string | SafeString {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set || isPlainObject(value)) return repr(value, settings)
  refuseUnloaded(value)
  const safe = htmlOf(value)
  if (safe !== undefined) return new SafeString(safe)
  if (value instanceof PlainDateTime || value instanceof Date) return dateTimeText(value)
  const method: unknown = Reflect.get(value, 'toString')
  if (typeof method === 'function' && method !== Object.prototype.toString) {
    const text: unknown = method.call(value)
    return text instanceof SafeString ? text : String(text)
  }
  return isIterable(value) ? repr(value, settings) : `${kindName(value)} object${keyText(value)}`
}

function dateTimeText(value: PlainDateTime | Date): string {
  if (value instanceof Date) {
    const instant = value.getTime()
    return Number.isNaN(instant) ? 'Invalid Date' : `${dateTimeText(PlainDateTime.fromLocal(instant))}+00:00`
  }
  const offset = value instanceof ZonedDateTime ? isoOffset(value.offsetSeconds) : ''
  return `${isoDate(value)} ${isoTime(value)}${offset}`
}

/** Rows of a database print as `Lease object (17)`. */
function keyText(value: object): string {
  // A row of a light class has its primary key under `pk`, whatever its fields are called.
  const key: unknown = 'pk' in value ? value.pk : Reflect.get(value, 'id')
  if (key instanceof Tuple) return ` (${Array.from(key).map(String).join(', ')})`
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' ? ` (${key})` : ''
}
