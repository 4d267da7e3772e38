import type { SourceSpan } from '../error.ts'
import { AccessNode } from './access-node.ts'
import type { MemberAnalysis } from './member-analysis.ts'
import type { NameMeaning } from './model-names.ts'
import { flow, identify, member, union } from './value-operations.ts'
import { unseen, type FunctionValue, type NodeValue, type Value } from './value.ts'

/** What a value comes from that code which can't be seen made. */
export interface Made {
  readonly sources: Value[]
  /** Those that the code was given: a function that it made may call them. */
  readonly functions: readonly FunctionValue[]
}

/**
 * A call of code that can't be seen. It may read all of what it is given, gives that to the functions among it, and what it
 * gives back may hold any of it: rows, lists of rows, lists by name, and what those functions gave.
 */
function callUnseen(analysis: MemberAnalysis, args: readonly Value[]): Value {
  const functions = new Set<FunctionValue>()
  for (const arg of args) functionsIn(analysis, arg, functions)
  const leading: Value[] = []
  for (const arg of args.flatMap((value) => (value.kind === 'union' ? value.options : [value]))) {
    if (arg.kind === 'function') continue
    analysis.escape(arg)
    identify(arg)
    if (leadsOn(analysis, arg)) leading.push(arg)
  }
  const others = args.filter((arg) => arg.kind === 'scalar' || analysis.typeOf(arg)?.kind === 'field')
  if (leading.length === 0 && functions.size === 0) return union([...others, unseen])
  const made: Made = { sources: leading, functions: [...functions] }
  let given = anything(analysis, made, leading)
  for (const each of functions) {
    const result = each.call([given, given, given], given)
    identify(result)
    // The next function may be given it.
    if (leadsOn(analysis, result)) {
      made.sources.push(result)
      given = anything(analysis, made, [given, result])
    } else others.push(result)
  }
  return union([given, ...others, unseen])
}

/** Calls what isn't known. A function that code which can't be seen made may call those that the code was given. */
export function callOther(analysis: MemberAnalysis, callees: readonly Value[], args: readonly Value[]): Value {
  const made = callees.flatMap((callee) => (callee.kind === 'node' && analysis.made.get(callee.node)) || [])
  return callUnseen(analysis, made.length > 0 ? [...args, ...callees, ...made.flatMap(({ functions }) => functions)] : args)
}

/** One of the values, or of their items at any depth, or a list of such: its items are what it is itself. */
function anything(analysis: MemberAnalysis, made: Made, values: readonly Value[]): NodeValue {
  const node = new AccessNode()
  analysis.forgetType(node)
  for (const value of values) flow(value, node)
  node.head = Infinity
  node.element = node
  analysis.made.set(node, made)
  return { kind: 'node', node }
}

/**
 * `object.name` of what was made. A name that none of the rows has is one that the code gave its parts, as `groupBy` does.
 */
export function readMade(analysis: MemberAnalysis, object: NodeValue, name: string, span: SourceSpan): Value | undefined {
  if (!analysis.made.has(object.node)) return undefined
  const meanings = new Set<Meaning>()
  addMeanings(analysis, object, name, meanings)
  const part = member(object, name, span, false) as NodeValue
  // The code of the member may have put something there, too.
  if (meanings.size === 0) return union([object, analysis.held(part)])
  if (meanings.size === 1 && meanings.has('field')) analysis.setType(part.node, { kind: 'field' })
  return part
}

/** The lists and objects of the code that a value may be, since code that can't be seen may give back what it is given. */
export function givenBack(analysis: MemberAnalysis, value: Value): readonly Value[] {
  const made = value.kind === 'node' && analysis.made.get(value.node)
  return made ? made.sources.filter((source) => analysis.isContainer(source)) : []
}

type Meaning = NameMeaning['kind'] | 'not known'

/** What the name is to the rows that a value is or holds. */
function addMeanings(analysis: MemberAnalysis, value: Value, name: string, into: Set<Meaning>, depth = 0): void {
  const addAll = (values: readonly Value[]): void => {
    for (const each of values) addMeanings(analysis, each, name, into, depth + 1)
  }
  if (depth > mostDepth) into.add('not known')
  else if (value.kind === 'sequence') addAll([value.element])
  else if (value.kind === 'slice') addAll([value.of])
  else if (value.kind === 'struct') addAll([...value.parts.values()])
  else if (value.kind === 'tuple') addAll(value.items)
  else if (value.kind === 'union') addAll(value.options)
  else if (value.kind === 'node') {
    const type = analysis.typeOf(value)
    const made = analysis.made.get(value.node)
    if (made) addAll(made.sources)
    else if (!type) into.add('not known')
    else if (type.kind === 'entity' || type.kind === 'list') {
      const { kind } = analysis.names.meaning(type.model, name)
      if (kind !== 'unknown') into.add(kind)
    } else if (type.kind !== 'field') addAll(partsOf(analysis, value))
  }
}

/** What a list or object of the code was given. */
function partsOf(analysis: MemberAnalysis, { node }: NodeValue): Value[] {
  return [...node.members.values(), node.elements()].map((part) => analysis.held({ kind: 'node', node: part }))
}

/** Whether more can be read from the database through a value. */
function leadsOn(analysis: MemberAnalysis, value: Value): boolean {
  if (value.kind === 'union') return value.options.some((option) => leadsOn(analysis, option))
  if (value.kind === 'sequence') return leadsOn(analysis, value.element)
  return value !== unseen && value.kind !== 'scalar' && value.kind !== 'function' && analysis.typeOf(value)?.kind !== 'field'
}

/** The functions that a value is or holds, in lists and objects of the code too. */
function functionsIn(analysis: MemberAnalysis, value: Value, into: Set<FunctionValue>, depth = 0): void {
  if (into.size >= mostFunctions || depth > mostDepth) return
  if (value.kind === 'function') into.add(value)
  else if (value.kind === 'union') for (const option of value.options) functionsIn(analysis, option, into, depth)
  else if (value.kind === 'node' && analysis.isContainer(value)) {
    for (const part of partsOf(analysis, value)) functionsIn(analysis, part, into, depth + 1)
  }
}

const mostFunctions = 16
const mostDepth = 4
