import type { Expression, FilterCall, LiteralOperand, Operand, Span } from './ast.ts'
import { closingQuote } from './split-words.ts'
import type { FilterSyntax } from './tag-syntax.ts'
import { remainderHint } from './remainder-hint.ts'

/** What an expression's parser needs of the template around it. */
export interface ExpressionScope {
  filter(name: string, span: Span): FilterSyntax
  error(message: string, span: Span, hint?: string): Error
}

const name = /[\p{L}\p{N}_.]+/uy
const number = /[-+.]?\d[\d.e]*/y
const filterStart = /\s*\|\s*([\p{L}\p{N}_]+)/uy
// The lookbehind keeps long runs of spaces from being tried from each of them.
const filterAnywhere = /(?<!\s)\s*\|\s*[\p{L}\p{N}_]+/u
const integer = /^[-+]?\d+(?:_\d+)*$/
const float = /^[-+]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+)?$/
const mostFilters = 100

/** Parses `operand|filter:argument|…`; `offset` is where `text` starts in the source. */
export function parseExpression(text: string, offset: number, scope: ExpressionScope): Expression {
  const span = { start: offset, end: offset + text.length }
  let at = operandEnd(text, 0)
  if (at === 0) {
    const next = filterAnywhere.exec(text)
    if (!next) throw scope.error(`Could not parse the remainder: '${text}' from '${text}'`, span, remainderHint('', text))
    if (next.index === 0) throw scope.error(`Could not find variable at start of ${text}.`, span)
    throw unparsed(text, 0, next.index, offset, scope)
  }
  const operand = parseOperand(text.slice(0, at), offset, scope)
  const filters: FilterCall[] = []
  while (at < text.length) {
    filterStart.lastIndex = at
    const match = filterStart.exec(text)
    if (!match) {
      const next = filterAnywhere.exec(text.slice(at))
      if (next) throw unparsed(text, at, at + next.index, offset, scope)
      const message = `Could not parse the remainder: '${text.slice(at)}' from '${text}'`
      throw scope.error(message, { start: offset + at, end: span.end }, remainderHint(text.slice(0, at), text.slice(at)))
    }
    const filterName = match[1] as string
    const nameEnd = at + match[0].length
    const nameStart = nameEnd - filterName.length
    const argumentEnd = text[nameEnd] === ':' ? operandEnd(text, nameEnd + 1) : nameEnd + 1
    const given = argumentEnd > nameEnd + 1
    const end = given ? argumentEnd : nameEnd
    const callSpan = { start: offset + nameStart, end: offset + end }
    const definition = scope.filter(filterName, { start: offset + nameStart, end: offset + nameEnd })
    const argument = given ? parseOperand(text.slice(nameEnd + 1, end), offset + nameEnd + 1, scope) : null
    checkArguments(definition, filterName, given, callSpan, scope)
    filters.push({ name: filterName, definition, argument, span: callSpan })
    if (filters.length > mostFilters) throw scope.error(`More than ${mostFilters} filters in one expression.`, span)
    at = end
  }
  return { operand, filters, span }
}

/** The end of a constant or name at `start`, or `start` where there is none. */
function operandEnd(text: string, start: number): number {
  const translated = text.startsWith('_(', start)
  const quoteAt = translated ? start + 2 : start
  const quote = text[quoteAt]
  if (quote === '"' || quote === "'") {
    const close = closingQuote(text, quoteAt)
    if (close !== -1 && (!translated || text[close + 1] === ')')) return close + (translated ? 2 : 1)
  }
  name.lastIndex = start
  if (name.test(text)) return name.lastIndex
  number.lastIndex = start
  return number.test(text) ? number.lastIndex : start
}

function parseOperand(text: string, offset: number, scope: ExpressionScope): Operand {
  const span = { start: offset, end: offset + text.length }
  const value = parseNumber(text)
  if (value !== null) return { kind: 'literal', value, text, translated: false, span }
  const last = text[text.length - 1]
  if (last === ')') return { ...stringLiteral(text, 2, text.length - 1, span), translated: true }
  if (last === '"' || last === "'") return stringLiteral(text, 0, text.length, span)
  if (text[0] === '_' || text.includes('._')) {
    throw scope.error(`Variables and attributes may not begin with underscores: '${text}'`, span)
  }
  const bits = text.split('.') as [string, ...string[]]
  let start = offset
  const bitSpans = bits.map((bit) => {
    const bitSpan = { start, end: start + bit.length }
    start = bitSpan.end + 1
    return bitSpan
  })
  return { kind: 'path', bits, bitSpans, span }
}

function stringLiteral(text: string, start: number, end: number, span: Span): LiteralOperand {
  const quote = text.charAt(start)
  const inner = text.slice(start + 1, end - 1)
  const value = inner.includes('\\') ? inner.replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\') : inner
  return { kind: 'literal', value, text, translated: false, span }
}

/** Python's reading of a number, or null where the text is none. */
function parseNumber(text: string): number | bigint | null {
  const first = text.charCodeAt(0)
  if (!((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)) return null
  if (integer.test(text)) {
    const digits = text.replaceAll('_', '')
    const value = Number(digits)
    return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : BigInt(digits.startsWith('+') ? digits.slice(1) : digits)
  }
  return float.test(text) && !text.endsWith('.') ? Number(text.replaceAll('_', '')) : null
}

function checkArguments(filter: FilterSyntax, filterName: string, given: boolean, span: Span, scope: ExpressionScope): void {
  if (filter.argument === 'required' && !given) {
    throw scope.error(`${filterName} requires 2 arguments, 1 provided`, span, `Give it one: ${filterName}:"…"`)
  }
  if (filter.argument === 'none' && given)
    throw scope.error(`${filterName} requires 1 arguments, 2 provided`, span, 'It takes no argument.')
}

function unparsed(text: string, from: number, to: number, offset: number, scope: ExpressionScope): Error {
  const message = `Could not parse some characters: ${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`
  return scope.error(message, { start: offset + from, end: offset + to })
}
