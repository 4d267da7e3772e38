import { DjustError } from '../error.ts'
import type { Field, FieldType } from '../schema/schema.ts'
import type { ArithmeticOperator, DateUnit, FunctionName } from './expression-node.ts'
import { isNumeric, isText } from './operators.ts'
import { computedField } from './resolved-expression.ts'

/** What arithmetic gives: a decimal where one operand is, else the wider type; quotients of whole numbers are no whole numbers. */
export function numericField(where: string, operator: ArithmeticOperator, left: Field, right: Field): Field {
  for (const { type } of [left, right]) {
    if (!isNumeric(type)) {
      throw new DjustError('query/annotation', `${where}: ${operator}() is for numbers, not for type ${type}.`, {
        hint:
          type === 'date' || type === 'datetime'
            ? 'For the days between two dates write a.daysSince(b).'
            : isText(type)
              ? 'To join texts write concat(a, b).'
              : undefined,
      })
    }
  }
  const byZero = operator === 'dividedBy' || operator === 'modulo'
  const nullable = left.nullable || right.nullable || byZero
  const decimals = [left, right].filter(({ type }) => type === 'decimal')
  // How the ORM has decimals (text or number) is that of the column.
  const decimal = decimals.find(({ native }) => native !== null) ?? decimals[0]
  if (decimal) return { ...decimal, nullable, scale: resultScale(operator, left, right) }
  if (left.type === 'float' || right.type === 'float' || operator === 'dividedBy') return computedField('float', nullable)
  return computedField(left.type === 'bigint' || right.type === 'bigint' ? 'bigint' : 'integer', nullable)
}

/** Digits behind the point of the exact result; null where only the database knows. */
function resultScale(operator: ArithmeticOperator, left: Field, right: Field): number | null {
  const [a, b] = [scaleOf(left), scaleOf(right)]
  if (a === null || b === null || operator === 'dividedBy') return null
  const scale = operator === 'times' ? a + b : Math.max(a, b)
  return scale > 30 ? null : scale
}

function scaleOf({ type, scale }: Field): number | null {
  return type === 'integer' || type === 'bigint' ? 0 : scale
}

/** What a function gives, after its arguments were found to fit it. */
export function callField(where: string, name: FunctionName, args: readonly Field[], option: DateUnit | number | null): Field {
  const first = args[0]!
  const needs = (fits: boolean, what: string): void => {
    if (!fits)
      throw new DjustError(
        'query/annotation',
        `${where}: ${name}() is for ${what}, not for type ${args.map(({ type }) => type).join(' and ')}.`,
      )
  }
  const isDate = ({ type }: Field): boolean => type === 'date' || type === 'datetime'
  switch (name) {
    case 'coalesce':
      return { ...commonField(where, 'coalesce()', args), nullable: args.every((arg) => arg.nullable) }
    case 'nullIf':
      commonField(where, 'nullIf()', args)
      return { ...first, nullable: true }
    case 'concat':
      needs(
        args.every(({ type }) => isText(type) || isNumeric(type) || type === 'enum' || type === 'uuid'),
        'texts and numbers',
      )
      return computedField('text', false)
    case 'lower':
    case 'upper':
    case 'trim':
      needs(isTextual(first.type), 'text')
      return computedField('text', first.nullable)
    case 'length':
      needs(isTextual(first.type), 'text')
      return computedField('integer', first.nullable)
    case 'abs':
      needs(isNumeric(first.type), 'numbers')
      return first
    case 'round':
      needs(isNumeric(first.type), 'numbers')
      return first.type === 'decimal' ? { ...first, scale: option as number } : first
    case 'hour':
      needs(first.type === 'datetime', 'moments')
      return computedField('integer', first.nullable)
    case 'year':
    case 'month':
    case 'day':
    case 'weekday':
      needs(isDate(first), 'dates')
      return computedField('integer', first.nullable)
    case 'truncate':
      needs(isDate(first) && (first.type === 'datetime' || option !== 'hour'), option === 'hour' ? 'moments' : 'dates')
      return first
    case 'date':
      needs(isDate(first), 'dates')
      return computedField('date', first.nullable)
    case 'daysSince':
      needs(args.every(isDate), 'dates')
      return computedField(
        'integer',
        args.some((arg) => arg.nullable),
      )
  }
}

/** The type that several values have in common. */
export function commonField(where: string, what: string, fields: readonly Field[]): Field {
  const nullable = fields.some((field) => field.nullable)
  const types = new Set(fields.map(({ type }) => type))
  const [first] = fields
  if (fields.every(({ type }) => isNumeric(type))) {
    const decimal =
      fields.find(({ type, native }) => type === 'decimal' && native !== null) ?? fields.find(({ type }) => type === 'decimal')
    if (decimal) return { ...decimal, nullable, scale: widest(fields) }
    // A column's own converter may not know what a parameter beside it makes of the type.
    return computedField(types.size === 1 ? first!.type : types.has('float') ? 'float' : 'bigint', nullable)
  }
  if (types.size === 1) return { ...(fields.find(({ native }) => native !== null) ?? first!), nullable }
  if (fields.every(({ type }) => isTextual(type))) return computedField('text', nullable)
  throw new DjustError('query/annotation', `${where}: the values of ${what} are of different types: ${[...types].join(', ')}.`)
}

function widest(fields: readonly Field[]): number | null {
  const scales = fields.map(scaleOf)
  return scales.includes(null) ? null : Math.max(...(scales as number[]))
}

function isTextual(type: FieldType): boolean {
  return isText(type) || type === 'enum' || type === 'uuid'
}
