import type { Expression, MemberExpression, ObjectExpression, SpreadElement, Super } from 'acorn'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { addPart } from './member-classes.ts'
import { callExpression, escapeThis, isRow, newExpression } from './member-calls.ts'
import { computedRead } from './member-computed.ts'
import { copyInto } from './member-copies.ts'
import { globalFunction } from './member-globals.ts'
import { listedTexts, propertyName, texts, textsOf } from './member-names.ts'
import { askFor } from './member-own-names.ts'
import { prototypeOf, refusePrivate, refusePrototype } from './member-refusals.ts'
import { Scope, State } from './member-scope.ts'
import { identify, output, partOf, test, union } from './value-operations.ts'
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
    return cell ? analysis.state.get(cell) : (analysis.classNamed(frame, node.name) ?? globalFunction(analysis, node.name) ?? scalar)
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
    return analysis.call(evaluate(analysis, node.tag, frame), [{ kind: 'sequence', element: scalar }, ...args], scalar)
  },
  ArrayExpression: (analysis, node, frame) => {
    const values = node.elements.map((element) => element && evaluate(analysis, element, frame))
    const names = listedTexts(values)
    if (names) return { kind: 'sequence', element: texts(names) }
    const array = analysis.containerAt(node, 'array', frame)
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
  FunctionExpression: (analysis, node, frame) => {
    if (!node.id) return analysis.closure(node, frame)
    const scope = new Scope(frame.scope)
    const value = analysis.closure(node, { ...frame, scope })
    analysis.assign(scope.declare(node.id.name), value)
    return value
  },
  ArrowFunctionExpression: (analysis, node, frame) => analysis.closure(node, frame),
  ClassExpression: (analysis, node, frame) => analysis.classInside(node, frame),
  YieldExpression: (analysis, node, frame) => {
    const sent: Value = analysis.held({ kind: 'node', node: frame.sent })
    if (!node.argument) return sent
    const value = evaluate(analysis, node.argument, frame)
    frame.yields.push(node.delegate ? analysis.element(value) : value)
    return node.delegate ? (analysis.generators.get(value)?.returned ?? scalar) : sent
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
    if (node.left.type === 'PrivateIdentifier') {
      const asked = evaluate(analysis, node.right, frame)
      return isRow(analysis, asked) ? refusePrivate(analysis, frame, node.left, node.left.name) : scalar
    }
    const left = evaluate(analysis, node.left, frame)
    const right = evaluate(analysis, node.right, frame)
    const isNull = [node.left, node.right].some((side) => isNothing(side, frame))
    const use = isNull
      ? test
      : /^[=!]=/.test(node.operator)
        ? identify
        : node.operator === 'instanceof' || node.operator === 'in'
          ? test
          : output
    use(left)
    if (node.operator === 'instanceof') analysis.classify(left)
    else use(right)
    if (node.operator === 'in') {
      analysis.classify(right)
      analysis.asArray(right)
      askFor(analysis, right, left)
    }
    if (node.operator === 'instanceof' && node.right.type === 'Identifier' && node.right.name === 'Array') analysis.asArray(left)
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
      analysis.bind(node.left, right, frame, 'assign')
      return right
    }
    const left = evaluate(analysis, node.left as Expression, frame)
    if (!['&&=', '||=', '??='].includes(node.operator)) {
      output(left)
      output(right)
      if (node.left.type === 'Identifier') analysis.bind(node.left, scalar, frame, 'assign')
      return scalar
    }
    test(left)
    const value = union([left, right])
    analysis.bind(node.left, value, frame, 'assign')
    return value
  },
  SequenceExpression: (analysis, node, frame) => node.expressions.map((part) => evaluate(analysis, part, frame)).at(-1) ?? scalar,
  ParenthesizedExpression: (analysis, node, frame) => evaluate(analysis, node.expression, frame),
  ChainExpression: (analysis, node, frame) => evaluate(analysis, node.expression, frame),
  MemberExpression: memberExpression,
  CallExpression: callExpression,
  NewExpression: newExpression,
}

/** `null`, `undefined`, and what compilers write for it: `void 0`. */
function isNothing(node: Expression, frame: Frame): boolean {
  if (node.type === 'Identifier') return node.name === 'undefined' && !frame.scope.find(node.name)
  return (node.type === 'Literal' && node.value === null) || (node.type === 'UnaryExpression' && node.operator === 'void')
}

function objectLiteral(analysis: MemberAnalysis, node: ObjectExpression, frame: Frame): Value {
  const object = analysis.containerAt(node, 'object', frame)
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      copyInto(analysis, evaluate(analysis, property.argument, frame), object.node)
      continue
    }
    const value = evaluate(analysis, property.value, frame)
    addPart(analysis, property, value, object, frame)
  }
  return object
}

function memberExpression(analysis: MemberAnalysis, node: MemberExpression, frame: Frame): Value {
  let name = propertyName(node)
  if (node.object.type === 'Super' && !analysis.isContainer(frame.self))
    return name === undefined ? escapeThis(analysis, frame) : analysis.superMember(frame, name, [])
  const known = globalFunction(analysis, globalName(node, frame) ?? '')
  if (known) return known
  const row = name === 'constructor' ? prototypeOf(node.object) : undefined
  const object = evaluate(analysis, row ?? node.object, frame)
  if (name === '__proto__') refusePrototype(analysis, frame, node, object)
  if (node.property.type === 'PrivateIdentifier' && isRow(analysis, object))
    return refusePrivate(analysis, frame, node.property, node.property.name)
  if (name === undefined) {
    const key = evaluate(analysis, node.property as Expression, frame)
    const names = textsOf(key)
    const place = analysis.span(frame, node.property.start, node.property.end)
    const isNamed = names?.every((each) => !/^\d+$/.test(each)) ?? false
    if (names && names.length > 1 && (isNamed || analysis.typeOf(object)?.kind === 'entity'))
      // Each of them may be meant for another object.
      return union(names.map((each) => analysis.read(object, each, place, false)))
    if (names?.length === 1) name = names[0]
    else output(key)
  }
  if (name !== undefined) {
    const index = /^\d+$/.test(name) ? Number(name) : undefined
    if (index !== undefined && analysis.typeOf(object)?.kind !== 'array' && object.kind !== 'tuple')
      return analysis.bounded(object, index + 1, 0)
    if (index !== undefined && object.kind === 'node') return analysis.position(object, index)
    return analysis.read(object, name, analysis.span(frame, node.property.start, node.property.end))
  }
  return computedRead(analysis, object)
}

/** `Object.prototype.hasOwnProperty`, where no variable has the first name. */
function globalName({ object, property, computed }: MemberExpression, frame: Frame): string | undefined {
  const name = propertyName({ property, computed })
  if (object.type !== 'Identifier' && object.type !== 'MemberExpression') return undefined
  if (object.type === 'Identifier' && frame.scope.find(object.name)) return undefined
  const before = object.type === 'Identifier' ? object.name : globalName(object, frame)
  return name === undefined || before === undefined ? undefined : `${before}.${name}`
}
