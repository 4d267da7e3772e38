import type { AssignmentProperty, Expression, MemberExpression, ObjectPattern, Pattern } from 'acorn'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { computedRead } from './member-computed.ts'
import { restOf } from './member-copies.ts'
import { propertyName, textsOf } from './member-names.ts'
import type { Binding, Cell, Scope } from './member-scope.ts'
import { refuseToChange } from './member-refusals.ts'
import { givenBack } from './member-unseen.ts'
import { output, union } from './value-operations.ts'
import type { Value } from './value.ts'

/** Binds a pattern's names. */
export function bindPattern(analysis: MemberAnalysis, pattern: Pattern, value: Value, frame: Frame, binding: Binding): void {
  switch (pattern.type) {
    case 'Identifier': {
      const cell = cellOf(frame.scope, pattern.name, binding)
      if (cell) analysis.assign(cell, value)
      else analysis.escape(value)
      return
    }
    case 'AssignmentPattern':
      bindPattern(analysis, pattern.left, union([value, analysis.evaluate(pattern.right, frame)]), frame, binding)
      return
    case 'ObjectPattern':
      bindObject(analysis, pattern, value, frame, binding)
      return
    case 'ArrayPattern': {
      const hasRest = pattern.elements.some((element) => element?.type === 'RestElement')
      pattern.elements.forEach((element, index) => {
        if (element === null) return
        if (element.type === 'RestElement')
          bindPattern(analysis, element.argument, { kind: 'sequence', element: analysis.element(value) }, frame, binding)
        else bindPattern(analysis, element, analysis.position(value, index, hasRest ? Infinity : pattern.elements.length), frame, binding)
      })
      return
    }
    case 'MemberExpression':
      bindMember(analysis, pattern, value, frame)
      return
    default:
      analysis.escape(value)
  }
}

function cellOf(scope: Scope, name: string, binding: Binding): Cell | undefined {
  if (binding === 'assign') return scope.find(name)
  return binding === 'var' ? scope.declareVar(name) : scope.declare(name)
}

function bindObject(analysis: MemberAnalysis, pattern: ObjectPattern, value: Value, frame: Frame, binding: Binding): void {
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      bindPattern(analysis, property.argument, restOf(analysis, value, property, frame), frame, binding)
      continue
    }
    const written = writtenKey(property)
    const names = written === undefined ? textsOf(analysis.evaluate(property.key, frame)) : [written]
    if (!names) {
      bindPattern(analysis, property.value, computedRead(analysis, value), frame, binding)
      continue
    }
    const place = analysis.span(frame, property.start, property.end)
    bindPattern(analysis, property.value, union(names.map((name) => analysis.read(value, name, place))), frame, binding)
  }
}

/** The name of `{ name }`, `{ 'a name': … }`, `{ 0: … }` and `{ ['name']: … }`. */
function writtenKey({ key, computed }: AssignmentProperty): string | undefined {
  if (key.type === 'Literal') return String(key.value)
  return key.type === 'Identifier' && !computed ? key.name : undefined
}

/** `object.name = value` */
function bindMember(analysis: MemberAnalysis, pattern: MemberExpression, value: Value, frame: Frame): void {
  const object = analysis.evaluate(pattern.object as Expression, frame)
  const name = propertyName(pattern)
  if (name === undefined) output(analysis.evaluate(pattern.property as Expression, frame))
  const isIndex = name === undefined || /^(?:\d+|length)$/.test(name)
  const options = object.kind === 'union' ? object.options : [object]
  for (const one of options.flatMap((option) => [option, ...givenBack(analysis, option)])) {
    if (isIndex) writeToList(analysis, one, pattern, frame)
    if (one.kind === 'node') analysis.putInto(value, one.node, name === undefined || /^\d+$/.test(name) ? null : name)
  }
}

/** Who changes a list needs one of its own, with all rows. */
function writeToList(analysis: MemberAnalysis, list: Value, pattern: MemberExpression, frame: Frame): void {
  if (list.kind !== 'node') return
  const kind = analysis.typeOf(list)?.kind
  if (kind === 'list') refuseToChange(analysis, list, pattern, frame)
  if (kind === 'list' || kind === undefined) analysis.element(list)
}
