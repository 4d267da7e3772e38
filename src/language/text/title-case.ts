/** Python's `title()`, with Django's exceptions: `it's` stays `It's`, and a letter after a digit is small. */
export function titleCase(text: string): string {
  return text
    .replace(/\p{Cased}+/gu, titleWord)
    .replace(/([a-z])'([A-Z])/g, (match) => match.toLowerCase())
    .replace(/\p{Nd}([A-Z])/gu, (match) => match.toLowerCase())
}

function titleWord(word: string, at: number, text: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0)
  const rest = word.slice(first.length)
  const lower = rest.toLowerCase()
  if (!rest.endsWith('Σ')) return titleLetter(first) + lower
  // The last sigma has a form of its own where no letter follows, marks and the like aside.
  const goesOn = /^\p{CI}*\p{Cased}/u.test(text.slice(at + word.length, at + word.length + farthest))
  return titleLetter(first) + lower.slice(0, -1) + (goesOn ? 'σ' : 'ς')
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
  if (upper.length === letter.length || letter === 'ŉ') return upper
  const marks = letter.normalize('NFD')
  if (marks.includes(iotaSubscript)) return (marks.replace(iotaSubscript, '').toUpperCase() + iotaSubscript).normalize('NFC')
  // ß becomes Ss, ﬁ becomes Fi.
  return upper.charAt(0) + upper.slice(1).toLowerCase()
}

// Longer runs of marks are no text.
const farthest = 1000
const iotaSubscript = '\u0345'
