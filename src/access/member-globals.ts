import type { MemberAnalysis } from './member-analysis.ts'
import { copyInto } from './member-copies.ts'
import { argumentsIn } from './member-functions.ts'
import { isListMethod, listFunction, settingEntry } from './member-lists.ts'
import { askFor, askForOwn, ownNameMethods } from './member-own-names.ts'
import { compare, identify, member, output, test, union, whole } from './value-operations.ts'
import { scalar, type FunctionValue, type NodeValue, type Value } from './value.ts'

const sequenceOf = (element: Value): Value => ({ kind: 'sequence', element })

const fromList: GlobalFunction = (analysis, [list = scalar, fn, self = scalar]) => {
  const element = analysis.element(list)
  return sequenceOf(fn ? analysis.call(fn, [element, scalar], self) : element)
}

/** The first of several promises. */
const anyOf: GlobalFunction = (analysis, [list = scalar]) => union([analysis.element(list), scalar])

const itself: GlobalFunction = (_, [value = scalar]) => value

const askingForOwn: GlobalFunction = (analysis, [object = scalar, name = scalar]) => {
  askForOwn(analysis, object, name)
  output(name)
  return scalar
}

type GlobalFunction = (analysis: MemberAnalysis, args: readonly Value[], self: Value) => Value

/** Functions of the language that read their arguments in a known way; `object` is undefined for a bare call. */
const globals: ReadonlyMap<string, GlobalFunction> = new Map<string, GlobalFunction>([
  ['Array.from', fromList],
  ['Array.fromAsync', fromList],
  ['Iterator.from', fromList],
  ['Array.of', (_, args) => sequenceOf(union(args))],
  [
    'Array.isArray',
    (analysis, [value = scalar]) => {
      analysis.asArray(value)
      return scalar
    },
  ],
  [
    'Object.is',
    (_, args) => {
      for (const arg of args) identify(arg)
      return scalar
    },
  ],
  ['Object.hasOwn', askingForOwn],
  [
    'Reflect.has',
    (analysis, [object = scalar, name = scalar]) => {
      askFor(analysis, object, name)
      output(name)
      return scalar
    },
  ],
  ['Reflect.apply', (analysis, [fn = scalar, self = scalar, list = scalar]) => analysis.call(fn, argumentsIn(analysis, list), self)],
  ...Array.from(
    ownNameMethods,
    (name) =>
      [
        `Object.prototype.${name}`,
        ((analysis, [key = scalar], self) => askingForOwn(analysis, [self, key], self)) satisfies GlobalFunction,
      ] as const,
  ),
  ['Object.values', (analysis, [object = scalar]) => sequenceOf(ownValues(analysis, object))],
  ['Object.entries', (analysis, [object = scalar]) => sequenceOf({ kind: 'tuple', items: [scalar, ownValues(analysis, object)] })],
  [
    'Object.keys',
    (analysis, [object = scalar]) => {
      ownValues(analysis, object)
      return sequenceOf(scalar)
    },
  ],
  [
    'Object.fromEntries',
    (analysis, [entries = scalar]) => {
      const object = analysis.container('object')
      analysis.putInto(analysis.position(analysis.element(entries), 1), object.node, null)
      return object
    },
  ],
  [
    'Object.groupBy',
    (analysis, [list = scalar, fn]) => {
      const element = analysis.element(list)
      if (fn) output(analysis.call(fn, [element, scalar], scalar))
      const object = analysis.container('object')
      analysis.putInto(sequenceOf(element), object.node, null)
      return object
    },
  ],
  [
    'Map.groupBy',
    (analysis, [list = scalar, fn]) => {
      const element = analysis.element(list)
      const key = fn ? analysis.call(fn, [element, scalar], scalar) : scalar
      output(key)
      const map = analysis.container('map')
      return settingEntry({ analysis, list: map, args: [key, sequenceOf(element)], written: [] })
    },
  ],
  ['Promise.all', (analysis, [list = scalar]) => sequenceOf(analysis.element(list))],
  ['Promise.race', anyOf],
  ['Promise.any', anyOf],
  [
    'Promise.allSettled',
    (analysis, [list = scalar]) => {
      const settled = analysis.container('object')
      for (const name of ['value', 'reason']) analysis.putInto(analysis.element(list), settled.node, name)
      return sequenceOf(settled)
    },
  ],
  ['Promise.resolve', itself],
  [
    'Promise.reject',
    (analysis, [value = scalar]) => {
      analysis.throw(value)
      return scalar
    },
  ],
  [
    'Object.create',
    (analysis, [prototype = scalar, properties]) => {
      if (properties) analysis.escape(properties)
      const object = analysis.container('object')
      analysis.put(prototype, object.node)
      return object
    },
  ],
  ['Object.freeze', itself],
  ['Object.seal', itself],
  [
    'Object.assign',
    (analysis, [target = scalar, ...sources]) => {
      if (target.kind !== 'node' || analysis.typeOf(target)?.kind !== 'object') return analysis.call(scalar, [target, ...sources], scalar)
      for (const source of sources) copyInto(analysis, source, target.node)
      return target
    },
  ],
  [
    'Boolean',
    (_, args) => {
      for (const arg of args) test(arg)
      return scalar
    },
  ],
  ...[
    'String',
    'Number',
    'BigInt',
    'parseInt',
    'parseFloat',
    'isNaN',
    'encodeURIComponent',
    'Date.parse',
    'Number.isNaN',
    'Number.isInteger',
    'Number.parseFloat',
    'Number.parseInt',
    'Number.isFinite',
  ].map((name) => [name, printing] as const),
])

