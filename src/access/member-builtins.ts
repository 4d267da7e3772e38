import type { Expression, SpreadElement } from 'acorn'
import type { MemberAnalysis } from './member-analysis.ts'
import { mapKeyPart } from './member-scope.ts'
import { compare, identify, length, member, output, slice, test, union, whole } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

interface ListCall {
  readonly list: Value
  readonly args: readonly Value[]
  /** The arguments as written, for literal bounds. */
  readonly written: readonly (Expression | SpreadElement)[]
  readonly analysis: MemberAnalysis
}

type ListMethod = (call: ListCall) => Value

const sequenceOf = (element: Value): Value => ({ kind: 'sequence', element })
const elementOf = ({ analysis, list }: ListCall): Value => analysis.element(list)

function callBack({ analysis, args }: ListCall, element: Value): Value {
  const fn = args[0]
  return fn ? analysis.call(fn, [element, scalar, scalar], scalar) : scalar
}

const filtering: ListMethod = (call) => {
  const element = elementOf(call)
  test(callBack(call, element))
  return sequenceOf(element)
}

const finding: ListMethod = (call) => {
  const element = elementOf(call)
  test(callBack(call, element))
  return union([element, scalar])
}

const asking: ListMethod = (call) => {
  if (call.args.length === 0) test(call.list)
  else test(callBack(call, elementOf(call)))
  return scalar
}

const searching: ListMethod = (call) => {
  identify(elementOf(call))
  for (const arg of call.args) identify(arg)
  return scalar
}

const reordering: ListMethod = (call) => {
  const element = elementOf(call)
  const compareFunction = call.args[0]
  if (compareFunction) output(call.analysis.call(compareFunction, [element, element], scalar))
  return sequenceOf(element)
}

const itself: ListMethod = (call) => call.list

/** `push`, `add`: what goes in is read where the list is read. */
const adding: ListMethod = ({ analysis, list, args }) => {
  if (list.kind === 'node') for (const arg of args) analysis.putInto(arg, list.node, null)
  else for (const arg of args) analysis.escape(arg)
  return list
}

const joining: ListMethod = (call) => {
  output(elementOf(call))
  return scalar
}

const reducing: ListMethod = (call) => {
  const element = elementOf(call)
  const [fn, initial] = call.args
  let total: Value = initial ?? element
  if (fn) for (let pass = 0; pass < 2; pass++) total = union([total, call.analysis.call(fn, [total, element, scalar, scalar], scalar)])
  return total
}

