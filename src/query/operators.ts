import type { FieldType } from '../schema/schema.ts'
import type { Operator, QueryState } from './query-state.ts'

/** What an operator's operand is, and whether it works on text only. */
export interface OperatorDefinition {
  readonly operand: 'value' | 'list' | 'pair' | 'boolean' | 'text'
  /** Its meaning as a relation's operator (`{ tenant: { in: [a, b] } }`), where keys are compared. */
  readonly onRelations: boolean
}

export const operators: Readonly<Record<Operator, OperatorDefinition>> = {
  eq: { operand: 'value', onRelations: true },
  ne: { operand: 'value', onRelations: true },
  lt: { operand: 'value', onRelations: false },
  lte: { operand: 'value', onRelations: false },
  gt: { operand: 'value', onRelations: false },
  gte: { operand: 'value', onRelations: false },
  in: { operand: 'list', onRelations: true },
  notIn: { operand: 'list', onRelations: true },
  between: { operand: 'pair', onRelations: false },
  isNull: { operand: 'boolean', onRelations: true },
  contains: { operand: 'text', onRelations: false },
  startsWith: { operand: 'text', onRelations: false },
  endsWith: { operand: 'text', onRelations: false },
  icontains: { operand: 'text', onRelations: false },
  istartsWith: { operand: 'text', onRelations: false },
  iendsWith: { operand: 'text', onRelations: false },
  iexact: { operand: 'text', onRelations: false },
}

export const operatorNames = Object.keys(operators) as readonly Operator[]

export const relationOperatorNames: readonly Operator[] = operatorNames.filter((name) => operators[name].onRelations)

export function isOperator(name: string): name is Operator {
  return Object.hasOwn(operators, name)
}

/** Columns that hold text, so that collation and LIKE concern them. */
export function isText(type: FieldType): boolean {
  return type === 'string' || type === 'text'
}

export function isNumeric(type: FieldType): boolean {
  return type === 'integer' || type === 'bigint' || type === 'float' || type === 'decimal'
}

/** The type by which a column is compared and ordered: where the database's own collations decide, text is nothing special. */
export function collatedType(type: FieldType, collation: QueryState['collation']): FieldType {
  return collation === 'database' && (isText(type) || type === 'enum') ? 'other' : type
}
