import { DjustError } from '../../error.ts'
import type { FilterFlow } from '../../access/flow.ts'
import type { Value } from '../../access/value.ts'
import { readMember } from '../../render/lookup.ts'
import { codePoints } from '../../value/code-points.ts'
import { compareValues } from '../../value/compare.ts'
import { toListOrUndefined } from '../../value/iterate.ts'
import { toText } from '../../value/to-text.ts'
import { isPlainObject } from '../../value/kinds.ts'
import { isText } from '../../value/lazy-text.ts'
import { toFloat } from '../../value/to-number.ts'
import type { FilterContext } from '../../render/filter-code.ts'

/** What dictsort reads: all rows, and of each the path it sorts by. */
export const sortFlow: FilterFlow = (input, argument, literal, flow) => {
  if (literal === undefined) {
    if (argument) flow.output(argument)
    flow.whole(input)
    return { kind: 'sequence', element: flow.iterate(input) }
  }
  const element = flow.iterate(input)
  let key: Value = element
  for (const name of pathOf(literal)) key = flow.member(key, name)
  flow.output(key)
  return { kind: 'sequence', element }
}

/** The list in the order of a path in its items; empty text where an item has no such path or the values have no order. */
export function sortByProperty(input: unknown, argument: unknown, reversed: boolean, { settings }: FilterContext): unknown {
  if (isText(argument) && String(argument) === '') {
    throw new DjustError('filter/argument', 'the filters "dictsort" and "dictsortreversed" take the name of a property, not empty text')
  }
  const items = [input, argument].some((value) => value === null || value === undefined) ? undefined : toListOrUndefined(input)
  const read = items && propertyReader(typeof argument === 'number' ? argument : toText(argument, settings))
  if (!read) return ''
  const keyed: { readonly item: unknown; readonly key: unknown }[] = []
  for (const item of items) {
    const key = read(item)
    if (key === undefined) return ''
    keyed.push({ item, key })
  }
  let ordered = true
  // Sorting is stable, also backwards: equal items keep their order.
  keyed.sort((a, b) => {
    const order = compareValues(a.key, b.key)
    if (order === undefined) ordered = false
    return (order ?? 0) * (reversed ? -1 : 1)
  })
  return ordered ? keyed.map(({ item }) => item) : ''
}

function pathOf(argument: string | number | bigint): readonly string[] {
  return isNumber(argument) ? [String(argument)] : String(argument).split('.')
}

/** Text that reads as a number is one key or index, not a path. */
function isNumber(argument: string | number | bigint): boolean {
  return typeof argument !== 'string' || toFloat(argument) !== undefined
}

/** Undefined for names that begin with an underscore, which are private. */
function propertyReader(argument: string | number): ((item: unknown) => unknown) | undefined {
  if (typeof argument === 'number') return (item) => itemOf(item, argument)
  // A number in quotes is a key, never an index.
  if (isNumber(argument))
    return (item) => (Array.isArray(item) || isText(item) ? undefined : found(item, argument, readMember(item, argument)))
  if (argument === '' || argument.startsWith('_') || argument.includes('._')) return undefined
  const names = argument.split('.')
  return (item) => {
    let value = item
    for (const name of names) {
      value = readMember(value, name)
      if (value === undefined) return undefined
    }
    return value
  }
}

/** `item[index]` for a number, which is an index of lists and text and a key of maps. */
function itemOf(item: unknown, index: number): unknown {
  if (item instanceof Map) return found(item, index, item.get(index))
  const list = isText(item) ? codePoints(item.toString()) : item
  if (!Number.isInteger(index)) return undefined
  return found(item, index, Array.isArray(list) ? list.at(index) : undefined)
}

/** What has keys or indexes, but not this one, has no place in the order: an error, as in Python. */
function found(item: unknown, key: string | number, value: unknown): unknown {
  const hasKeys = Array.isArray(item) || isText(item) || item instanceof Map || isPlainObject(item)
  if (value !== undefined || !hasKeys) return value
  throw new DjustError('filter/input', `the filters "dictsort" and "dictsortreversed" found no ${JSON.stringify(key)} in an item`)
}
