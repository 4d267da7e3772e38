import { checkWrittenLength } from './too-large.ts'

/** Text as a literal of Python. */
export function quoteText(text: string): string {
  checkWrittenLength(text)
  if (plain.test(text)) return `'${text}'`
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let escaped = text
  if (unprintable.test(text)) escaped = text.replace(unprintables, escapeCharacter)
  if (mark === "'") escaped = escaped.replaceAll("'", "\\'")
  return mark + escaped + mark
}

// Printable ASCII without quotes and backslashes: most texts.
const plain = /^[ -&(-[\]-~]*$/

// What Python does not count as printable: controls, formats, surrogates, private and unassigned characters, spaces but " ".
const unprintable = /[\p{C}\p{Z}\\]/u
const unprintables = /[\p{C}\p{Z}\\]/gu

function escapeCharacter(character: string): string {
  switch (character) {
    case ' ':
      return ' '
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
  }
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
