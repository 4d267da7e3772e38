import type { SourceSpan } from '../error.ts'
import { AccessNode } from './access-node.ts'
import { scalar, type Value } from './value.ts'

/** Reading one of these from a list made by code tells nothing about its elements. */
const listCounts: ReadonlySet<string> = new Set(['count', 'length', 'exists'])
/** A name that is one of the elements of a list. */
export const listPosition: RegExp = /^(?:\d+|first|last)$/

/** An attribute, key or index. `certain` is false where the value is one of several. */
export function member(value: Value, name: string, span?: SourceSpan, certain = true): Value {
  switch (value.kind) {
    case 'node': {
      const node = value.node.member(name)
      if (certain) node.certain = true
      if (span) node.spans.push(span)
      return { kind: 'node', node }
    }
    case 'sequence':
      if (name === 'all') return value
      return listPosition.test(name) ? value.element : scalar
    case 'slice':
      if (name === 'all') return value
      if (listCounts.has(name)) {
        length(value)
        return scalar
      }
      return listPosition.test(name) ? iterate(value) : scalar
    case 'struct':
      if (name === 'items' && !value.parts.has(name)) {
        return { kind: 'sequence', element: { kind: 'tuple', items: [scalar, union([...value.parts.values()])] } }
      }
      if (name === 'values' && !value.parts.has(name)) return { kind: 'sequence', element: union([...value.parts.values()]) }
      return value.parts.get(name) ?? scalar
    case 'tuple':
      return value.items[Number(name)] ?? scalar
    case 'union':
      return union(value.options.map((option) => member(option, name, span, false)))
    case 'function':
      return member(value.call([], scalar), name, span, certain)
    case 'scalar':
      return scalar
  }
}

/** All rows; the element. */
export function iterate(value: Value): Value {
  return rows(value, Infinity, 0)
}

/** The first `head` and last `tail` rows; the element. */
export function rows(value: Value, head: number, tail: number): Value {
  switch (value.kind) {
    case 'node':
      value.node.head = Math.max(value.node.head, head)
      value.node.tail = Math.max(value.node.tail, tail)
      return { kind: 'node', node: elementOf(value.node) }
    case 'sequence':
      return value.element
    case 'slice':
      return rows(value.of, value.head, value.tail)
    case 'tuple':
      return union(value.items)
    case 'union':
      return union(value.options.map((option) => rows(option, head, tail)))
    case 'function':
      return rows(value.call([], scalar), head, tail)
    case 'struct':
    case 'scalar':
      return scalar
  }
}

function elementOf(node: AccessNode): AccessNode {
  const element = node.elements()
  element.certain = true
  return element
}

export function slice(value: Value, head: number, tail: number): Value {
  switch (value.kind) {
    case 'node':
      // Cutting a list needs its rows, whatever becomes of the part: a slice of the slice, or nothing.
      rows(value, head, tail)
      return { kind: 'slice', of: value, head, tail }
    case 'slice':
      // The inner one is cut first, and needs all of its rows for that.
      return value
    case 'union':
      return union(value.options.map((option) => slice(option, head, tail)))
    default:
      return value
  }
}

export function length(value: Value): void {
  switch (value.kind) {
    case 'node':
      value.node.length = true
      return
    case 'slice':
      rows(value.of, value.head, value.tail)
      return
    case 'union':
      for (const option of value.options) length(option)
      return
    case 'function':
      length(value.call([], scalar))
      return
    default:
  }
}

export function test(value: Value): void {
  switch (value.kind) {
    case 'node':
      value.node.test = true
      return
    case 'slice':
      rows(value.of, value.head, value.tail)
      return
    case 'union':
      for (const option of value.options) test(option)
      return
    case 'function':
      test(value.call([], scalar))
      return
    default:
  }
}

export function output(value: Value): void {
  scalarUse(value, (node) => {
    node.output = true
  })
}

export function compare(value: Value): void {
  scalarUse(value, (node) => {
    node.compare = true
  })
}

/** Compared by JavaScript, which knows nothing of keys: the same row must be the same object. */
export function identify(value: Value): void {
  scalarUse(value, (node) => {
    node.compare = true
    node.identity = true
  })
}

