import type { FieldType } from '../schema/schema.ts'

export type AggregateKind = 'count' | 'sum' | 'max' | 'min' | 'avg'

/** A value that becomes a parameter. */
export type Literal = string | number | bigint | boolean | Date | null

export type ArithmeticOperator = 'plus' | 'minus' | 'times' | 'dividedBy' | 'modulo'

export type FunctionName =
  | 'coalesce'
  | 'nullIf'
  | 'concat'
  | 'lower'
  | 'upper'
  | 'length'
  | 'trim'
  | 'round'
  | 'abs'
  | 'year'
  | 'month'
  | 'day'
  | 'weekday'
  | 'hour'
  | 'truncate'
  | 'date'
  | 'daysSince'

export type DateUnit = 'year' | 'month' | 'week' | 'day' | 'hour'

/**
 * A computed value as plain data, as it was written: names are checked against a model when a query that has it runs or
 * is planned. Names are those of the query's own rows, filters of aggregates excepted.
 */
export type ExpressionNode =
  | { readonly kind: 'column'; readonly path: string }
  | { readonly kind: 'value'; readonly value: Literal }
  /** The moment at which the query runs. */
  | { readonly kind: 'now' }
  | {
      readonly kind: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: ExpressionNode
      readonly right: ExpressionNode
    }
  /** `option` is what must stand in the SQL itself: a unit, a number of digits. */
  | {
      readonly kind: 'call'
      readonly name: FunctionName
      readonly args: readonly ExpressionNode[]
      readonly option: DateUnit | number | null
    }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: object; readonly value: ExpressionNode }[]
      readonly otherwise: ExpressionNode
    }
  /** `of` is a path, an expression over the rows that are aggregated, or null for the rows themselves. */
  | {
      readonly kind: 'aggregate'
      readonly aggregate: AggregateKind
      readonly of: string | ExpressionNode | null
      readonly filter: object | undefined
      readonly distinct: boolean
    }
  | { readonly kind: 'exists'; readonly path: string; readonly filter: object | undefined }
  /** Text between the arguments; one part more than there are arguments. */
  | { readonly kind: 'raw'; readonly parts: readonly string[]; readonly args: readonly ExpressionNode[]; readonly type: FieldType }

/** Text that is the same only for expressions whose SQL is the same apart from parameters. */
export function expressionShape(node: ExpressionNode, conditionShape: (condition: object) => string): string {
  const shape = (one: ExpressionNode): string => expressionShape(one, conditionShape)
  switch (node.kind) {
    case 'column':
      return JSON.stringify(node.path)
    case 'value':
      return literalShape(node.value)
    case 'now':
      return 'now'
    case 'arithmetic':
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`
    case 'call':
      return `${node.name}[${node.option ?? ''}](${node.args.map(shape).join(',')})`
    case 'case':
      return `case(${node.branches.map((branch) => `${conditionShape(branch.when)}:${shape(branch.value)}`).join(',')};${shape(node.otherwise)})`
    case 'aggregate': {
      const of = node.of === null ? '' : typeof node.of === 'string' ? JSON.stringify(node.of) : `=${shape(node.of)}`
      return `${node.aggregate}${node.distinct ? '!' : ''}(${of}${node.filter ? conditionShape(node.filter) : ''})`
    }
    case 'exists':
      return `exists(${JSON.stringify(node.path)}${node.filter ? conditionShape(node.filter) : ''})`
    case 'raw':
      return `raw(${JSON.stringify(node.parts)},${node.type},${node.args.map(shape).join(',')})`
  }
}

/** What of a literal the SQL depends on: its type, and the digits behind its point, which say how to round. */
function literalShape(value: Literal): string {
  if (value === null) return 'null'
  if (value instanceof Date) return '?date'
  return `?${typeof value}${decimalDigits(value) ?? ''}${typeof value === 'number' && Number.isSafeInteger(value) ? 'i' : ''}`
}

/** Digits behind the point of a number or of text that is one; null for anything else. */
export function decimalDigits(value: Literal): number | null {
  if (typeof value === 'bigint') return 0
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const match = /^-?\d+(?:\.(\d{1,30}))?$/.exec(String(value))
  return match ? (match[1]?.length ?? 0) : null
}
