const unreserved = /^[\w.~-]*$/
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** For each character of ASCII its %XX; nothing for letters, digits and `_.-~`, which stay as they are. */
const percents = Array.from({ length: 128 }, (_, code) => (unreserved.test(String.fromCharCode(code)) ? '' : percent(code)))

/** Python's `quote()`: bytes of UTF-8 as %XX, except letters, digits, `_.-~` and the characters of `safe`. */
export function quote(text: string, safe: string): string {
  if (unreserved.test(text)) return text
  // Halves of characters are no characters, and encode as U+FFFD.
  const characters = text.toWellFormed()
  const { length } = characters
  let out = ''
  let from = 0
  for (let at = 0; at < length; at++) {
    const code = characters.charCodeAt(at)
    let end = at + 1
    let written = percents[code]
    if (written === undefined) {
      while (end < length && characters.charCodeAt(end) > 127) end++
      written = encodeURIComponent(characters.slice(at, end))
    } else if (written === '' || safe.includes(characters.charAt(at))) {
      continue
    }
    out += characters.slice(from, at) + written
    from = end
    at = end - 1
  }
  return out + characters.slice(from)
}

/** Python's `quote_plus()`. */
export function quotePlus(text: string): string {
  return quote(text, ' ').replaceAll(' ', '+')
}

/** Python's `unquote()`: what is no UTF-8 becomes U+FFFD. */
export function unquote(text: string): string {
  return text.includes('%') ? text.replace(/[\x00-\x7f]+/g, unquoteAscii) : text
}

/** The parts of a query string, decoded. */
export function parseQuery(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
      return [unquote(name.replaceAll('+', ' ')), unquote(value.replaceAll('+', ' '))]
    })
}

function unquoteAscii(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (pair) => Number.parseInt(pair, 16))
    return decoder.decode(bytes)
  })
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
