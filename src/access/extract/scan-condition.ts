import type { TagScanner } from './tag-scanner.ts'

const operators: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'and', 'or', 'not', 'in', 'is'])
const longest = 3

/** Collects what the words of an `if` from `from` on read: values with operators between them. */
export function scanCondition(tag: TagScanner, from: number): boolean {
  const { words } = tag
  let word = from
  for (;;) {
    while (word < words.count && words.is(word, 'not')) {
      // Here `not in` and `not not in` are nonsense, which the parser explains.
      if (word + 1 < words.count && words.is(word + 1, 'in')) return false
      word++
    }
    if (word >= words.count || operator(tag, word) !== null || !tag.expression(word)) return false
    word++
    if (word === words.count) return true
    const found = operator(tag, word)
    if (found === null) return false
    const next = word + 1 < words.count ? operator(tag, word + 1) : null
    if (found === 'not') {
      if (next !== 'in') return false
      word++
    } else if (found === 'is' && next === 'not') word++
    word++
  }
}

function operator({ words }: TagScanner, word: number): string | null {
  if (words.endOf(word) - words.start(word) > longest) return null
  const text = words.text(word)
  return operators.has(text) ? text : null
}