/** Printing or comparing a list prints or compares its elements. */
function scalarUse(value: Value, mark: (node: AccessNode) => void): void {
  switch (value.kind) {
    case 'node':
      mark(value.node)
      return
    case 'sequence':
      scalarUse(value.element, mark)
      return
    case 'slice':
      scalarUse(iterate(value), mark)
      return
    case 'struct':
      for (const part of value.parts.values()) scalarUse(part, mark)
      return
    case 'tuple':
      for (const item of value.items) scalarUse(item, mark)
      return
    case 'union':
      for (const option of value.options) scalarUse(option, mark)
      return
    case 'function':
      scalarUse(value.call([], scalar), mark)
      return
    case 'scalar':
  }
}

/** Anything of it may be read. */
export function whole(value: Value): void {
  switch (value.kind) {
    case 'node':
      value.node.whole = true
      return
    case 'sequence':
      whole(value.element)
      return
    case 'slice':
      whole(iterate(value))
      return
    case 'struct':
      for (const part of value.parts.values()) whole(part)
      return
    case 'tuple':
      for (const item of value.items) whole(item)
      return
    case 'union':
      for (const option of value.options) whole(option)
      return
    case 'function':
      whole(value.call([], scalar))
      return
    case 'scalar':
  }
}

/** One of several; scalars say nothing and vanish. */
export function union(options: readonly Value[]): Value {
  const flat = new Set<Value>()
  const nodes = new Set<AccessNode>()
  for (const option of options) {
    for (const value of option.kind === 'union' ? option.options : [option]) {
      if (value.kind === 'scalar') continue
      if (value.kind === 'node') {
        if (nodes.has(value.node)) continue
        nodes.add(value.node)
      }
      flat.add(value)
    }
  }
  if (flat.size === 0) return oneOfTexts(options)
  if (flat.size === 1 && !options.some((option) => option.kind === 'scalar')) return [...flat][0]!
  return flat.size > mostOptions ? joined(flat) : { kind: 'union', options: [...flat] }
}

/** Which text it is, where each of the values says that. */
function oneOfTexts(options: readonly Value[]): Value {
  const all = options.map((option) => (option.kind === 'scalar' ? option.oneOf : undefined))
  const known = [...new Set(all.flatMap((texts) => texts ?? []))]
  return all.length > 0 && known.length <= mostOptions && all.every((texts) => texts !== undefined)
    ? { kind: 'scalar', oneOf: known }
    : scalar
}

/** A name that is bound to one of several names again and again would double its values each time. */
const mostOptions = 64

/** A node of its own that each of the values is also read as. */
function joined(options: Iterable<Value>): Value {
  const node = new AccessNode()
  for (const option of options) flow(option, node)
  return { kind: 'node', node }
}

/** Says that what `from` is will also be read as `to`: whatever is read on `to` is read on `from`. */
export function flow(from: Value, to: AccessNode): void {
  switch (from.kind) {
    case 'node':
      if (from.node !== to) from.node.flowsTo.add(to)
      return
    case 'sequence':
      flow(from.element, unplacedPartOf(to, 'places'))
      return
    case 'slice':
      // The bound is gone once the list is read under another name: its rows are asked for here.
      flow(iterate(from), unplacedPartOf(to, 'places'))
      return
    case 'struct':
      for (const [name, part] of from.parts) flow(part, partOf(to, name))
      return
    case 'tuple':
      from.items.forEach((item, index) => {
        flow(item, partOf(to, String(index)))
        flow(item, partOf(to, null))
      })
      return
    case 'union':
      for (const option of from.options) flow(option, to)
      return
    case 'function':
      flow(from.call([], scalar), to)
      return
    case 'scalar':
  }
}

/** A part of a list or object that code makes, by name or, with null, among its elements. */
export function partOf(container: AccessNode, part: string | null): AccessNode {
  const node = part === null ? container.elements() : container.member(part)
  node.container ??= { node: container, part }
  return node
}

/** An element that may be any one of the list's, or with `names` stand under any name of an object. */
export function unplacedPartOf(container: AccessNode, by: 'places' | 'names'): AccessNode {
  container.unplaced = by
  return partOf(container, null)
}

/** `flow` between two values of the same shape, for names that are bound again in a recursion. */
export function flowValue(from: Value, to: Value): void {
  if (from === to) return
  switch (to.kind) {
    case 'node':
      flow(from, to.node)
      return
    case 'union':
      for (const option of to.options) flowValue(from, option)
      return
    case 'sequence':
      flowValue(iterate(from), to.element)
      return
    case 'slice':
      flowValue(iterate(from), iterate(to))
      return
    case 'struct':
      for (const [name, part] of to.parts) flowValue(member(from, name), part)
      return
    case 'tuple':
      to.items.forEach((item, index) => flowValue(member(from, String(index)), item))
      return
    default:
  }
}
