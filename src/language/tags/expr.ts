import { DjustError, type TemplateSyntaxError } from '../../error.ts'
import type { Code, TagEmitter } from '../../render/tag-code.ts'
import type { Expression, Span } from '../../template/ast.ts'
import type { TagParser } from '../../template/tag-syntax.ts'
import { arithmetic, negated, type Operator } from '../../value/arithmetic.ts'
import { kindName } from '../../value/kinds.ts'
import { isText } from '../../value/lazy-text.ts'
import { defineTag } from '../tag-definition.ts'

type Term =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'negative'; readonly of: Term }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Term; readonly right: Term }

interface Expr {
  readonly term: Term
  readonly values: readonly Expression[]
  readonly as: string | null
}

/** `{% expr lease.monthlyRent * 12 as yearly %}`: arithmetic with values, filters and parentheses. Not one of Django's tags. */
export const exprTag = defineTag<Expr>({
  name: 'expr',
  parse: (parser) => new ExprParser(parser).parse(),
  flow({ values, as }, flow) {
    for (const value of values) flow.output(flow.evaluate(value))
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit({ term, as }, emitter) {
    const result = emitTerm(term, emitter)
    if (as === null) emitter.print(emitter.call(printable, result))
    else emitter.set(as, result)
  },
})

function emitTerm(term: Term, emitter: TagEmitter): Code {
  switch (term.kind) {
    case 'value':
      return emitter.value(term.expression, { ignoreFailures: true })
    case 'negative':
      return emitter.call(negative, emitTerm(term.of, emitter))
    case 'binary':
      return emitter.call(binary, emitter.literal(term.operator), emitTerm(term.left, emitter), emitTerm(term.right, emitter))
  }
}

function printable(value: unknown): unknown {
  return value ?? ''
}

function binary(operator: Operator, left: unknown, right: unknown): unknown {
  return checked([left, right], () => arithmetic(operator, left, right))
}

function negative(value: unknown): unknown {
  return checked([value], () => negated(value))
}

function checked(operands: readonly unknown[], compute: () => unknown): unknown {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const kinds = operands.map((operand) => (isText(operand) ? JSON.stringify(String(operand).slice(0, 40)) : kindName(operand)))
    throw new DjustError('render/expr', `{% expr %} can't compute with ${kinds.join(' and ')}: ${error.message}`, {
      hint: 'It takes numbers, decimals and text that spells a number.',
    })
  }
}

/** Operators and parentheses, or a value with its filters. */
const token = /\s*(?:([-+*/%()])|((?:"[^"]*"|'[^']*'|[\p{L}\p{N}_][\p{L}\p{N}_.]*)(?:\|\w+(?::(?:"[^"]*"|'[^']*'|-?[\p{L}\p{N}_.]+))?)*))/uy
/** Deeper or longer ones are refused: each level is a call in the code that they become. */
const mostOperators = 100

/** Recursive descent: `sum := product ('+' product)*`, `product := factor ('*' factor)*`, `factor := '-' factor | '(' sum ')' | value`. */
class ExprParser {
  readonly #parser: TagParser
  readonly #text: string
  readonly #start: number
  readonly #values: Expression[] = []
  #at = 0
  #operators = 0

  constructor(parser: TagParser) {
    const [, first] = parser.words
    if (!first) throw parser.error("'expr' takes an expression, as in {% expr lease.monthlyRent * 12 %}")
    this.#parser = parser
    this.#text = parser.contents.slice('expr'.length).trimStart()
    this.#start = first.span.start
  }

  parse(): Expr {
    const term = this.#sum()
    const rest = /^\s*(?:\s(as)\s+(\S+))?$/.exec(this.#text.slice(this.#at))
    if (!rest) throw this.#unexpected()
    return { term, values: this.#values, as: rest[2] === undefined ? null : this.#parser.bind(rest[2]) }
  }

  #sum(): Term {
    let left = this.#product()
    for (let operator; (operator = this.#operator('+-'));) left = { kind: 'binary', operator, left, right: this.#product() }
    return left
  }

  #product(): Term {
    let left = this.#factor()
    for (let operator; (operator = this.#operator('*/%'));) left = { kind: 'binary', operator, left, right: this.#factor() }
    return left
  }

  #factor(): Term {
    if (this.#operator('-')) return { kind: 'negative', of: this.#factor() }
    if (this.#operator('(')) {
      const inner = this.#sum()
      if (!this.#operator(')')) throw this.#unexpected("')'")
      return inner
    }
    const found = this.#next()
    if (found?.[2] === undefined) throw this.#unexpected('a value')
    const span = this.#span(this.#at + found[0].length - found[2].length, found[2].length)
    this.#at += found[0].length
    const expression = this.#parser.expression({ text: found[2], span })
    this.#values.push(expression)
    return { kind: 'value', expression }
  }

  /** Takes the next token if it is one of these. */
  #operator(wanted: string): Operator | null {
    const found = this.#next()
    if (found?.[1] === undefined || !wanted.includes(found[1])) return null
    this.#at += found[0].length
    if (++this.#operators > mostOperators) throw this.#parser.error(`'expr' takes at most ${mostOperators} operators`)
    return found[1] as Operator
  }

  #next(): RegExpExecArray | null {
    token.lastIndex = this.#at
    return token.exec(this.#text)
  }

  #span(at: number, length: number): Span {
    return { start: this.#start + at, end: this.#start + at + length }
  }

  #unexpected(wanted?: string): TemplateSyntaxError {
    const rest = this.#text.slice(this.#at)
    const at = this.#at + rest.length - rest.trimStart().length
    const what = rest.trim() === '' ? 'it ends' : `there is '${rest.trim().split(/\s/)[0]}'`
    const message = wanted === undefined ? `'expr' can't go on where ${what}` : `'expr' expects ${wanted} where ${what}`
    return this.#parser.error(
      message,
      this.#span(Math.min(at, this.#text.length - 1), Math.max(1, rest.trim().split(/\s/)[0]?.length ?? 1)),
    )
  }
}
