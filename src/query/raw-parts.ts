import { DjustError } from '../error.ts'

const token = /'(?:[^'\\]|'')*'|"(?:[^"\\]|"")*"|`[^`]*`|--|\/\*|[#;\\'"`()?]/g

/**
 * Splits the SQL of `raw` at its `?`. What could end the expression it stands in, or hide what follows, is refused: it
 * would change the meaning of the whole statement.
 */
export function rawParts(text: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let depth = 0
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found === '?') {
      parts.push(text.slice(from, index))
      from = index + 1
    } else if (found === '(') depth++
    else if (found === ')') {
      if (--depth < 0) throw refused(text, 'closes a bracket that it does not open')
    } else if (found.length === 1) throw refused(text, `has ${found} outside of quoted text`)
    else if (found === '--' || found === '/*') throw refused(text, 'has a comment')
  }
  if (depth > 0) throw refused(text, 'leaves a bracket open')
  if (text.trim() === '') throw refused(text, 'is empty')
  parts.push(text.slice(from))
  return parts
}

function refused(text: string, why: string): DjustError {
  return new DjustError('query/raw-sql', `The SQL of raw() ${why}: ${text}`, {
    hint: "It has to be one expression, with a ? for each value or column: raw('? || ?', [col('name'), suffix], 'text').",
  })
}
