import { SafeString } from './safe-string.ts'

const special = /[&<>"']/
const specials = /[&<>"']/g

/** Text with `& < > " '` as entities, Django's spelling of them. Text without any is returned as it is. */
export function escapeHtml(text: string): string {
  return special.test(text) ? escapeSpecial(text) : text
}

/**
 * The same for text that is known to have some. Long text with few of them is quicker by a regular expression that hops, short
 * text by a loop.
 */
export function escapeSpecial(text: string): string {
  if (text.length > 256) return escapeHopping(text)
  let out = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const entity = entityOf(text.charCodeAt(at))
    if (entity === '') continue
    out += text.slice(from, at) + entity
    from = at + 1
  }
  return out + text.slice(from)
}

/** Escapes text, leaves safe strings as they are. */
export function conditionalEscape(value: string | SafeString): string {
  return typeof value === 'string' ? escapeHtml(value) : value.text
}

/** The safe form of any text: what `escape` gives. */
export function escapeToSafe(value: string | SafeString): SafeString {
  return typeof value === 'string' ? new SafeString(escapeHtml(value)) : value
}

function escapeHopping(text: string): string {
  let out = ''
  let from = 0
  specials.lastIndex = 0
  while (specials.test(text)) {
    const at = specials.lastIndex - 1
    out += text.slice(from, at) + entityOf(text.charCodeAt(at))
    from = at + 1
  }
  return out + text.slice(from)
}

function entityOf(code: number): string {
  switch (code) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 34:
      return '&quot;'
    case 39:
      return '&#x27;'
    default:
      return ''
  }
}
