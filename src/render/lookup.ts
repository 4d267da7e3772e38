import { LazyText } from '../value/lazy-text.ts'
import { SafeString } from '../value/safe-string.ts'
import { templateFields, type TemplateFields } from '../util/template-fields.ts'
import { codePoints } from '../value/code-points.ts'
import { isPlainObject } from '../value/kinds.ts'
import { Tuple } from '../value/tuple.ts'
import { refuseUnloaded } from '../value/unloaded.ts'
import { builtinPrototypes } from './property-names.ts'

const index = /^(?:0|[1-9]\d{0,14})$/

/**
 * One step of a path by the full rules, nothing called yet: a map's entry, an own property, a member of the object's class
 * but not of JavaScript itself, an index. Undefined where there is no such thing.
 */
export function readMember(object: unknown, name: string): unknown {
  switch (typeof object) {
    case 'object':
      return object === null ? undefined : readObject(object, name)
    case 'string':
      return index.test(name) ? codePoints(object)[Number(name)] : undefined
    case 'function':
      return name !== 'prototype' &&
        name !== 'arguments' &&
        name !== 'caller' &&
        name !== 'name' &&
        name !== 'length' &&
        Object.hasOwn(object, name)
        ? Reflect.get(object, name)
        : undefined
    default:
      return undefined
  }
}

function readObject(object: object, name: string): unknown {
  if (object instanceof Map) return readMap(object, name)
  if (object instanceof SafeString || object instanceof LazyText) return readMember(object.toString(), name)
  if (name === '__proto__') return undefined
  if (Object.hasOwn(object, name)) {
    const value: unknown = Reflect.get(object, name)
    return name === 'constructor' && typeof value === 'function' ? undefined : converted(object, name, value)
  }
  if (object instanceof Date) return Number.isNaN(object.getTime()) ? undefined : momentParts.get(name)?.(object)
  if (isPlainObject(object)) return dictionaryMethod(name, () => Object.entries(object))
  refuseUnloaded(object)
  return hasMember(object, name) ? converted(object, name, Reflect.get(object, name)) : undefined
}

/** What Python's datetime has, which for a moment is in UTC as in Django. */
const momentParts: ReadonlyMap<string, (moment: Date) => number> = new Map([
  ['year', (moment: Date) => moment.getUTCFullYear()],
  ['month', (moment: Date) => moment.getUTCMonth() + 1],
  ['day', (moment: Date) => moment.getUTCDate()],
  ['hour', (moment: Date) => moment.getUTCHours()],
  ['minute', (moment: Date) => moment.getUTCMinutes()],
  ['second', (moment: Date) => moment.getUTCSeconds()],
  ['microsecond', (moment: Date) => moment.getUTCMilliseconds() * 1000],
])

function readMap(map: ReadonlyMap<unknown, unknown>, name: string): unknown {
  if (map.has(name)) return map.get(name)
  const member = dictionaryMethod(name, () => map.entries()) ?? (hasMember(map, name) ? Reflect.get(map, name) : undefined)
  return member === undefined && index.test(name) ? map.get(Number(name)) : member
}

/** What dictionaries have besides their keys. */
function dictionaryMethod(name: string, entries: () => Iterable<readonly [unknown, unknown]>): unknown {
  if (name === 'items') return Array.from(entries(), ([key, value]) => Tuple.fromItems([key, value]))
  if (name === 'keys') return Array.from(entries(), ([key]) => key)
  if (name === 'values') return Array.from(entries(), ([, value]) => value)
  return undefined
}

function hasMember(object: object, name: string): boolean {
  if (name === 'constructor') return false
  for (let at: object | null = Object.getPrototypeOf(object); at && !builtinPrototypes.has(at); at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, name)) return !isForeignObjectPrototype(at)
  }
  return false
}

/** `Object.prototype` of another realm, such as a worker's or a test runner's. */
function isForeignObjectPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, '__defineGetter__')
}

/** A name of the context; a scope made for a dynamic include inherits from it. */
export function readContext(context: object, name: string): unknown {
  if (name === '__proto__') return undefined
  if (Object.hasOwn(context, name) || hasMember(context, name)) return Reflect.get(context, name)
  return undefined
}

/** A value as templates see it where the object says that its fields have other types there. */
function converted(object: object, name: string, value: unknown): unknown {
  if (value === undefined) return value
  const fields = (object as { [templateFields]?: TemplateFields })[templateFields]
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name]?.(value) : value
}

interface Callable {
  (): unknown
  readonly doNotCallInTemplates?: unknown
  readonly do_not_call_in_templates?: unknown
  readonly altersData?: unknown
  readonly alters_data?: unknown
}

/** Marks the value of a call that may not be made: `stringIfInvalid` stands for it. */
export const invalid: unique symbol = Symbol('invalid')

/**
 * What a function found on a path stands for: what it returns when called without arguments. `invalid` where it says that
 * it changes data, needs arguments or is a class.
 */
export function callValue(value: unknown, self: unknown): unknown {
  const callable = value as Callable
  if (callable.doNotCallInTemplates || callable.do_not_call_in_templates) return callable
  if (callable.altersData || callable.alters_data || callable.length > 0 || isClass(callable)) return invalid
  const result = callable.call(self)
  return result === undefined ? null : result
}

function isClass(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}
