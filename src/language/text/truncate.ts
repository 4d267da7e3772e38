import { codePoints } from '../../value/code-points.ts'
import { normalize } from './normalize.ts'
import { splitWords } from './python-space.ts'

/** Cuts text to `length` characters, the ellipsis among them. Accents that combine with a letter count nothing. */
export function truncateCharacters(text: string, length: number): string {
  if (length <= 0) return ''
  if (plain.test(text)) return text.length <= length ? text : withEllipsis(text.slice(0, length - 1), '…')
  const characters = codePoints(normalize(text, 'NFC'))
  const combining = new Map<string, boolean>()
  let count = 0
  let end: number | undefined
  for (const [at, character] of characters.entries()) {
    let isPart = combining.get(character)
    if (isPart === undefined) combining.set(character, (isPart = isCombining(character)))
    if (isPart) continue
    count++
    if (end === undefined && count > length - 1) end = at
    if (count > length) return withEllipsis(characters.slice(0, end).join(''), '…')
  }
  return characters.join('')
}

// Characters that neither combine nor take two units.
const plain = /^[\x00-\u02ff]*$/

/** The first `length` words, single spaces between them, and ` …` where there are more. */
export function truncateWords(text: string, length: number): string {
  if (length <= 0) return ''
  const words = splitWords(text)
  if (words.length <= length) return words.join(' ')
  return withEllipsis(words.slice(0, length).join(' '), ' …')
}

/** Text that ends in the ellipsis already gets no second one. */
export function withEllipsis(text: string, ellipsis: string): string {
  return ellipsis !== '…' && text.endsWith(ellipsis) ? text : text + ellipsis
}

/** Whether a character has a canonical combining class: then it moves when it stands on the wrong side of another mark. */
function isCombining(character: string): boolean {
  if (!/\p{M}/u.test(character)) return false
  const mark = character.normalize('NFD')
  return (mark + overlay).normalize('NFD') !== mark + overlay || (iotaSubscript + mark).normalize('NFD') !== iotaSubscript + mark
}

// Marks of the lowest and of the highest class.
const overlay = '\u0334'
const iotaSubscript = '\u0345'
