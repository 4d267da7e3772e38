import { DjustError } from '../error.ts'
import type { FieldType } from '../schema/schema.ts'
import type { ConditionScope } from './condition-scope.ts'
import { expressionNode } from './expression.ts'
import { isNumeric, isText, operators } from './operators.ts'
import type { Operator } from './query-state.ts'
import { type ExpressionScope, resolveExpression } from './resolve-expression.ts'
import type { ResolvedExpression } from './resolved-expression.ts'

/** The expressions among the values of a comparison, by their places; undefined where all are plain values. */
export function resolveComparison(
  subject: { readonly where: string; readonly type: FieldType },
  operator: Operator,
  operand: unknown,
  conditions: ConditionScope,
  normalize: ExpressionScope['normalize'],
): readonly (ResolvedExpression | null)[] | undefined {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
  if (!values.some((one) => expressionNode(one))) return undefined
  const takes = operators[operator].operand
  if (takes !== 'value' && takes !== 'pair') {
    throw new DjustError('query/wrong-value', `The operator "${operator}" on ${subject.where} takes plain values, not an expression.`, {
      hint: operator === 'in' ? 'Write or: [{ … }, { … }].' : undefined,
    })
  }
  const where = `${subject.where} (${operator})`
  return values.map((one) => {
    const node = expressionNode(one)
    if (!node) return null
    const scope = {
      where,
      model: conditions.model,
      conditions: { ...conditions, annotations: conditions.named },
      grouped: false,
      normalize,
    }
    const resolved = resolveExpression(node, scope)
    if (family(resolved.field.type) !== family(subject.type)) {
      throw new DjustError(
        'query/wrong-value',
        `${where} is compared with an expression of type ${resolved.field.type}, but is of type ${subject.type}.`,
        {
          hint: resolved.field.type === 'datetime' && subject.type === 'date' ? 'Take the date of the moment: .date().' : undefined,
        },
      )
    }
    return resolved
  })
}

/** Types whose values can be compared with each other. */
function family(type: FieldType): string {
  if (isNumeric(type)) return 'number'
  return isText(type) || type === 'enum' || type === 'uuid' ? 'text' : type
}
