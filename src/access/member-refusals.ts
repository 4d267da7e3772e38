import type { CallExpression, Expression, Identifier, MemberExpression, Node, SpreadElement, Super } from 'acorn'
import { DjustError } from '../error.ts'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { propertyName } from './member-names.ts'
import type { NodeValue, Value } from './value.ts'

/** A `#private` member cannot run on a light instance, which no constructor made. */
export function refusePrivate(analysis: MemberAnalysis, frame: Frame, { start, end }: Node, name: string): never {
  throw new DjustError('access/private-member', `${frame.label} uses #${name}, which only exists on instances that the constructor made.`, {
    span: analysis.span(frame, start, end),
    hint: `djust runs members on instances with just the loaded columns. Write \`private ${name}\` (TypeScript) instead of \`#${name}\`.`,
  })
}

/** Between a light instance and the prototype of its class stands another one, of what was loaded. */
export function refusePrototype(analysis: MemberAnalysis, frame: Frame, { start, end }: Node, object: Value): void {
  const options = object.kind === 'union' ? object.options : [object]
  if (options.some((option) => analysis.typeOf(option)?.kind === 'entity'))
    throw new DjustError('access/prototype', `${frame.label} asks for the prototype of a row, which is not that of its class.`, {
      span: analysis.span(frame, start, end),
      hint: 'djust runs members on instances with just the loaded columns. Write `row.constructor`, or `row instanceof` the class.',
    })
}

/** What code asks for the prototype of, in `Object.getPrototypeOf(row)`. */
export function prototypeOf(node: Expression | Super): Expression | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  const [row] = node.arguments
  return propertyName(node.callee) === 'getPrototypeOf' && row?.type !== 'SpreadElement' ? row : undefined
}

/** What gives another result on a collection than on an array, which the list is on a page. */
export function refuseAsArray(analysis: MemberAnalysis, list: Value, name: string, node: CallExpression, frame: Frame): void {
  if (list.kind !== 'node' || !list.isCollection) return
  const hasNegative = name === 'slice' && node.arguments.some(isNegative)
  // One that chooses between two rows gives the same with both.
  const lacksStart = name === 'reduce' && node.arguments.length === 1 && fillsFirst(node.arguments[0]!)
  if (!hasNegative && !lacksStart) return
  const [what, hint] = hasNegative
    ? ['slice() of a collection with a negative number, which collections do not count from the end', 'Write `getItems().slice(…)`.']
    : ['reduce() of a collection without a start, which collections take {} for', 'Write `reduce(…, {})`, or `getItems().reduce(…)`.']
  const { property } = node.callee as MemberExpression
  throw new DjustError('access/collection', `${frame.label} calls ${what}.`, {
    span: analysis.span(frame, property.start, node.end),
    hint: `An array gives something else. ${hint}`,
  })
}

/** A collection is the same list to all that read it. */
export function refuseToChange(analysis: MemberAnalysis, list: NodeValue, { start, end }: Node, frame: Frame): void {
  if (!list.isCollection) return
  throw new DjustError('access/collection', `${frame.label} writes to an index of a collection, which is no array.`, {
    span: analysis.span(frame, start, end),
    hint: 'Write to a copy: `const items = collection.getItems()`.',
  })
}

/** Whether a function puts something into its first parameter, or into a copy of it. */
function fillsFirst(fn: Expression | SpreadElement): boolean {
  if (fn.type !== 'ArrowFunctionExpression' && fn.type !== 'FunctionExpression') return false
  const [first] = fn.params
  return first?.type === 'Identifier' && fills(fn.body, first.name)
}

function fills(node: Node, name: string): boolean {
  const isIt = (part: Node | undefined): boolean => part?.type === 'Identifier' && (part as Identifier).name === name
  const part = node as Expression | SpreadElement
  if (part.type === 'AssignmentExpression' && part.left.type === 'MemberExpression' && isIt(part.left.object)) return true
  if (part.type === 'SpreadElement' && isIt(part.argument)) return true
  if (part.type === 'CallExpression' && part.callee.type === 'MemberExpression') {
    const isAssign = propertyName(part.callee) === 'assign' && part.arguments.some(isIt)
    if (isAssign || isIt(part.callee.object)) return true
  }
  return Object.values(node).some((inner: unknown) => {
    const all: unknown[] = Array.isArray(inner) ? inner : [inner]
    return all.some((one) => typeof one === 'object' && one !== null && 'type' in one && fills(one as Node, name))
  })
}

function isNegative(node: Expression | SpreadElement): boolean {
  return node.type === 'UnaryExpression' && node.operator === '-'
}
