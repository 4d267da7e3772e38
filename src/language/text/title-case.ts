/** Python's `title()`, with Django's exceptions: `it's` stays `It's`, and a letter after a digit is small. */
export function titleCase(text: string): string {
  return text
    .replace(/\p{Cased}+/gu, titleWord)
    .replace(/([a-z])'([A-Z])/g, (match) => match.toLowerCase())
    .replace(/\p{Nd}([A-Z])/gu, (match) => match.toLowerCase())
}

function titleWord(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0)
  return titleLetter(first) + word.slice(first.length).toLowerCase()
}

/** Digraphs have a form of their own at the head of a word. */
const digraphs: ReadonlyMap<string, string> = new Map([
  ['Ǆ', 'ǅ'],
  ['ǆ', 'ǅ'],
  ['ǅ', 'ǅ'],
  ['Ǉ', 'ǈ'],
  ['ǉ', 'ǈ'],
  ['ǈ', 'ǈ'],
  ['Ǌ', 'ǋ'],
  ['ǌ', 'ǋ'],
  ['ǋ', 'ǋ'],
  ['Ǳ', 'ǲ'],
  ['ǳ', 'ǲ'],
  ['ǲ', 'ǲ'],
])

function titleLetter(letter: string): string {
  const digraph = digraphs.get(letter)
  if (digraph !== undefined) return digraph
  const upper = letter.toUpperCase()
  // ß becomes Ss, ﬁ becomes Fi.
  return upper.length > 1 && letter.length === 1 ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper
}
