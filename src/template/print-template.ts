import type { Condition, Expression, Node, Operand, Template } from './ast.ts'

/** The syntax tree as indented lines: for `djust explain` and tests. */
export function printTemplate(template: Template): string {
  return printNodes(template.nodes, '')
}

/** An expression as it could have been written. */
function printExpression({ operand, filters }: Expression): string {
  const calls = filters.map(({ name, argument }) => `|${name}${argument ? `:${printOperand(argument)}` : ''}`)
  return printOperand(operand) + calls.join('')
}

function printCondition(condition: Condition): string {
  if (condition.kind === 'value') return printExpression(condition.expression)
  if (condition.kind === 'not') return `not ${printCondition(condition.operand)}`
  return `(${printCondition(condition.left)} ${condition.operator} ${printCondition(condition.right)})`
}

function printOperand(operand: Operand): string {
  if (operand.kind === 'path') return operand.bits.join('.')
  return operand.translated
    ? `_(${JSON.stringify(operand.value)})`
    : typeof operand.value === 'string'
      ? JSON.stringify(operand.value)
      : String(operand.value)
}

function printNodes(nodes: readonly Node[], indent: string): string {
  return nodes.map((node) => printNode(node, indent)).join('')
}

function printNode(node: Node, indent: string): string {
  const line = (text: string): string => `${indent}${text}\n`
  const inside = (nodes: readonly Node[]): string => printNodes(nodes, `${indent}  `)
  switch (node.kind) {
    case 'text':
      return line(`text ${JSON.stringify(node.text)}`)
    case 'output':
      return line(`output ${printExpression(node.expression)}`)
    case 'if':
      return node.branches
        .map(
          ({ condition, body }, i) => line(condition ? `${i === 0 ? 'if' : 'elif'} ${printCondition(condition)}` : 'else') + inside(body),
        )
        .join('')
    case 'for': {
      const head = line(`for ${node.variables.join(', ')} in ${printExpression(node.iterable)}${node.reversed ? ' reversed' : ''}`)
      return head + inside(node.body) + (node.empty ? line('empty') + inside(node.empty) : '')
    }
    case 'with':
      return line(`with${printBindings(node.bindings)}`) + inside(node.body)
    case 'block':
      return line(`block ${node.name}`) + inside(node.body)
    case 'include':
      return line(`include ${printExpression(node.template)}${printBindings(node.bindings)}${node.only ? ' only' : ''}`)
    case 'extends':
      return line(`extends ${printExpression(node.parent)}`)
    case 'tag': {
      const read = node.expressions.map((expression) => ` ${printExpression(expression)}`).join('')
      const binds = node.binds.length > 0 ? ` as ${node.binds.join(', ')}` : ''
      return line(`tag ${node.name}${read}${binds}`) + node.bodies.map(inside).join(line('…'))
    }
  }
}

function printBindings(bindings: readonly { readonly name: string; readonly value: Expression }[]): string {
  return bindings.map(({ name, value }) => ` ${name}=${printExpression(value)}`).join('')
}
