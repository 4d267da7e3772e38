import type { CallExpression, Expression, MemberExpression, NewExpression, ObjectExpression, SpreadElement, Super } from 'acorn'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { callGlobal, callOnList, constructGlobal, isListMethod } from './member-builtins.ts'
import { State } from './member-scope.ts'
import { identify, member, output, partOf, test, union } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

type Handlers = {
  [Type in Expression['type']]: (analysis: MemberAnalysis, node: Extract<Expression, { type: Type }>, frame: Frame) => Value
}

/** The value of a JavaScript expression. */
export function evaluate(analysis: MemberAnalysis, node: Expression | Super | SpreadElement, frame: Frame): Value {
  if (node.type === 'Super') return frame.self
  if (node.type === 'SpreadElement') return analysis.element(evaluate(analysis, node.argument, frame))
  const handler = handlers[node.type] as (analysis: MemberAnalysis, node: Expression, frame: Frame) => Value
  return handler(analysis, node, frame)
}

const handlers: Handlers = {
  ThisExpression: (_, __, frame) => frame.self,
  Identifier: (analysis, node, frame) => {
    const cell = frame.scope.find(node.name)
    return cell ? analysis.state.get(cell) : scalar
  },
  Literal: (_, node) => (typeof node.value === 'string' ? texts([node.value]) : scalar),
  MetaProperty: () => scalar,
  ImportExpression: () => scalar,
  TemplateLiteral: (analysis, node, frame) => {
    for (const part of node.expressions) output(evaluate(analysis, part, frame))
    const [text] = node.quasis
    return node.expressions.length === 0 && typeof text?.value.cooked === 'string' ? texts([text.value.cooked]) : scalar
  },
  TaggedTemplateExpression: (analysis, node, frame) => {
    const args = node.quasi.expressions.map((part) => evaluate(analysis, part, frame))
    return analysis.call(evaluate(analysis, node.tag, frame), args, scalar)
  },
  ArrayExpression: (analysis, node, frame) => {
    const values = node.elements.map((element) => element && evaluate(analysis, element, frame))
    const names = listedTexts(values)
    if (names) return { kind: 'sequence', element: texts(names) }
    const array = analysis.container('array')
    let known = true
    node.elements.forEach((element, index) => {
      const value = values[index]
      if (!element || !value) return
      if (element.type === 'SpreadElement') known = false
      if (known) {
        analysis.putInto(value, array.node, String(index))
        analysis.put(value, partOf(array.node, null))
      } else analysis.putInto(value, array.node, null)
    })
    return array
  },
  ObjectExpression: objectLiteral,
  FunctionExpression: (analysis, node, frame) => analysis.closure(node, frame),
  ArrowFunctionExpression: (analysis, node, frame) => analysis.closure(node, frame),
  ClassExpression: (analysis, node, frame) => analysis.runClass(node, frame),
  YieldExpression: (analysis, node, frame) => {
    if (!node.argument) return scalar
    const value = evaluate(analysis, node.argument, frame)
    frame.yields.push(node.delegate ? analysis.element(value) : value)
    return scalar
  },
  AwaitExpression: (analysis, node, frame) => evaluate(analysis, node.argument, frame),
  UnaryExpression: (analysis, node, frame) => {
    const value = evaluate(analysis, node.argument, frame)
    if (node.operator === '!' || node.operator === 'typeof' || node.operator === 'void') test(value)
    else output(value)
    return scalar
  },
  UpdateExpression: (analysis, node, frame) => {
    output(evaluate(analysis, node.argument, frame))
    return scalar
  },
  BinaryExpression: (analysis, node, frame) => {
    if (node.left.type === 'PrivateIdentifier') return analysis.refusePrivate(frame, node.left.start, node.left.end, node.left.name)
    const left = evaluate(analysis, node.left, frame)
    const right = evaluate(analysis, node.right, frame)
    const isNull = [node.left, node.right].some((side) => side.type === 'Literal' && side.value === null)
    const use = isNull
      ? test
      : /^[=!]=/.test(node.operator)
        ? identify
        : node.operator === 'instanceof' || node.operator === 'in'
          ? test
          : output
    use(left)
    use(right)
    return scalar
  },
  LogicalExpression: (analysis, node, frame) => {
    const left = evaluate(analysis, node.left, frame)
    test(left)
    const before = analysis.state.copy()
    const right = evaluate(analysis, node.right, frame)
    analysis.state = State.join(before, analysis.state)
    return node.operator === '&&' ? union([right, scalar]) : union([left, right])
  },
  ConditionalExpression: (analysis, node, frame) => {
    test(evaluate(analysis, node.test, frame))
    const before = analysis.state.copy()
    const consequent = evaluate(analysis, node.consequent, frame)
    const after = analysis.state
    analysis.state = before
    const alternate = evaluate(analysis, node.alternate, frame)
    analysis.state = State.join(after, analysis.state)
    return union([consequent, alternate])
  },
  AssignmentExpression: (analysis, node, frame) => {
    const right = evaluate(analysis, node.right, frame)
    if (node.operator === '=') {
      analysis.bind(node.left, right, frame, false)
      return right
    }
    const left = evaluate(analysis, node.left as Expression, frame)
    if (!['&&=', '||=', '??='].includes(node.operator)) {
      output(left)
      output(right)
      if (node.left.type === 'Identifier') analysis.bind(node.left, scalar, frame, false)
      return scalar
    }
    test(left)
    const value = union([left, right])
    analysis.bind(node.left, value, frame, false)
    return value
  },
  SequenceExpression: (analysis, node, frame) => node.expressions.map((part) => evaluate(analysis, part, frame)).at(-1) ?? scalar,
  ParenthesizedExpression: (analysis, node, frame) => evaluate(analysis, node.expression, frame),
  ChainExpression: (analysis, node, frame) => evaluate(analysis, node.expression, frame),
  MemberExpression: memberExpression,
  CallExpression: callExpression,
  NewExpression: newExpression,
}

