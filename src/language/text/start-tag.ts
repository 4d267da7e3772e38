import { isSpace } from './python-space.ts'

/** A start tag of HTML. `end` is -1 where its end is missing; 'text' is what begins as a tag and is none. */
export interface StartTag {
  readonly kind: 'open' | 'self-closing' | 'text'
  /** In lower case. */
  readonly name: string
  readonly end: number
}

const namePattern = /[a-zA-Z][^\t\n\r\f />\x00]*/y

/** Reads the start tag at `from`, with the tolerance of Python's HTMLParser for attributes that are none. */
export function scanStartTag(source: string, from: number): StartTag {
  namePattern.lastIndex = from + 1
  const name = namePattern.exec(source)?.[0] ?? ''
  let at = skipSeparators(source, from + 1 + name.length)
  for (;;) {
    const character = source.charAt(at)
    if (character === '' || isSpace(character) || character === '>' || character === '/') break
    if (!startsAttribute(source.charAt(at - 1))) break
    at = skipSeparators(source, skipAttribute(source, at))
  }
  const next = source.charAt(at)
  const lower = name.toLowerCase()
  if (next === '>') return { kind: 'open', name: lower, end: at + 1 }
  if (next === '/') return { kind: 'self-closing', name: lower, end: source.charAt(at + 1) === '>' ? at + 2 : -1 }
  if (next === '' || next === '=' || /[a-zA-Z]/.test(next)) return { kind: 'text', name: lower, end: -1 }
  return { kind: 'text', name: lower, end: at }
}

function startsAttribute(before: string): boolean {
  return before === '"' || before === "'" || before === '/' || isSpace(before)
}

/** Spaces and slashes, but not the slash of `/>`. */
function skipSeparators(source: string, from: number): number {
  let at = from
  for (;;) {
    const character = source.charAt(at)
    if (character === '/' ? source.charAt(at + 1) === '>' : !isSpace(character)) return at
    at++
  }
}

function skipAttribute(source: string, from: number): number {
  let at = from + 1
  while (at < source.length && !isNameEnd(source.charAt(at))) at++
  const nameEnd = at
  at = skipSpaces(source, at)
  if (source.charAt(at) !== '=') return nameEnd
  const firstEqual = at
  while (source.charAt(at) === '=') at++
  const afterEqual = at
  at = skipSpaces(source, at)
  const quote = source.charAt(at)
  if (quote !== '"' && quote !== "'") return skipBare(source, at)
  const close = source.indexOf(quote, at + 1)
  if (close >= 0) return close + 1
  // A quote that never closes is no value: the attribute has an empty one, a bare one, or none.
  if (at > afterEqual) return afterEqual
  return afterEqual - firstEqual > 1 ? skipBare(source, afterEqual - 1) : nameEnd
}

function skipBare(source: string, from: number): number {
  let at = from
  for (; at < source.length; at++) {
    const character = source.charAt(at)
    if (character === '>' || isSpace(character)) break
  }
  return at
}

function skipSpaces(source: string, from: number): number {
  let at = from
  while (at < source.length && isSpace(source.charAt(at))) at++
  return at
}

function isNameEnd(character: string): boolean {
  return character === '/' || character === '=' || character === '>' || isSpace(character)
}
