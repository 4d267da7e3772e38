const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Python's `quote()`: bytes of UTF-8 as %XX, except letters, digits, `_.-~` and the characters of `safe`. */
export function quote(text: string, safe: string): string {
  if (/^[\w.~-]*$/.test(text)) return text
  // Halves of characters are no characters, and encode as U+FFFD.
  return text.toWellFormed().replace(/[^\w.~-]+/g, (run) => encodeURIComponent(run).replace(/[!'()*]|%[0-7][0-9A-F]/g, asSafe))

  /** JavaScript leaves five characters as they are that Python does not. */
  function asSafe(written: string): string {
    const code = written.length === 1 ? written.charCodeAt(0) : Number.parseInt(written.slice(1), 16)
    const character = String.fromCharCode(code)
    return safe.includes(character) ? character : percent(code)
  }
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
