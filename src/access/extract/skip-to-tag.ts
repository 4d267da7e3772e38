import type { NextPositions } from '../../template/tokenize.ts'

/**
 * The position after the next tag that is exactly `content`, past everything else that is markup; -1 where there is none.
 * Also -1 at `{% verbatim %}`, which hides tags: only at its own end that can't come.
 */
export function skipToTag(source: string, from: number, content: string, next: NextPositions): number {
  for (let at = source.indexOf('{', from); at !== -1; at = source.indexOf('{', at)) {
    const opening = source[at + 1]
    const close = opening === '{' || opening === '%' || opening === '#' ? next.closing(opening, at + 2) : -1
    if (close === -1) {
      at++
      continue
    }
    if (opening === '%') {
      const found = source.slice(at + 2, close).trim()
      if (found === content) return close + 2
      if (content === 'endcomment' && found.startsWith('verbatim')) return -1
    }
    at = close + 2
  }
  return -1
}
