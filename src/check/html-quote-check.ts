import type { SourceSpan } from '../error.ts'
import type { Node } from '../template/ast.ts'
import { textPieces } from './text-pieces.ts'
import { type Problem, problemAt } from './problem.ts'

/** Where the text of a page is: outside of tags, in a start tag, or in a quoted value that began at `opened`. */
type State =
  | { readonly in: 'text' }
  | { readonly in: 'tag' }
  | { readonly in: 'comment' }
  | { readonly in: 'value'; readonly quote: string; readonly opened: number; readonly crossed: boolean }
  | { readonly in: 'raw'; readonly name: string }

const text: State = { in: 'text' }
const tag: State = { in: 'tag' }

/** Attributes of HTML whose quote is never closed, or only by the quote of a later attribute. Branches that part end the search. */
export function unclosedAttributes(nodes: readonly Node[], file: SourceSpan): Problem[] {
  const check = new AttributeCheck(file)
  const end = check.nodes(nodes, text)
  if (end?.in === 'value') check.unclosed(end.opened)
  return check.found
}

class AttributeCheck {
  readonly found: Problem[] = []
  readonly #file: SourceSpan
  readonly #pieces: ReturnType<typeof textPieces>
  /** The start tag that is being read. */
  #tagName = ''

  constructor(file: SourceSpan) {
    this.#file = file
    this.#pieces = textPieces(file.source)
  }

  /** The state after these nodes; null where it can't be told. */
  nodes(nodes: readonly Node[], before: State | null): State | null {
    let state = before
    for (const node of nodes) {
      if (state === null) return null
      state = this.#node(node, state)
    }
    return state
  }

  unclosed(opened: number): void {
    const { source } = this.#file
    const start = source.lastIndexOf(' ', opened) + 1
    const name = /^[^=\s]+(?==)/.exec(source.slice(start, opened))?.[0]
    const message =
      name === undefined ? 'This quote of an HTML attribute is not closed' : `The quote of the HTML attribute ${name} is not closed`
    const line = source.indexOf('\n', opened)
    const end = line === -1 ? source.length : line
    this.found.push(problemAt({ ...this.#file, start: opened, end }, 'check/unclosed-quote', message, `Close it with ${source[opened]}.`))
  }

  #node(node: Node, before: State): State | null {
    switch (node.kind) {
      case 'text':
        return this.#pieces(node.span).reduce<State | null>((state, piece) => state && this.#text(piece.text, piece.start, state), before)
      case 'if': {
        const ends = node.branches.map(({ body }) => this.nodes(body, before))
        if (node.branches.at(-1)?.condition !== null) ends.push(before)
        return agreed(ends)
      }
      case 'for':
        return agreed([this.nodes(node.body, before), node.empty ? this.nodes(node.empty, before) : before])
      case 'with':
      case 'block':
        return this.nodes(node.body, before)
      case 'tag':
        return agreed(node.bodies.length === 0 ? [before] : node.bodies.map((body) => this.nodes(body, before)))
      case 'output':
      case 'include':
      case 'extends':
        return before
    }
  }

  #text(source: string, offset: number, before: State): State | null {
    let state: State = before
    let at = 0
    while (at < source.length) {
      if (state.in === 'text') {
        const open = /<(?:!--|([a-zA-Z][\w-]*))/g
        open.lastIndex = at
        const match = open.exec(source)
        if (!match) return state
        at = open.lastIndex
        state = match[1] === undefined ? { in: 'comment' } : tag
        this.#tagName = match[1]?.toLowerCase() ?? ''
      } else if (state.in === 'comment' || state.in === 'raw') {
        const end = state.in === 'comment' ? '-->' : `</${state.name}`
        const found = source.toLowerCase().indexOf(end, at)
        if (found === -1) return state
        at = found + end.length
        state = state.in === 'comment' ? text : { in: 'text' }
      } else if (state.in === 'tag') {
        const char = source[at] as string
        if (char === '>') state = rawTags.has(this.#tagName) ? { in: 'raw', name: this.#tagName } : text
        else if ((char === '"' || char === "'") && /=\s*$/.test(source.slice(Math.max(0, at - 20), at))) {
          state = { in: 'value', quote: char, opened: offset + at, crossed: false }
        }
        at++
      } else {
        const close = source.indexOf(state.quote, at)
        const inside = source.slice(at, close === -1 ? source.length : close)
        const crossed: boolean = state.crossed || />[^]*<\/?[a-zA-Z]/.test(inside)
        if (close === -1) return { ...state, crossed }
        // `<a href="x>text</a> <b class="y">`: the quote after `class=` ends the value of href.
        if (crossed && /=\s*$/.test(inside) && /^[^\s>/]/.test(source.slice(close + 1))) {
          this.unclosed(state.opened)
          return null
        }
        state = tag
        at = close + 1
      }
    }
    return state
  }
}

const rawTags: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title'])

function agreed(states: readonly (State | null)[]): State | null {
  const [first] = states
  if (!first) return null
  const same = states.every(
    (state) => state?.in === first.in && (first.in !== 'value' || (state.in === 'value' && state.opened === first.opened)),
  )
  return same ? first : null
}
