import { unescapeHtml } from './unescape-html.ts'

export interface Trimmed {
  readonly lead: string
  readonly middle: string
  readonly trail: string
}

const brackets = [
  ['(', ')'],
  ['[', ']'],
] as const

/** Takes brackets around a word and punctuation behind it off, but leaves what belongs to an address: `a_(b)`, `&amp;`. */
export function trimPunctuation(word: string): Trimmed {
  let start = 0
  while (word.charAt(start) === '(' || word.charAt(start) === '[') start++
  let middle = word.slice(start)
  let trail = ''
  const surplus = brackets.map(([open, close]) => count(middle, close) - count(middle, open))
  for (let before = ''; before !== middle && middle !== '';) {
    before = middle
    for (const [at, [, close]] of brackets.entries()) {
      const extra = surplus[at] ?? 0
      if (extra <= 0 || !middle.endsWith(close)) continue
      // As many characters as there are brackets too many, whatever they are.
      trail = middle.slice(-extra)
      middle = middle.slice(0, -extra)
      surplus[at] = 0
    }
    const amp = middle.lastIndexOf('&')
    const rest = stripEnd(middle, amp === -1 ? '.,:;!' : '.,:!')
    trail = middle.slice(rest.length) + trail
    middle = rest
    if (!middle.endsWith(';')) continue
    const end = endBeforeSemicolons(middle, amp)
    trail = middle.slice(end) + trail
    middle = middle.slice(0, end)
  }
  return { lead: word.slice(0, start), middle, trail }
}

/** Where the word ends when its semicolons are cut off, unless they end a character reference. */
function endBeforeSemicolons(word: string, amp: number): number {
  const reference = word.slice(amp)
  const decoded = unescapeHtml(reference)
  if (decoded !== reference && !decoded.endsWith(';')) return word.length
  const end = stripEnd(word, '.,:;!').length
  const semicolons = word.length - stripEnd(word, ';').length
  return amp > -1 && semicolons > 1 ? word.indexOf(';', end) + 1 : end
}

function stripEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