function objectLiteral(analysis: MemberAnalysis, node: ObjectExpression, frame: Frame): Value {
  const object = analysis.container('object')
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const value = evaluate(analysis, property.argument, frame)
      // `{...this}` copies own columns under their names; what is read of the copy is read of the row.
      analysis.put(value, object.node)
      continue
    }
    const value = evaluate(analysis, property.value, frame)
    if (property.computed) {
      output(evaluate(analysis, property.key, frame))
      analysis.putInto(value, object.node, null)
      continue
    }
    const name = property.key.type === 'Identifier' ? property.key.name : property.key.type === 'Literal' ? String(property.key.value) : ''
    analysis.putInto(property.kind === 'get' ? analysis.call(value, [], object) : value, object.node, name)
  }
  return object
}

function memberExpression(analysis: MemberAnalysis, node: MemberExpression, frame: Frame): Value {
  if (node.property.type === 'PrivateIdentifier')
    return analysis.refusePrivate(frame, node.property.start, node.property.end, node.property.name)
  let name = propertyName(node)
  if (node.object.type === 'Super') return name === undefined ? escapeSelf(analysis, frame) : analysis.superMember(frame, name, [])
  const object = evaluate(analysis, node.object, frame)
  if (name === undefined) {
    const key = evaluate(analysis, node.property, frame)
    const names = textsOf(key)
    const place = analysis.span(frame, node.property.start, node.property.end)
    const isNamed = names?.every((each) => !/^\d+$/.test(each)) ?? false
    if (names && names.length > 1 && (isNamed || analysis.typeOf(object)?.kind === 'entity'))
      return union(names.map((each) => analysis.read(object, each, frame, place)))
    if (names?.length === 1) name = names[0]
    else output(key)
  }
  if (name !== undefined) {
    const index = /^\d+$/.test(name) ? Number(name) : undefined
    if (index !== undefined && analysis.typeOf(object)?.kind !== 'array' && object.kind !== 'tuple')
      return analysis.bounded(object, index + 1, 0)
    if (index !== undefined && object.kind === 'node') return union([member(object, name), analysis.element(object)])
    return analysis.read(object, name, frame, analysis.span(frame, node.property.start, node.property.end))
  }
  return computedRead(analysis, object)
}

