import type { Expression } from './ast.ts'

/** The text of an expression that is a plain string literal, else null: the names of templates that are known when compiling. */
export function staticName(expression: Expression): string | null {
  const { operand, filters } = expression
  return filters.length === 0 && operand.kind === 'literal' && typeof operand.value === 'string' && !operand.translated
    ? operand.value
    : null
}
