import type { Condition, Expression, Node, Operand, PathOperand, TagNode } from '../../template/ast.ts'
import type { PathCollector } from './path-collector.ts'
import { translationBlocks } from './translation-block.ts'
import { type LooseWords, unknownTag } from './unknown-tag.ts'

/** Filters whose literal argument is a path in the elements of the input. */
const sorting: ReadonlySet<string> = new Set(['dictsort', 'dictsortreversed'])
/** Filters that give their argument in place of the input. */
const replacing: ReadonlySet<string> = new Set(['default', 'default_if_none'])

/** Collects the paths that stand in a syntax tree, each under the name it is written with. */
export function collectWritten(nodes: readonly Node[], paths: PathCollector): void {
  for (const node of nodes) collectNode(node, paths)
}

/** Collects what one expression reads. */
export function collectExpression(expression: Expression, paths: PathCollector): void {
  collectPath(expression.operand, paths)
  const lists = operandOf(expression)
  for (const { name, argument } of expression.filters) {
    if (!argument) continue
    collectPath(argument, paths)
    if (sorting.has(name) && argument.kind === 'literal') {
      for (const list of lists) collectBelow(list, String(argument.value), paths)
    } else if (replacing.has(name) && argument.kind === 'path') lists.push(argument)
  }
}

function collectNode(node: Node, paths: PathCollector): void {
  switch (node.kind) {
    case 'text':
      return
    case 'output':
      collectExpression(node.expression, paths)
      return
    case 'if':
      for (const { condition, body } of node.branches) {
        if (condition) collectCondition(condition, paths)
        collectWritten(body, paths)
      }
      return
    case 'for':
      collectExpression(node.iterable, paths)
      collectWritten(node.body, paths)
      if (node.empty) collectWritten(node.empty, paths)
      return
    case 'with':
      for (const { value } of node.bindings) collectExpression(value, paths)
      collectWritten(node.body, paths)
      return
    case 'block':
      collectWritten(node.body, paths)
      return
    case 'include':
      collectExpression(node.template, paths)
      for (const { value } of node.bindings) collectExpression(value, paths)
      return
    case 'extends':
      collectExpression(node.parent, paths)
      return
    case 'tag':
      collectTag(node, paths)
  }
}

function collectTag({ name, definition, args, expressions, bodies }: TagNode, paths: PathCollector): void {
  if (definition === unknownTag || translationBlocks.includes(definition as (typeof translationBlocks)[number])) {
    for (const expression of (args as LooseWords).expressions) collectExpression(expression, paths)
  } else if (name === 'regroup') collectRegroup(expressions, paths)
  else for (const expression of expressions) collectExpression(name === 'filter' ? argumentsOnly(expression) : expression, paths)
  for (const body of bodies) collectWritten(body, paths)
}

/** The attribute is parsed as one of the name that the groups get, but read on the elements of the list. */
function collectRegroup([list, key]: readonly Expression[], paths: PathCollector): void {
  if (!list || key?.operand.kind !== 'path') return
  collectExpression(list, paths)
  collectExpression(argumentsOnly(key), paths)
  for (const path of listsOf(list)) collectBelow(path, key.operand.bits.slice(1).join('.'), paths)
}

/** The expression without what its filters are applied to. */
function argumentsOnly({ operand, filters, span }: Expression): Expression {
  return { operand: { kind: 'literal', value: '', text: '', translated: false, span: operand.span }, filters, span }
}

function collectCondition(condition: Condition, paths: PathCollector): void {
  if (condition.kind === 'value') collectExpression(condition.expression, paths)
  else if (condition.kind === 'not') collectCondition(condition.operand, paths)
  else {
    collectCondition(condition.left, paths)
    collectCondition(condition.right, paths)
  }
}

/** The paths that an expression may have its elements from. */
function listsOf(expression: Expression): readonly PathOperand[] {
  const replaced = expression.filters.flatMap(({ name, argument }) => (replacing.has(name) && argument?.kind === 'path' ? [argument] : []))
  return [...operandOf(expression), ...replaced]
}

function operandOf({ operand }: Expression): PathOperand[] {
  return operand.kind === 'path' ? [operand] : []
}

function collectPath(operand: Operand, paths: PathCollector): void {
  if (operand.kind === 'path') paths.add(operand.bits[0], operand.bits.slice(1).join('.'))
}

/** Private names can't be read. */
function collectBelow({ bits: [name, ...rest] }: PathOperand, path: string, paths: PathCollector): void {
  if (path !== '' && !path.startsWith('_') && !path.includes('._')) paths.add(name, [...rest, path].join('.'))
}
