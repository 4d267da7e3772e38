import type { Dialect } from './orm-adapter.ts'
import type { Operator } from './query-state.ts'

export type TextOperator = Extract<Operator, 'contains' | 'startsWith' | 'endsWith' | 'icontains' | 'istartsWith' | 'iendsWith' | 'iexact'>

/** The character that takes the meaning from `%` and `_` in our LIKE patterns; a backslash is read differently by databases and their modes. */
export const likeEscape = '!'

/**
 * The parameter with which a text operator is asked for in a dialect: a GLOB pattern where SQLite must not fold case
 * (its LIKE always does), a regular expression where MySQL must fold ASCII only, a LIKE pattern everywhere else.
 */
export function textPattern(dialect: Dialect, operator: TextOperator, text: string): string {
  const ignoresCase = operator.startsWith('i')
  if (dialect === 'mysql' && ignoresCase) return ends(operator, asciiInsensitive(text), '', '\\A', '\\z')
  if (operator === 'iexact') return text
  if (dialect === 'sqlite' && !ignoresCase) return ends(operator, text.replace(/[*?[]/g, '[$&]'), '*', '', '')
  return ends(operator, text.replace(/[!%_]/g, `${likeEscape}$&`), '%', '', '')
}

function ends(operator: TextOperator, body: string, anything: string, start: string, end: string): string {
  switch (operator) {
    case 'contains':
    case 'icontains':
      return anything + body + anything
    case 'startsWith':
    case 'istartsWith':
      return start + body + anything
    case 'endsWith':
    case 'iendsWith':
      return anything + body + end
    case 'iexact':
      return start + body + end
  }
}

function asciiInsensitive(text: string): string {
  return text.replace(/[A-Za-z]|[^\w\s\u0080-\u{10ffff}]/gu, (one) =>
    /[A-Za-z]/.test(one) ? `[${one.toLowerCase()}${one.toUpperCase()}]` : `\\${one}`,
  )
}
