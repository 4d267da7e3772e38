import type { Condition, Expression, Node } from '../template/ast.ts'

export interface Visitor {
  node?(node: Node): void
  expression?(expression: Expression): void
}

/** Calls the visitor for every node and expression of a file, whatever is around them, in the order of the source. */
export function walk(nodes: readonly Node[], visitor: Visitor): void {
  for (const node of nodes) {
    visitor.node?.(node)
    for (const expression of expressionsOf(node)) visitor.expression?.(expression)
    for (const body of bodiesOf(node)) walk(body, visitor)
  }
}

/** What a node holds between its tags. */
export function bodiesOf(node: Node): readonly (readonly Node[])[] {
  switch (node.kind) {
    case 'if':
      return node.branches.map((branch) => branch.body)
    case 'for':
      return node.empty ? [node.body, node.empty] : [node.body]
    case 'with':
    case 'block':
      return [node.body]
    case 'tag':
      return node.bodies
    case 'text':
    case 'output':
    case 'include':
    case 'extends':
      return []
  }
}

/** The expressions in a node's own markup. */
export function expressionsOf(node: Node): readonly Expression[] {
  switch (node.kind) {
    case 'text':
    case 'block':
      return []
    case 'output':
      return [node.expression]
    case 'if':
      return node.branches.flatMap(({ condition }) => (condition ? inCondition(condition) : []))
    case 'for':
      return [node.iterable]
    case 'with':
      return node.bindings.map(({ value }) => value)
    case 'include':
      return [node.template, ...node.bindings.map(({ value }) => value)]
    case 'extends':
      return [node.parent]
    case 'tag':
      return node.expressions
  }
}

function inCondition(condition: Condition): readonly Expression[] {
  if (condition.kind === 'value') return [condition.expression]
  if (condition.kind === 'not') return inCondition(condition.operand)
  return [...inCondition(condition.left), ...inCondition(condition.right)]
}