/** `object[expression]` */
function computedRead(analysis: MemberAnalysis, object: Value): Value {
  if (object.kind === 'union') return union(object.options.map((option) => computedRead(analysis, option)))
  const type = analysis.typeOf(object)
  if (object.kind !== 'node') return object.kind === 'struct' ? union([...object.parts.values()]) : analysis.element(object)
  if (type?.kind === 'entity') {
    analysis.escape(object)
    return scalar
  }
  if (type?.kind === 'object')
    return union(
      [...object.node.members.values(), ...(object.node.element ? [object.node.element] : [])].map((node) => ({ kind: 'node', node })),
    )
  return analysis.element(object)
}

function escapeSelf(analysis: MemberAnalysis, frame: Frame): Value {
  analysis.escape(frame.self)
  return scalar
}

function callExpression(analysis: MemberAnalysis, node: CallExpression, frame: Frame): Value {
  const { callee } = node
  if (callee.type === 'Super') return scalar
  if (callee.type === 'MemberExpression') return callMethod(analysis, callee, node, frame)
  if (callee.type === 'Identifier' && !frame.scope.find(callee.name)) {
    return callGlobal(analysis, callee.name, undefined, argumentsOf(analysis, node, frame))
  }
  const fn = evaluate(analysis, callee, frame)
  return analysis.call(fn, argumentsOf(analysis, node, frame), scalar)
}

function callMethod(analysis: MemberAnalysis, callee: MemberExpression, node: CallExpression, frame: Frame): Value {
  if (callee.property.type === 'PrivateIdentifier')
    return analysis.refusePrivate(frame, callee.property.start, callee.property.end, callee.property.name)
  let name = propertyName(callee)
  if (callee.object.type === 'Super') {
    const args = argumentsOf(analysis, node, frame)
    return name === undefined ? escapeSelf(analysis, frame) : analysis.superMember(frame, name, args)
  }
  if (callee.object.type === 'Identifier' && !frame.scope.find(callee.object.name) && name !== undefined) {
    return callGlobal(analysis, callee.object.name, name, argumentsOf(analysis, node, frame))
  }
  const object = evaluate(analysis, callee.object, frame)
  if (name === undefined) {
    const key = evaluate(analysis, callee.property, frame)
    const names = textsOf(key)
    if (names?.length === 1) name = names[0]
    else output(key)
  }
  if (name === undefined) {
    analysis.escape(object)
    for (const arg of argumentsOf(analysis, node, frame)) analysis.escape(arg)
    return scalar
  }
  return invoke(analysis, object, name, argumentsOf(analysis, node, frame), node, frame)
}

/** `object.name(args)` by what the object is. */
function invoke(analysis: MemberAnalysis, object: Value, name: string, args: readonly Value[], node: CallExpression, frame: Frame): Value {
  if (object.kind === 'union') return union(object.options.map((option) => invoke(analysis, option, name, args, node, frame)))
  if (object.kind === 'function' && (name === 'call' || name === 'apply')) return object.call(args.slice(1), args[0] ?? scalar)
  if (object.kind === 'function' && name === 'bind')
    return { kind: 'function', call: (rest) => object.call([...args.slice(1), ...rest], args[0] ?? scalar) }
  // A promise is what it gives.
  if (name === 'then') return union(args.map((arg) => analysis.call(arg, [object], scalar)))
  if (name === 'catch' || name === 'finally') return union([object, ...args.map((arg) => analysis.call(arg, [], scalar))])
  const type = analysis.typeOf(object)
  if (type?.kind === 'entity') return invokeOnEntity(analysis, object, type.model, name, args, frame, node)
  if (type?.kind === 'field' || object.kind === 'scalar') {
    // Of a list from elsewhere nothing is read, but what a function makes of its items may be rows.
    if (isListMethod(name) && args.some((arg) => arg.kind === 'function')) return callOnList(analysis, scalar, name, args, node.arguments)
    for (const arg of args) {
      if (arg.kind === 'function') arg.call([], scalar)
      else output(arg)
    }
    return scalar
  }
  if (type?.kind === 'object') {
    const part = analysis.read(object, name, frame, analysis.span(frame, node.start, node.end))
    if (part.kind === 'function') return part.call(args, object)
  }
  if (isListMethod(name)) return callOnList(analysis, object, name, args, node.arguments)
  const method = analysis.read(object, name, frame, analysis.span(frame, node.start, node.end))
  if (method.kind === 'function') return method.call(args, object)
  for (const arg of args) analysis.escape(arg)
  return method
}

