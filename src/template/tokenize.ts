/**
 * A piece of a template's source. The tokens tile it: each begins where the one before ended.
 *
 * Markup never spans lines, and what isn't closed on its line is text, as in Django.
 */
export interface Token {
  readonly kind: 'text' | 'variable' | 'tag' | 'comment'
  readonly start: number
  readonly end: number
  /** For text the text, else what is between the delimiters, trimmed. */
  readonly content: string
  /** Where `content` starts in the source. */
  readonly contentStart: number
}

const closings = { '{': '}}', '%': '%}', '#': '#}' } as const
const kinds = { '{': 'variable', '%': 'tag', '#': 'comment' } as const

/** Cuts a template into tokens. Linear in its length, whatever is in it. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  const next = new NextPositions(source)
  let textStart = 0
  let verbatim: string | null = null
  for (let at = source.indexOf('{'); at !== -1; at = source.indexOf('{', at)) {
    const opening = source[at + 1]
    const close = opening === '{' || opening === '%' || opening === '#' ? next.closing(opening, at + 2) : -1
    if (close === -1) {
      at++
      continue
    }
    const kind = kinds[opening as keyof typeof kinds]
    const inner = source.slice(at + 2, close)
    const content = inner.trim()
    if (verbatim !== null) {
      if (kind !== 'tag' || content !== verbatim) {
        at = close + 2
        continue
      }
      verbatim = null
    } else if (kind === 'tag' && (content === 'verbatim' || content.startsWith('verbatim '))) {
      verbatim = `end${content}`
    }
    if (at > textStart) tokens.push(textToken(source, textStart, at))
    tokens.push({ kind, start: at, end: close + 2, content, contentStart: at + 2 + inner.length - inner.trimStart().length })
    at = textStart = close + 2
  }
  if (textStart < source.length) tokens.push(textToken(source, textStart, source.length))
  return tokens
}

/** One line a token, with its place: for `djust explain` and tests. */
export function printTokens(tokens: readonly Token[]): string {
  return tokens.map((token) => `${token.start}-${token.end} ${token.kind} ${JSON.stringify(token.content)}`).join('\n')
}

function textToken(source: string, start: number, end: number): Token {
  return { kind: 'text', start, end, content: source.slice(start, end), contentStart: start }
}

/** Remembers where the next newline and closings are, so that no part of the source is searched twice. */
export class NextPositions {
  private readonly source: string
  private readonly found: Record<string, number> = { '\n': -1, '}}': -1, '%}': -1, '#}': -1 }

  constructor(source: string) {
    this.source = source
  }

  /** Where the markup that was opened closes on the same line, or -1. */
  closing(opening: keyof typeof closings, from: number): number {
    const close = this.next(closings[opening], from)
    return close < this.next('\n', from) ? close : -1
  }

  private next(text: string, from: number): number {
    let position = this.found[text] as number
    if (position < from) {
      position = this.source.indexOf(text, from)
      if (position === -1) position = Infinity
      this.found[text] = position
    }
    return position
  }
}
