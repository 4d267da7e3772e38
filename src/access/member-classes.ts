import type { Class, MethodDefinition, Property, PropertyDefinition } from 'acorn'
import type { EntityClass } from '../schema/schema.ts'
import type { ClassTexts } from './class-text.ts'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { recursive } from './member-functions.ts'
import { propertyName } from './member-names.ts'
import { Scope } from './member-scope.ts'
import { runBody } from './member-statements.ts'
import { output, partOf } from './value-operations.ts'
import { scalar, type FunctionValue, type NodeValue, type Value } from './value.ts'

/** A class of the schema as the code has it: its static members are followed. */
export function entityClass(entity: EntityClass): FunctionValue {
  return { kind: 'function', call: () => scalar, entity }
}

/** A static method, getter or field of an entity's class. */
export function staticMember(analysis: MemberAnalysis, texts: ClassTexts, entity: EntityClass, name: string): Value {
  const text = texts.static(entity, name)
  // What stands there belongs to rows, but none is read: `call` says of which.
  const model = name === 'prototype' && analysis.names.modelOf(entity)
  if (model) return analysis.rowOf(model)
  if (!text) return scalar
  const { owner, kind, value, source } = text
  const self = entityClass(entity)
  const frame: Frame = analysis.frame({ owner, source }, `${owner.name}.${name}`, self)
  if (kind !== 'field') {
    const fn = analysis.evaluate(value, frame)
    return kind === 'getter' ? analysis.call(fn, [], self) : fn
  }
  const isFollowed = ['ObjectExpression', 'ArrayExpression', 'FunctionExpression', 'ArrowFunctionExpression', 'Literal'].includes(
    value.type,
  )
  return isFollowed ? analysis.evaluate(value, frame) : scalar
}

/** A class made inside a member: its instances are objects of the code. */
export function classInside(analysis: MemberAnalysis, node: Class, frame: Frame): Value {
  const scope = new Scope(frame.scope)
  const base = node.superClass ? analysis.evaluate(node.superClass, frame) : scalar
  const statics = analysis.containerAt(node, 'object', frame)
  const constructing = (args: readonly Value[], self: NodeValue): void => construct(analysis, node, base, args, self, { ...frame, scope })
  const made = recursive(analysis, (args) => {
    const self = analysis.container('object')
    constructing(args, self)
    return self
  })
  const value: FunctionValue = { ...made, statics, construct: constructing }
  if (node.id) analysis.assign(scope.declare(node.id.name), value)
  if (base.kind === 'function' && base.statics) analysis.put(base.statics, statics.node)
  const inside: Frame = { ...frame, self: value, scope }
  for (const element of node.body.body) {
    if (element.type === 'StaticBlock') runBody(analysis, element.body, { ...inside, scope: new Scope(scope) })
    else if (element.static) addPart(analysis, element, element.value ? analysis.evaluate(element.value, inside) : scalar, statics, inside)
  }
  return value
}

/** What `new` does for the parts of one class: those of the class that it extends stand on the same object. */
function construct(analysis: MemberAnalysis, { body }: Class, base: Value, args: readonly Value[], self: NodeValue, frame: Frame): void {
  const fromBase = (given: readonly Value[]): void => {
    if (base.kind === 'function' && base.construct) base.construct(given, self)
    else if (base !== scalar) analysis.put(analysis.call(base, given, scalar), self.node)
  }
  const inside: Frame = { ...frame, self, scope: new Scope(frame.scope), superCall: fromBase }
  const own = body.body.filter((element) => element.type !== 'StaticBlock' && !element.static) as (MethodDefinition | PropertyDefinition)[]
  const constructor = own.find((element) => element.type === 'MethodDefinition' && element.kind === 'constructor')
  const add = (all: typeof own): void => {
    for (const element of all) addPart(analysis, element, element.value ? analysis.evaluate(element.value, inside) : scalar, self, inside)
  }
  // Getters read what the constructor made.
  const isGetter = (element: (typeof own)[number]): boolean => element.type === 'MethodDefinition' && element.kind === 'get'
  if (!constructor) fromBase(args)
  add(own.filter((element) => element !== constructor && !isGetter(element)))
  if (constructor?.value) analysis.call(analysis.evaluate(constructor.value, inside), args, self)
  add(own.filter(isGetter))
}

/** What JavaScript calls by itself where an object is printed or compared. */
const unnamed: ReadonlySet<string> = new Set(['toString', 'valueOf', 'toJSON', '@@toPrimitive'])

type Part = Property | MethodDefinition | PropertyDefinition

/** Puts a property into an object of the code. What a getter gives stands there for it, and a setter takes what is put there. */
export function addPart(analysis: MemberAnalysis, part: Part, value: Value, object: NodeValue, frame: Frame): void {
  const name = part.computed ? propertyName({ property: part.key, computed: true }) : keyName(part)
  if (name === undefined) output(analysis.evaluate(part.key as never, frame))
  const kind = part.type === 'PropertyDefinition' ? 'init' : part.kind
  if (value.kind === 'function' && name !== undefined && unnamed.has(name)) {
    const print = (): void => output(analysis.call(value, [], object))
    print()
    frame.getters.push(print)
  }
  if (kind === 'set') analysis.call(value, [{ kind: 'node', node: partOf(object.node, name ?? null) }], object)
  else if (kind === 'get') {
    const read = (): void => analysis.putInto(analysis.call(value, [], object), object.node, name ?? null)
    read()
    frame.getters.push(read)
  } else analysis.putInto(value, object.node, name ?? null)
}

function keyName({ key }: Part): string {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' ? String(key.value) : ''
}