/** What MikroORM's references answer with the entity they stand for. */
const unwrapping: ReadonlySet<string> = new Set(['unwrap', 'get', 'getEntity', 'toReference', 'load', 'loadOrFail', 'init', 'populate'])

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
    const value = analysis.read(object, name, frame, analysis.span(frame, node.start, node.end))
    return value.kind === 'function' ? value.call(args, object) : analysis.call(value, args, object)
  }
  if (meaning.kind === 'unknown' && unwrapping.has(name)) return object
  if (meaning.kind === 'unknown' && name === 'isInitialized') return scalar
  if (meaning.kind === 'unknown' && (name === 'getProperty' || name === 'loadProperty')) {
    const [property] = node.arguments
    if (property?.type === 'Literal')
      return analysis.read(object, String(property.value), frame, analysis.span(frame, property.start, property.end))
    analysis.escape(object)
    return scalar
  }
  if (meaning.kind === 'unknown' && name in Object.prototype) {
    output(object)
    return scalar
  }
  const value = analysis.read(object, name, frame, analysis.span(frame, node.start, node.end))
  for (const arg of args) analysis.escape(arg)
  return value.kind === 'node' && meaning.kind === 'unknown' ? scalar : value
}

function newExpression(analysis: MemberAnalysis, node: NewExpression, frame: Frame): Value {
  const args = node.arguments.map((arg) => evaluate(analysis, arg, frame))
  if (node.callee.type === 'Identifier' && !frame.scope.find(node.callee.name)) return constructGlobal(analysis, node.callee.name, args)
  return analysis.call(evaluate(analysis, node.callee, frame), args, scalar)
}

function argumentsOf(analysis: MemberAnalysis, node: CallExpression, frame: Frame): Value[] {
  return node.arguments.map((arg) => evaluate(analysis, arg, frame))
}

/** Text that the code itself says, of which it is one. */
function texts(oneOf: readonly string[]): Value {
  return { kind: 'scalar', oneOf }
}

/** The texts that a value can be, where the code says all of them. */
export function textsOf(value: Value): readonly string[] | undefined {
  return value.kind === 'scalar' ? value.oneOf : undefined
}

/** The most texts that are followed one by one. */
const mostTexts = 32

/** The items of a list that is nothing but texts. */
function listedTexts(values: readonly (Value | null)[]): readonly string[] | undefined {
  const all = values.map((value) => (value ? textsOf(value) : undefined))
  const known = all.flatMap((one) => one ?? [])
  return all.length > 0 && known.length <= mostTexts && all.every((one) => one !== undefined) ? known : undefined
}

/** The name after the point, or of a literal in brackets; `@@iterator` for a symbol of the language. */
function propertyName(node: MemberExpression): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined
  const { property } = node
  if (
    property.type === 'MemberExpression' &&
    !property.computed &&
    property.object.type === 'Identifier' &&
    property.object.name === 'Symbol'
  )
    return property.property.type === 'Identifier' ? `@@${property.property.name}` : undefined
  return property.type === 'Literal' ? String(property.value) : undefined
}
