import { DjustError } from '../../error.ts'
import { codePoints, hasAstral } from '../../value/code-points.ts'
import { toListOrUndefined } from '../../value/iterate.ts'
import { isPlainObject, kindName } from '../../value/kinds.ts'
import { LazyText, isText } from '../../value/lazy-text.ts'
import { ownSlice, slicesItself } from '../../value/own-slice.ts'
import { SafeString } from '../../value/safe-string.ts'
import { toInteger } from '../../value/to-number.ts'
import { Tuple } from '../../value/tuple.ts'

/** Python's `start:stop:step`; what is left out is undefined. */
export interface Bounds {
  readonly start: number | undefined
  readonly stop: number | undefined
  readonly step: number
}

/** The bounds that text spells; undefined where it spells none. One number alone is a stop. */
export function parseBounds(text: string): Bounds | undefined {
  const parts: (number | undefined)[] = []
  for (const part of text.split(':')) {
    const integer = part === '' ? undefined : toInteger(part)
    if (part !== '' && integer === undefined) return undefined
    parts.push(integer === undefined ? undefined : clamp(Number(integer)))
  }
  if (parts.length > 3 || parts[2] === 0) return undefined
  const [start, stop, step] = parts.length === 1 ? [undefined, parts[0]] : parts
  return { start, stop, step: step ?? 1 }
}

/** How many rows from the front and from the end bounds can reach. */
export function rowsOfBounds({ start, stop, step }: Bounds): { readonly head: number; readonly tail: number; readonly fromEdge: boolean } {
  if (step > 0 && (start ?? 0) >= 0 && stop !== undefined && stop >= 0) {
    return { head: Math.max(stop, 1), tail: 0, fromEdge: (start ?? 0) === 0 && step === 1 }
  }
  if (step > 0 && start !== undefined && start < 0 && (stop === undefined || stop < 0)) {
    return { head: 0, tail: -start, fromEdge: stop === undefined && step === 1 }
  }
  return { head: Infinity, tail: 0, fromEdge: false }
}

/** Django's `slice`: a part of a list or of text; anything else, and bounds that can't be read, leave the value as it is. */
export function sliceValue(value: unknown, bounds: Bounds | undefined): unknown {
  if (!bounds) return value
  if (Array.isArray(value) && bounds.step === 1 && !(value instanceof Tuple)) return value.slice(bounds.start, bounds.stop)
  if (typeof value === 'string') return sliceText(value, bounds)
  if (typeof value !== 'object' || value === null) return value
  // First: to ask of which class such a list is takes long.
  const { start = 0, stop = -1, step } = bounds
  if (step === 1 && start >= 0 && stop >= 0 && slicesItself(value)) return value[ownSlice](start, stop)
  if (value instanceof SafeString || value instanceof LazyText) return sliceText(value.toString(), bounds)
  if (value instanceof Map || value instanceof Set || isPlainObject(value)) return value
  const part = sliceList(value, bounds)
  return value instanceof Tuple && part ? Tuple.fromItems(part) : (part ?? value)
}

/** `value[index]` for the first (0) or last (-1) item; empty text where there is none. */
export function itemAt(value: unknown, index: 0 | -1): unknown {
  if (Array.isArray(value)) return value.length === 0 ? '' : value.at(index)
  if (isText(value)) return codePoints(value.toString()).at(index) ?? ''
  if (typeof value !== 'object' || value === null || value instanceof Map || value instanceof Set || isPlainObject(value))
    throw notAList(value)
  const rows =
    index === 0 ? sliceList(value, { start: undefined, stop: 1, step: 1 }) : sliceList(value, { start: -1, stop: undefined, step: 1 })
  if (!rows) throw notAList(value)
  return rows.length === 0 ? '' : rows[0]
}

function sliceText(text: string, bounds: Bounds): string {
  if (bounds.step === 1 && !hasAstral(text)) return text.slice(bounds.start, bounds.stop)
  return stepThrough(codePoints(text), bounds).join('')
}

/** Lists that are not arrays slice themselves: of some only the rows that the plan asked for are known. */
function sliceList(value: object, bounds: Bounds): readonly unknown[] | undefined {
  if (Array.isArray(value))
    return bounds.step === 1 ? Array.prototype.slice.call(value, bounds.start, bounds.stop) : stepThrough(value, bounds)
  const method: unknown = Reflect.get(value, 'slice')
  const bounded = rowsOfBounds(bounds).head !== Infinity
  if (typeof method === 'function' && bounded) {
    const rows: unknown = method.call(value, bounds.start ?? 0, bounds.stop)
    if (Array.isArray(rows)) return bounds.step === 1 ? rows : stepThrough(rows, { start: undefined, stop: undefined, step: bounds.step })
  }
  const items = toListOrUndefined(value)
  return items && stepThrough(items, bounds)
}

function stepThrough<T>(items: readonly T[], { start, stop, step }: Bounds): T[] {
  if (step === 1) return items.slice(start, stop)
  const { length } = items
  const out: T[] = []
  if (step > 0) {
    const end = position(stop ?? length, length, 0, length)
    for (let at = position(start ?? 0, length, 0, length); at < end; at += step) out.push(items[at] as T)
  } else {
    const end = stop === undefined ? -1 : position(stop, length, -1, length - 1)
    for (let at = position(start ?? length - 1, length, -1, length - 1); at > end; at += step) out.push(items[at] as T)
  }
  return out
}

/** A bound as an index between two limits; negative bounds count from the end. */
function position(bound: number, length: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, bound < 0 ? bound + length : bound))
}

function clamp(value: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, value))
}

function notAList(value: unknown): DjustError {
  return new DjustError('filter/input', `a value of type ${kindName(value)} has no first or last item`, {
    hint: 'The filters "first" and "last" take a list or text.',
  })
}
