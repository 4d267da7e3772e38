import type { CallExpression, Expression, MemberExpression, NewExpression } from 'acorn'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { argumentsIn, argumentsOf } from './member-functions.ts'
import { callGlobal, constructGlobal } from './member-globals.ts'
import { entityMethods, unwrapping } from './entity-methods.ts'
import { callOnList, isListMethod } from './member-lists.ts'
import { propertyName, textsOf } from './member-names.ts'
import { askForOwn, ownNameMethods } from './member-own-names.ts'
import { refuseAsArray, refusePrivate, refusePrototype } from './member-refusals.ts'
import { callOther } from './member-unseen.ts'
import { output, union } from './value-operations.ts'
import { scalar, unseen, type Value } from './value.ts'

export function callExpression(analysis: MemberAnalysis, node: CallExpression, frame: Frame): Value {
  const { callee } = node
  if (callee.type === 'Super') {
    frame.superCall?.(argumentsOf(analysis, node.arguments, frame))
    return scalar
  }
  if (callee.type === 'MemberExpression') return callMethod(analysis, callee, node, frame)
  if (callee.type === 'Identifier' && !frame.scope.find(callee.name)) {
    return callGlobal(analysis, callee.name, undefined, argumentsOf(analysis, node.arguments, frame))
  }
  const fn = analysis.evaluate(callee, frame)
  return analysis.call(fn, argumentsOf(analysis, node.arguments, frame), scalar)
}

function callMethod(analysis: MemberAnalysis, callee: MemberExpression, node: CallExpression, frame: Frame): Value {
  let name = propertyName(callee)
  const { object: left } = callee
  if (left.type === 'Super') {
    const args = argumentsOf(analysis, node.arguments, frame)
    if (name === undefined) return escapeThis(analysis, frame)
    if (analysis.isContainer(frame.self)) return invoke(analysis, frame.self, name, args, node, frame)
    return analysis.superMember(frame, name, args)
  }
  if (left.type === 'Identifier' && !frame.scope.find(left.name) && name !== undefined && !analysis.classNamed(frame, left.name)) {
    const args = argumentsOf(analysis, node.arguments, frame)
    const names = left.name === 'Reflect' && name === 'get' && textsOf(args[1] ?? scalar)
    if (names) return union(names.map((each) => analysis.read(args[0]!, each, analysis.span(frame, node.start, node.end))))
    if (name === 'getPrototypeOf') refusePrototype(analysis, frame, node, args[0] ?? scalar)
    return callGlobal(analysis, left.name, name, args)
  }
  const object = analysis.evaluate(left, frame)
  if (callee.property.type === 'PrivateIdentifier' && isRow(analysis, object))
    return refusePrivate(analysis, frame, callee.property, callee.property.name)
  if (name === undefined) {
    const names = textsOf(analysis.evaluate(callee.property as Expression, frame))
    if (names?.length === 1) name = names[0]
  }
  const args = argumentsOf(analysis, node.arguments, frame)
  if (name !== undefined) return invoke(analysis, object, name, args, node, frame)
  const method = analysis.evaluate(callee, frame)
  if (isCallable(method)) return analysis.call(method, args, object)
  analysis.escape(object)
  for (const arg of args) analysis.escape(arg)
  return scalar
}

/** Whether a value is an entity's class, or one that the code makes. */
function isClass(value: Value): boolean {
  return value.kind === 'function' && (value.entity ?? value.statics) !== undefined
}

/** Whether a value may be a row, which has no private names. */
export function isRow(analysis: MemberAnalysis, value: Value): boolean {
  if (value.kind === 'union') return value.options.some((option) => isRow(analysis, option))
  return analysis.typeOf(value)?.kind === 'entity'
}

/** Whether the code has a function among what a value can be. */
function isCallable(value: Value): boolean {
  return value.kind === 'function' || (value.kind === 'union' && value.options.some(isCallable))
}