/** The methods of arrays, Maps, Sets, MikroORM's collections and djust's lists, by what they read and give. */
const listMethods: ReadonlyMap<string, ListMethod> = new Map<string, ListMethod>([
  ['map', (call) => sequenceOf(callBack(call, elementOf(call)))],
  ['flatMap', (call) => sequenceOf(flattened(call, callBack(call, elementOf(call))))],
  ['flat', (call) => sequenceOf(flattened(call, elementOf(call)))],
  [
    'forEach',
    (call) => {
      callBack(call, elementOf(call))
      return scalar
    },
  ],
  ['filter', filtering],
  ['find', finding],
  ['findLast', finding],
  ['findIndex', asking],
  ['findLastIndex', asking],
  ['some', asking],
  ['every', asking],
  ['exists', asking],
  ['isEmpty', asking],
  ['includes', searching],
  ['contains', searching],
  ['has', searching],
  ['indexOf', searching],
  ['lastIndexOf', searching],
  ['sort', reordering],
  ['toSorted', reordering],
  ['reverse', reordering],
  ['toReversed', reordering],
  ['fill', reordering],
  [
    'with',
    (call) => {
      const element = elementOf(call)
      return sequenceOf(union([element, call.args[1] ?? scalar]))
    },
  ],
  ['concat', (call) => sequenceOf(union([elementOf(call), ...call.args, ...call.args.map((arg) => call.analysis.element(arg))]))],
  ['join', joining],
  ['reduce', reducing],
  ['reduceRight', reducing],
  ['slice', slicing],
  ['at', at],
  ['first', (call) => call.analysis.bounded(call.list, 1, 0)],
  ['last', (call) => call.analysis.bounded(call.list, 0, 1)],
  [
    'count',
    (call) => {
      length(call.list)
      return scalar
    },
  ],
  [
    'loadCount',
    (call) => {
      length(call.list)
      return scalar
    },
  ],
  ['all', itself],
  ['getItems', itself],
  ['toArray', itself],
  ['load', itself],
  ['loadItems', itself],
  ['init', itself],
  ['isInitialized', () => scalar],
  [
    'getIdentifiers',
    (call) => {
      const element = elementOf(call)
      if (call.args.length === 0) compare(element)
      else readNamed(call, element, 0)
      return sequenceOf(scalar)
    },
  ],
  [
    'indexBy',
    (call) => {
      const element = elementOf(call)
      readNamed(call, element, 0)
      if (call.args.length > 1) readNamed(call, element, 1)
      return sequenceOf(call.args.length > 1 ? scalar : element)
    },
  ],
  ['values', (call) => sequenceOf(mapValue(call))],
  [
    'keys',
    (call) => {
      const type = call.analysis.typeOf(call.list)
      return sequenceOf(type?.kind === 'map' ? mapKey(call) : scalar)
    },
  ],
  [
    'entries',
    (call) =>
      sequenceOf({ kind: 'tuple', items: [call.analysis.typeOf(call.list)?.kind === 'map' ? mapKey(call) : scalar, mapValue(call)] }),
  ],
  ['get', (call) => (call.analysis.typeOf(call.list)?.kind === 'list' ? call.list : mapValue(call))],
  ['set', settingEntry],
  ['push', adding],
  ['unshift', adding],
  [
    'add',
    (call) => {
      for (const arg of call.args) compare(arg)
      return adding(call)
    },
  ],
  [
    'splice',
    (call) => {
      adding({ ...call, args: call.args.slice(2) })
      return sequenceOf(elementOf(call))
    },
  ],
  ['pop', (call) => union([elementOf(call), scalar])],
  ['shift', (call) => union([elementOf(call), scalar])],
  // `list[Symbol.iterator]()`: what it gives, one by one.
  ['@@iterator', itself],
  [
    'next',
    (call) => ({
      kind: 'struct',
      parts: new Map([
        ['value', union([elementOf(call), scalar])],
        ['done', scalar],
      ]),
    }),
  ],
])

/** What `flat` gives of a value: the elements of a list, else itself. */
function flattened(call: ListCall, value: Value): Value {
  if (value.kind === 'union') return union(value.options.map((option) => flattened(call, option)))
  if (value.kind === 'sequence' || value.kind === 'slice') return call.analysis.element(value)
  const kind = call.analysis.typeOf(value)?.kind
  if (kind === 'list' || kind === 'array') return call.analysis.element(value)
  return kind === 'entity' ? value : union([call.analysis.element(value), value])
}

/** An argument is the name of what is read of each element. */
function readNamed({ written }: ListCall, element: Value, index: number): void {
  const name = written[index]
  if (name?.type === 'Literal' && typeof name.value === 'string') output(member(element, name.value))
  else whole(element)
}

export function isListMethod(name: string): boolean {
  return listMethods.has(name)
}

export function callOnList(
  analysis: MemberAnalysis,
  list: Value,
  name: string,
  args: readonly Value[],
  written: readonly (Expression | SpreadElement)[],
): Value {
  return listMethods.get(name)!({ analysis, list, args, written })
}

function slicing(call: ListCall): Value {
  const [start, end] = [call.written[0], call.written[1]].map(literalNumber)
  const type = call.analysis.typeOf(call.list)
  if (call.written.length === 0) return sequenceOf(elementOf(call))
  if (type?.kind === 'list' && start !== undefined) {
    if (start >= 0 && end !== undefined && end >= 0) return typedSlice(call, end, 0)
    if (start < 0 && call.written.length === 1) return typedSlice(call, 0, -start)
  }
  return sequenceOf(elementOf(call))
}

