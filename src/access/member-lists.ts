import type { Expression, SpreadElement } from 'acorn'
import { AccessNode } from './access-node.ts'
import type { MemberAnalysis } from './member-analysis.ts'
import { mapKeyPart } from './member-scope.ts'
import { compare, identify, length, member, output, slice, test, union, whole } from './value-operations.ts'
import { scalar, type FunctionValue, type Value } from './value.ts'

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

function callBack({ analysis, args, list }: ListCall, element: Value): Value {
  const [fn, self = scalar] = args
  return fn ? analysis.call(fn, [element, scalar, list], self) : scalar
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
  call.analysis.disorder(call.list)
  const compareFunction = call.args[0]
  if (compareFunction) output(call.analysis.call(compareFunction, [element, element], scalar))
  return sequenceOf(element)
}

const itself: ListMethod = (call) => call.list

/** The items of a collection, as an array. */
const items: ListMethod = ({ list }) => (list.kind === 'node' && list.isCollection ? { kind: 'node', node: list.node } : list)

/** `push`, `add`: what goes in is read where the list is read. */
const adding: ListMethod = ({ analysis, list, args }) => {
  if (list.kind === 'node') for (const arg of args) analysis.putInto(arg, list.node, null)
  // What `map` or `filter` gave is the code's own list.
  else if (list.kind === 'sequence') list.element = union([list.element, ...args])
  else for (const arg of args) analysis.escape(arg)
  return list
}

/** Some of both, as lists and Sets are united. */
const uniting: ListMethod = (call) => {
  const elements = [elementOf(call), ...call.args.map((arg) => call.analysis.element(arg))]
  for (const element of elements) identify(element)
  const set = call.analysis.container('set')
  for (const element of elements) call.analysis.putInto(element, set.node, null)
  return set
}

const comparing: ListMethod = (call) => {
  uniting(call)
  return scalar
}

const some: ListMethod = (call) => sequenceOf(elementOf(call))

const joining: ListMethod = (call) => {
  output(elementOf(call))
  return scalar
}

/** Where it isn't known that it is a list, it may be a row, which its own `toString` prints. */
const printing: ListMethod = (call) => {
  if (call.list.kind === 'node' && call.analysis.typeOf(call.list) === undefined) output(call.list)
  return joining(call)
}

/** What a call gives that is given it again, until nothing new comes. */
function repeated(analysis: MemberAnalysis, first: Value, call: (value: Value) => Value): Value {
  let total = first
  for (let pass = 0; pass < mostPasses; pass++) {
    const next = union([total, call(total)])
    if (next.kind === total.kind && sizeOf(next) === sizeOf(total)) return next
    total = next
  }
  // Objects that are made anew each time never end: one stands for all of them.
  const node = new AccessNode()
  analysis.put(total, node)
  const all = analysis.held({ kind: 'node', node })
  analysis.put(call(all), node)
  return union([total, analysis.held({ kind: 'node', node })])
}

const mostPasses = 3

function sizeOf(value: Value): number {
  return value.kind === 'union' ? value.options.length : 1
}

const reducing: ListMethod = (call) => {
  const element = elementOf(call)
  const [fn, initial] = call.args
  return fn
    ? repeated(call.analysis, initial ?? element, (total) => call.analysis.call(fn, [total, element, scalar, call.list], scalar))
    : element
}