function printing(_: MemberAnalysis, args: readonly Value[]): Value {
  for (const arg of args) output(arg)
  return scalar
}

/** Objects whose functions only compute with the text and numbers they are given. */
const computing: ReadonlySet<string> = new Set(['Math', 'Date', 'Intl', 'Number', 'String'])

/** A function of the language as a value: `filter(Boolean)`. */
export function globalFunction(analysis: MemberAnalysis, name: string): FunctionValue | undefined {
  const method = /^Array\.prototype\.(\w+)$/.exec(name)?.[1]
  if (method !== undefined && isListMethod(method)) return listFunction(analysis, method)
  const known = globals.get(name) ?? (computing.has(name.split('.')[0]!) && name.includes('.') ? printing : undefined)
  return known && { kind: 'function', call: (args, self) => known(analysis, args, self) }
}

export function callGlobal(analysis: MemberAnalysis, object: string, method: string | undefined, args: readonly Value[]): Value {
  const known = globals.get(method === undefined ? object : `${object}.${method}`)
  if (known) return known(analysis, args, scalar)
  if (method !== undefined && computing.has(object)) return printing(analysis, args)
  return analysis.call(scalar, args, scalar)
}

export function constructGlobal(
  analysis: MemberAnalysis,
  name: string,
  args: readonly Value[],
  make: (kind: 'array' | 'set' | 'map' | 'object') => NodeValue,
): Value {
  const [first] = args
  if (name === 'Set' || name === 'WeakSet' || name === 'Array') {
    const container = make(name === 'Array' ? 'array' : 'set')
    if (!first) return container
    const element = analysis.element(first)
    // What stands twice in the list is one in the set.
    if (name !== 'Array') compare(element)
    analysis.putInto(element, container.node, null)
    return container
  }
  if (name === 'Map' || name === 'WeakMap') {
    const container = make('map')
    if (first) {
      const entry = analysis.element(first)
      settingEntry({ analysis, list: container, args: [analysis.position(entry, 0), analysis.position(entry, 1)], written: [] })
    }
    return container
  }
  if (name === 'Promise') return promised(analysis, first)
  if (name.endsWith('Error')) {
    const error = make('object')
    printing(analysis, args.slice(0, 1))
    if (args[1]) analysis.putInto(member(args[1], 'cause'), error.node, 'cause')
    return error
  }
  if (name === 'Date' || name === 'RegExp' || name === 'URL') return printing(analysis, args)
  return analysis.call(scalar, args, scalar)
}

/** What the function that makes a promise gives to its `resolve`. */
function promised(analysis: MemberAnalysis, run: Value | undefined): Value {
  const { node } = analysis.container('object')
  analysis.forgetType(node)
  const resolve: FunctionValue = {
    kind: 'function',
    call: ([value = scalar]) => {
      analysis.put(value, node)
      return scalar
    },
  }
  const reject: FunctionValue = {
    kind: 'function',
    call: ([value = scalar]) => {
      analysis.throw(value)
      return scalar
    },
  }
  if (run) analysis.call(run, [resolve, reject], scalar)
  return analysis.held({ kind: 'node', node })
}

function ownValues(analysis: MemberAnalysis, object: Value): Value {
  if (object.kind === 'union') return union(object.options.map((option) => ownValues(analysis, option)))
  if (object.kind === 'struct') return union([...object.parts.values()])
  if (object.kind === 'node' && analysis.typeOf(object)?.kind === 'object') {
    const { node } = object
    return union([...node.members.values(), node.elements()].map((part) => analysis.held({ kind: 'node', node: part }, object)))
  }
  if (object.kind === 'node' && analysis.typeOf(object)?.kind === 'entity') {
    whole(object)
    return scalar
  }
  // A row may have been copied into it.
  if (object.kind === 'node' && analysis.typeOf(object) === undefined) whole(object)
  return analysis.element(object)
}