/** `object.name(args)` by what the object is. */
function invoke(
  analysis: MemberAnalysis,
  object: Value,
  name: string,
  args: readonly Value[],
  node: CallExpression,
  frame: Frame,
  self: Value = object,
): Value {
  if (object === unseen) return union([invoke(analysis, scalar, name, args, node, frame), unseen])
  if (object.kind === 'union') {
    // A function that gets the items of several lists may tell them apart, and code that can't be seen make anything of a row.
    const isDoubtful =
      (object.options.includes(unseen) && !entityMethods.has(name)) ||
      object.options.filter((option) => isRows(analysis, option)).length > 1
    // What one object of the code has from another one runs on both.
    const own = union(object.options.filter((option) => analysis.isContainer(option)))
    const selfOf = (option: Value): Value => (analysis.isContainer(option) ? own : option)
    return analysis.doubtfully(isDoubtful, () =>
      union(object.options.map((option) => invoke(analysis, option, name, args, node, frame, selfOf(option)))),
    )
  }
  if (object.kind === 'function' && name === 'call') return object.call(args.slice(1), args[0] ?? scalar)
  if (object.kind === 'function' && name === 'apply') return object.call(args[1] ? argumentsIn(analysis, args[1]) : [], args[0] ?? scalar)
  if (object.kind === 'function' && name === 'bind')
    return { kind: 'function', call: (rest) => object.call([...args.slice(1), ...rest], args[0] ?? scalar) }
  // A promise is what it gives.
  if (name === 'then') return union(args.map((arg) => analysis.call(arg, [object], scalar)))
  if (name === 'catch' || name === 'finally') return union([object, ...args.map((arg) => analysis.call(arg, [], scalar))])
  if (isClass(object)) return analysis.call(analysis.read(object, name, analysis.span(frame, node.start, node.end)), args, object)
  // `wrap(row).toObject()`
  if (object.kind === 'node' && entityMethods.has(name))
    for (const source of analysis.made.get(object.node)?.sources ?? []) invoke(analysis, source, name, args, node, frame)
  const type = analysis.typeOf(object)
  if (ownNameMethods.has(name) && object.kind === 'node') {
    askForOwn(analysis, object, args[0] ?? scalar)
    return scalar
  }
  if (type?.kind === 'entity') return invokeOnEntity(analysis, object, type.model, name, args, frame, node)
  if (type?.kind === 'field' || object.kind === 'scalar') {
    // Of a list from elsewhere nothing is read, but what a function makes of its items may be rows.
    if (isListMethod(name) && args.some((arg) => arg.kind === 'function')) return callOnList(analysis, scalar, name, args, node.arguments)
    const isText = type?.kind === 'field' || textsOf(object) !== undefined
    for (const arg of args) {
      if (arg.kind === 'function') arg.call([], scalar)
      else if (isText || !isRows(analysis, arg)) output(arg)
      else analysis.escape(arg)
    }
    return scalar
  }
  if (type?.kind === 'object') {
    const part = analysis.read(object, name, analysis.span(frame, node.start, node.end))
    if (isCallable(part)) return analysis.call(part, args, self)
  }
  refuseAsArray(analysis, object, name, node, frame)
  if (isListMethod(name)) return callOnList(analysis, object, name, args, node.arguments)
  const method = analysis.read(object, name, analysis.span(frame, node.start, node.end))
  if (isCallable(method)) return analysis.call(method, args, self)
  if (object.kind === 'node' && analysis.made.has(object.node)) return union([method, callOther(analysis, [object], args)])
  if (!analysis.isCallBeside(method)) for (const arg of args) analysis.escape(arg)
  return type === undefined && unwrapping.has(name) ? union([object, method]) : method
}

/** Whether a value is a row or a list of them, and not just text that is made of one. */
function isRows(analysis: MemberAnalysis, value: Value): boolean {
  if (value.kind === 'union') return value.options.some((option) => isRows(analysis, option))
  const kind = analysis.typeOf(value)?.kind
  return kind === 'entity' || kind === 'list'
}

function invokeOnEntity(
  analysis: MemberAnalysis,
  object: Value,
  model: string,
  name: string,
  args: readonly Value[],
  frame: Frame,
  node: CallExpression,
): Value {
  const meaning = analysis.names.meaning(model, name)
  if (meaning.kind === 'member') {
    const value = analysis.read(object, name, analysis.span(frame, node.start, node.end))
    return value.kind === 'function' ? value.call(args, object) : analysis.call(value, args, object)
  }
  if (meaning.kind === 'unknown' && unwrapping.has(name)) return object
  if (meaning.kind === 'unknown' && name === 'isInitialized') return scalar
  if (meaning.kind === 'unknown' && (name === 'getProperty' || name === 'loadProperty')) {
    const [property] = node.arguments
    if (property?.type === 'Literal')
      return analysis.read(object, String(property.value), analysis.span(frame, property.start, property.end))
    analysis.escape(object)
    return scalar
  }
  if (meaning.kind === 'unknown' && name in Object.prototype) {
    output(object)
    return scalar
  }
  const value = analysis.read(object, name, analysis.span(frame, node.start, node.end))
  for (const arg of args) analysis.escape(arg)
  return value.kind === 'node' && meaning.kind === 'unknown' ? scalar : value
}

export function newExpression(analysis: MemberAnalysis, node: NewExpression, frame: Frame): Value {
  const args = argumentsOf(analysis, node.arguments, frame)
  const { callee } = node
  if (callee.type === 'Identifier' && !frame.scope.find(callee.name))
    return constructGlobal(analysis, callee.name, args, (kind) => analysis.containerAt(node, kind, frame))
  return analysis.call(analysis.evaluate(callee, frame), args, scalar)
}

/** `super[name]` may be anything of the row. */
export function escapeThis(analysis: MemberAnalysis, frame: Frame): Value {
  analysis.escape(frame.self)
  return scalar
}
