import type { Condition, ConditionOperator, Expression, Span } from './ast.ts'
import type { Word } from './tag-syntax.ts'

export interface ConditionScope {
  expression(word: Word): Expression
  error(message: string, span?: Span, hint?: string): Error
}

/** How strongly an operator binds; all are left-associative. */
const strengths: Readonly<Record<ConditionOperator, number>> = {
  or: 6,
  and: 7,
  in: 9,
  'not in': 9,
  is: 10,
  'is not': 10,
  '==': 10,
  '!=': 10,
  '<': 10,
  '>': 10,
  '<=': 10,
  '>=': 10,
}
const notStrength = 8
const mostOperators = 300

interface Item {
  readonly operator: ConditionOperator | 'not' | null
  readonly word: Word
}

/** Parses the words of `{% if %}` with Django's precedence (no parentheses). */
export function parseCondition(words: readonly Word[], tag: string, scope: ConditionScope): Condition {
  const items = joinWords(words)
  if (items.filter((item) => item.operator !== null).length > mostOperators) {
    throw scope.error(`More than ${mostOperators} operators in one condition.`)
  }
  const parser = new ConditionParser(items, tag, scope)
  const condition = parser.parse(0)
  const rest = parser.current()
  if (rest)
    throw scope.error(`Unused '${rest.operator ?? rest.word.text}' at end of if expression.`, rest.word.span, hintFor(rest.word.text))
  return condition
}

/** Operators of other languages. */
const operatorsElsewhere: Readonly<Record<string, string>> = { '=': '==', '===': '==', '!==': '!=', '<>': '!=', '&&': 'and', '||': 'or' }

function hintFor(word: string): string | undefined {
  const meant = Object.hasOwn(operatorsElsewhere, word) ? operatorsElsewhere[word] : undefined
  if (meant !== undefined) return `Write ${meant}.`
  return /^[\p{L}\p{N}_"']/u.test(word) ? 'An operator stands between two values: and, or, ==, in …' : undefined
}

/** `not in` and `is not` are one operator each. */
function joinWords(words: readonly Word[]): Item[] {
  const items: Item[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word
    const next = words[i + 1]
    if (next && ((word.text === 'not' && next.text === 'in') || (word.text === 'is' && next.text === 'not'))) {
      const span = { start: word.span.start, end: next.span.end }
      items.push({ operator: word.text === 'is' ? 'is not' : 'not in', word: { text: `${word.text} ${next.text}`, span } })
      i++
    } else if (word.text === 'not' || Object.hasOwn(strengths, word.text)) {
      items.push({ operator: word.text as ConditionOperator | 'not', word })
    } else items.push({ operator: null, word })
  }
  return items
}

class ConditionParser {
  private readonly items: readonly Item[]
  private readonly tag: string
  private readonly scope: ConditionScope
  private at = 0

  constructor(items: readonly Item[], tag: string, scope: ConditionScope) {
    this.items = items
    this.tag = tag
    this.scope = scope
  }

  current(): Item | undefined {
    return this.items[this.at]
  }

  parse(strength: number): Condition {
    let left = this.operand()
    for (;;) {
      const operator = this.current()?.operator
      if (!operator) return left
      if (operator === 'not') {
        if (strength < notStrength) throw this.misplaced('as infix operator')
        return left
      }
      if (strengths[operator] <= strength) return left
      this.at++
      const right = this.parse(strengths[operator])
      left = { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } }
    }
  }

  private operand(): Condition {
    const item = this.current()
    if (!item) throw this.scope.error(`Unexpected end of expression in ${this.tag} tag.`)
    if (item.operator === null) {
      this.at++
      return { kind: 'value', expression: this.scope.expression(item.word), span: item.word.span }
    }
    if (item.operator !== 'not') throw this.misplaced('in this position')
    this.at++
    const operand = this.parse(notStrength)
    return { kind: 'not', operand, span: { start: item.word.span.start, end: operand.span.end } }
  }

  private misplaced(where: string): Error {
    const item = this.current() as Item
    return this.scope.error(`Not expecting '${item.word.text}' ${where} in ${this.tag} tag.`, item.word.span)
  }
}