/** The methods of arrays, Maps, Sets, MikroORM's collections and djust's lists, by what they read and give. */
const listMethods: ReadonlyMap<string, ListMethod> = new Map<string, ListMethod>([
  ['map', (call) => sequenceOf(callBack(call, elementOf(call)))],
  ['flatMap', (call) => sequenceOf(flattened(call, callBack(call, elementOf(call))))],
  ['flat', (call) => sequenceOf(flattenedBy(call, elementOf(call)))],
  [
    'forEach',
    (call) => {
      const { analysis, list, args } = call
      const kind = analysis.typeOf(list)?.kind
      if (kind !== 'map' && kind !== 'set') callBack(call, elementOf(call))
      else if (args[0]) analysis.call(args[0], [mapValue(call), kind === 'map' ? mapKey(call) : mapValue(call), list], args[1] ?? scalar)
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
  [
    'fill',
    (call) => {
      adding({ ...call, args: call.args.slice(0, 1) })
      return call.list
    },
  ],
  ['copyWithin', reordering],
  ['take', some],
  ['drop', some],
  ['toSpliced', (call) => sequenceOf(union([elementOf(call), ...call.args.slice(2)]))],
  ['union', uniting],
  ['intersection', uniting],
  ['difference', uniting],
  ['symmetricDifference', uniting],
  ['isSubsetOf', comparing],
  ['isSupersetOf', comparing],
  ['isDisjointFrom', comparing],
  [
    'with',
    (call) => {
      const element = elementOf(call)
      return sequenceOf(union([element, call.args[1] ?? scalar]))
    },
  ],
  ['concat', (call) => sequenceOf(union([elementOf(call), ...call.args, ...call.args.map((arg) => call.analysis.element(arg))]))],
  ['join', joining],
  ['toString', printing],
  ['toLocaleString', printing],
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
  ['getItems', items],
  ['toArray', items],
  ['load', itself],
  ['loadItems', items],
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
      if (type?.kind === 'map') return sequenceOf(mapKey(call))
      const element = elementOf(call)
      return sequenceOf(type?.kind === 'set' ? element : scalar)
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
  [
    'shift',
    (call) => {
      call.analysis.disorder(call.list)
      return union([elementOf(call), scalar])
    },
  ],
  // `list[Symbol.iterator]()`: what it gives, one by one.
  ['@@iterator', itself],
  ['@@asyncIterator', itself],
  [
    'next',
    (call) => {
      const generator = call.analysis.generators.get(call.list)
      const [sent] = call.args
      if (generator && sent) call.analysis.put(sent, generator.sent)
      return {
        kind: 'struct',
        parts: new Map([
          ['value', union([elementOf(call), generator?.returned ?? scalar, scalar])],
          ['done', scalar],
        ]),
      }
    },
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

/** As deep as `flat` is told; where that isn't known, an item may be in a list at any depth. */
function flattenedBy(call: ListCall, element: Value): Value {
  const [written] = call.written
  const depth = written ? literalNumber(written) : 1
  if (depth !== undefined) {
    let value = element
    for (let level = 0; level < Math.min(depth, mostDepth); level++) value = flattened(call, value)
    return value
  }
  const { analysis } = call
  const node = new AccessNode()
  analysis.put(element, node)
  const any = analysis.held({ kind: 'node', node })
  analysis.put(flattened(call, any), node)
  return analysis.held(any)
}

/** Nobody nests lists deeper. */
const mostDepth = 10

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

/** A method as a value, of `list` or of what it is called on: `[].slice.call(arguments, 1)`. */
export function listFunction(analysis: MemberAnalysis, name: string, list: Value = scalar): FunctionValue {
  return { kind: 'function', call: (args, self) => callOnList(analysis, self.kind === 'scalar' ? list : self, name, args, []) }
}

/** The methods of MikroORM's collections: code that asks for others of an array there must not find them. */
const ofCollections: ReadonlySet<string> = new Set(
  'load loadItems loadCount getItems add contains count isEmpty init toArray getIdentifiers set slice exists find filter map reduce indexBy isInitialized get'.split(
    ' ',
  ),
)

/** What a collection has besides its rows. */
export function readOfList(analysis: MemberAnalysis, list: Value, name: string): Value | undefined {
  if (name === '$') return list
  if (name !== 'length') {
    const isCollection = list.kind === 'node' && list.isCollection
    return isListMethod(name) && (!isCollection || ofCollections.has(name)) ? listFunction(analysis, name, list) : undefined
  }
  length(list)
  return scalar
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

function mapKey({ analysis, list }: ListCall): Value {
  return list.kind === 'node' ? analysis.held(member(list, mapKeyPart)) : scalar
}

function mapValue(call: ListCall): Value {
  return call.analysis.mapValue(call.list)
}

export function settingEntry({ analysis, list, args }: ListCall): Value {
  if (list.kind !== 'node') return list
  const [key, value] = args
  if (key) compare(key)
  if (key) analysis.putInto(key, list.node, mapKeyPart)
  if (value) analysis.putInto(value, list.node, null)
  return list
}
