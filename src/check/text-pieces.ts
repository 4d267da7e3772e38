import type { Span } from '../template/ast.ts'
import { tokenize, type Token } from '../template/tokenize.ts'

/** Finds what of a text node stands where in the source: comments and `load` leave no node, and join the texts around them. */
export function textPieces(source: string): (span: Span) => readonly { readonly text: string; readonly start: number }[] {
  const pieces: Token[] = []
  let inComment = false
  for (const token of tokenize(source)) {
    const { kind, content } = token
    if (kind === 'text' && !inComment) pieces.push(token)
    else if (kind === 'tag') inComment = inComment ? content !== 'endcomment' : /^comment(?!\S)/.test(content)
  }
  return ({ start, end }) =>
    pieces.filter((piece) => piece.start >= start && piece.end <= end).map((piece) => ({ text: piece.content, start: piece.start }))
}
