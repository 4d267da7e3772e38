/** What Python counts as space in text, as the inside of a character class. JavaScript's `\s` has other members. */
export const spaceClass = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const run = new RegExp(`[${spaceClass}]+`)
const one = new RegExp(`[${spaceClass}]`)

export function isSpace(character: string): boolean {
  return one.test(character)
}

/** Python's `text.split()`: the words between spaces. */
export function splitWords(text: string): string[] {
  const words = text.split(run)
  if (words[0] === '') words.shift()
  if (words.at(-1) === '') words.pop()
  return words
}

/** Python's `text.strip()`. */
export function strip(text: string): string {
  return stripEnd(text).replace(leading, '')
}

/** Python's `text.rstrip()`, by a loop: a regular expression would try every run of spaces. */
function stripEnd(text: string): string {
  let end = text.length
  while (end > 0 && one.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

const leading = new RegExp(`^[${spaceClass}]+`)
