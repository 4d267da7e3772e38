import type { Word } from './tag-syntax.ts'

const space = /\s/

/**
 * Splits a tag's contents at whitespace, but not inside quotes: `url 'a b' x|default:"c d"` is three words. A quote that
 * never closes is an ordinary character. `offset` is where `text` starts in the source.
 */
export function splitWords(text: string, offset: number): Word[] {
  const words: Word[] = []
  // A quote that never closes closes none of its kind after it either, and is looked for once.
  const unclosed = new Set<string>()
  let at = 0
  for (;;) {
    while (at < text.length && space.test(text.charAt(at))) at++
    if (at >= text.length) return words
    let end = wordEnd(text, at, unclosed)
    if (text.startsWith('_("', at) || text.startsWith("_('", at)) end = translatedEnd(text, at, end, unclosed)
    words.push({ text: text.slice(at, end), span: { start: offset + at, end: offset + end } })
    at = end
  }
}

function wordEnd(text: string, start: number, unclosed: Set<string>): number {
  let at = start
  let quoted = false
  for (; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"' || char === "'") {
      const close = unclosed.has(char) ? -1 : closingQuote(text, at)
      if (close === -1) {
        unclosed.add(char)
        if (quoted) return at
        while (at < text.length && !space.test(text.charAt(at))) at++
        return at
      }
      quoted = true
      at = close
    } else if (space.test(char)) return at
  }
  return at
}

/** The position of the quote that closes the one at `start`, or -1. */
export function closingQuote(text: string, start: number): number {
  const quote = text.charAt(start)
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at++
    else if (char === quote) return at
  }
  return -1
}

/** `_("a b")` is one word even where the parts between its quotes were split. */
function translatedEnd(text: string, start: number, firstEnd: number, unclosed: Set<string>): number {
  const ending = `${text.charAt(start + 2)})`
  let end = firstEnd
  while (!text.slice(start, end).endsWith(ending)) {
    let at = end
    while (at < text.length && space.test(text.charAt(at))) at++
    if (at >= text.length) return end
    end = wordEnd(text, at, unclosed)
  }
  return end
}
