import type { Span } from '../../template/ast.ts'
import { tokenize } from '../../template/tokenize.ts'

const opening = /\{[{%#]/g
const closings: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' }

/**
 * The first `{{`, `{%` or `{#` that nothing closes up to the end of the source. (What only another line closes is text.)
 * Comments and verbatim blocks may hold what they like.
 */
export function findNeverClosed(source: string): Span | null {
  const last = new Map(Object.entries(closings).map(([open, close]) => [open, source.lastIndexOf(close)]))
  let until: string | null = null
  for (const { kind, content, start } of tokenize(source)) {
    if (kind === 'tag') {
      if (until === null) until = endOf(content)
      else if (content === until) until = null
    } else if (kind === 'text' && until === null) {
      for (const match of content.matchAll(opening)) {
        const at = start + match.index
        if ((last.get(match[0]) as number) < at + 2) return { start: at, end: at + 2 }
      }
    }
  }
  return null
}

/** The tag that ends what is not parsed; null where it is. */
function endOf(content: string): string | null {
  if (/^comment(?!\S)/.test(content)) return 'endcomment'
  return content === 'verbatim' || content.startsWith('verbatim ') ? `end${content}` : null
}