function typedSlice(call: ListCall, head: number, tail: number): Value {
  return slice(call.list, head, tail)
}

function at(call: ListCall): Value {
  const index = literalNumber(call.written[0])
  if (index === undefined || call.analysis.typeOf(call.list)?.kind !== 'list') return union([elementOf(call), scalar])
  return index >= 0 ? call.analysis.bounded(call.list, index + 1, 0) : call.analysis.bounded(call.list, 0, -index)
}

function literalNumber(node: Expression | SpreadElement | undefined): number | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'number') return node.value
  if (node?.type === 'UnaryExpression' && node.operator === '-') {
    const inner = literalNumber(node.argument)
    return inner === undefined ? undefined : -inner
  }
  return undefined
}

function mapKey({ list }: ListCall): Value {
  return list.kind === 'node' ? member(list, mapKeyPart) : scalar
}

function mapValue(call: ListCall): Value {
  return call.analysis.mapValue(call.list)
}

function settingEntry({ analysis, list, args }: ListCall): Value {
  if (list.kind !== 'node') return list
  const [key, value] = args
  if (key) compare(key)
  if (key) analysis.putInto(key, list.node, mapKeyPart)
  if (value) analysis.putInto(value, list.node, null)
  return list
}

/** Functions of the language that read their arguments in a known way; `object` is undefined for a bare call. */
const globals: ReadonlyMap<string, (analysis: MemberAnalysis, args: readonly Value[]) => Value> = new Map<
  string,
  (analysis: MemberAnalysis, args: readonly Value[]) => Value
>([
  [
    'Array.from',
    (analysis, [list = scalar, fn]) => {
      const element = analysis.element(list)
      return sequenceOf(fn ? analysis.call(fn, [element, scalar], scalar) : element)
    },
  ],
  ['Array.of', (_, args) => sequenceOf(union(args))],
  ['Array.isArray', () => scalar],
  [
    'Object.is',
    (_, args) => {
      for (const arg of args) identify(arg)
      return scalar
    },
  ],
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
      analysis.putInto(member(analysis.element(entries), '1'), object.node, null)
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
  ['Promise.resolve', (_, [value = scalar]) => value],
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

export function callGlobal(analysis: MemberAnalysis, object: string, method: string | undefined, args: readonly Value[]): Value {
  const known = globals.get(method === undefined ? object : `${object}.${method}`)
  if (known) return known(analysis, args)
  if (method !== undefined && computing.has(object)) return printing(analysis, args)
  return analysis.call(scalar, args, scalar)
}

export function constructGlobal(analysis: MemberAnalysis, name: string, args: readonly Value[]): Value {
  const [first] = args
  if (name === 'Set' || name === 'Array') {
    const container = analysis.container(name === 'Set' ? 'set' : 'array')
    if (!first) return container
    const element = analysis.element(first)
    // What stands twice in the list is one in the set.
    if (name === 'Set') compare(element)
    analysis.putInto(element, container.node, null)
    return container
  }
  if (name === 'Map' || name === 'WeakMap') {
    const container = analysis.container('map')
    if (first) {
      const entry = analysis.element(first)
      settingEntry({ analysis, list: container, args: [member(entry, '0'), member(entry, '1')], written: [] })
    }
    return container
  }
  if (name === 'Date' || name === 'Error' || name === 'RegExp' || name === 'URL') return printing(analysis, args)
  return analysis.call(scalar, args, scalar)
}

function ownValues(analysis: MemberAnalysis, object: Value): Value {
  if (object.kind === 'struct') return union([...object.parts.values()])
  if (object.kind === 'node' && analysis.typeOf(object)?.kind === 'object') {
    const { node } = object
    return union([...node.members.values(), node.elements()].map((part) => ({ kind: 'node', node: part })))
  }
  if (object.kind === 'node' && analysis.typeOf(object)?.kind === 'entity') {
    whole(object)
    return scalar
  }
  return analysis.element(object)
}
