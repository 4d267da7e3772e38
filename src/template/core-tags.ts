import type { Binding, Condition, Node } from './ast.ts'
import type { TagReader } from './tag-reader.ts'
import type { Word } from './tag-syntax.ts'

/** The tags that the syntax tree has nodes of its own for, and those that leave none. */
export const coreTags: ReadonlyMap<string, (tag: TagReader) => Node | null> = new Map([
  ['if', parseIf],
  ['for', parseFor],
  ['with', parseWith],
  ['block', parseBlock],
  ['include', parseInclude],
  ['extends', parseExtends],
  ['load', parseLoad],
  ['comment', parseComment],
  ['verbatim', parseVerbatim],
])

function parseIf(tag: TagReader): Node {
  const branches: { condition: Condition | null; body: readonly Node[] }[] = []
  let condition: Condition | null = tag.condition(tag.words.slice(1))
  for (;;) {
    const { nodes, end }: { nodes: readonly Node[]; end: readonly [Word, ...Word[]] } =
      condition === null ? tag.body('endif') : tag.body('elif', 'else', 'endif')
    branches.push({ condition, body: nodes })
    if (end[0].text === 'elif') condition = tag.condition(end.slice(1))
    else if (end.length > 1) throw malformed(end, tag)
    else if (end[0].text === 'else') condition = null
    else return { kind: 'if', branches, span: tag.span }
  }
}

function parseFor(tag: TagReader): Node {
  const { words } = tag
  const written = tag.contents
  if (words.length < 4) {
    throw tag.error(`'for' statements should have at least four words: ${written}`, tag.span, 'Write {% for item in items %}.')
  }
  const reversed = words.at(-1)?.text === 'reversed'
  const inAt = words.length - (reversed ? 3 : 2)
  const iterable = words[inAt + 1]
  if (words[inAt]?.text !== 'in' || !iterable) {
    throw tag.error(`'for' statements should use the format 'for x in y': ${written}`, tag.span, 'Write {% for item in items %}.')
  }
  const names = words.slice(1, inAt)
  const variables = names
    .map((word) => word.text)
    .join(' ')
    .split(/ *, */)
  for (const variable of variables) {
    if (variable === '' || /[\s"'|]/.test(variable)) {
      throw tag.error(`'for' tag received an invalid argument: ${written}`, names[0] ? spanOf(names) : tag.span)
    }
  }
  const expression = tag.expression(iterable)
  const body = tag.body('empty', 'endfor')
  if (body.end[0].text === 'empty' && body.end.length > 1) throw malformed(body.end, tag)
  const empty = body.end[0].text === 'empty' ? tag.body('endfor').nodes : null
  return { kind: 'for', variables, iterable: expression, reversed, body: body.nodes, empty, span: tag.span }
}

function parseWith(tag: TagReader): Node {
  const { bindings, rest } = tag.keywords(tag.words.slice(1), { legacy: true })
  if (bindings.length === 0) throw tag.error("'with' expected at least one variable assignment", tag.span, 'Write {% with name=value %}.')
  if (rest[0]) throw tag.error(`'with' received an invalid token: '${rest[0].text}'`, rest[0].span)
  const { nodes } = tag.body('endwith')
  return { kind: 'with', bindings: lastOfEachName(bindings), body: nodes, span: tag.span }
}

function parseBlock(tag: TagReader): Node {
  const [, name, ...more] = tag.words
  if (!name || more.length > 0) throw tag.error("'block' tag takes only one argument", tag.span, 'Write {% block name %}.')
  const { blocks } = tag.parser
  const earlier = tag.shared.get(`block ${name.text}`)
  if (typeof earlier === 'number') {
    const hint = `The other one is on line ${earlier}. What stands in two places can be a {% partialdef %}.`
    throw tag.error(`'block' tag with name '${name.text}' appears more than once`, name.span, hint)
  }
  tag.shared.set(`block ${name.text}`, tag.parser.line(tag.span))
  const { nodes, end } = tag.body('endblock')
  if (end.length > 2 || (end[1] && end[1].text !== name.text)) {
    throw tag.parser.unknownTag('endblock', { text: 'endblock', span: spanOf(end) }, ['endblock', `endblock ${name.text}`])
  }
  const node = { kind: 'block', name: name.text, body: nodes, span: tag.span } as const
  blocks.set(name.text, node)
  return node
}

function parseInclude(tag: TagReader): Node {
  const [, name, ...rest] = tag.words
  if (!name) throw tag.error("'include' tag takes at least one argument: the name of the template to be included.")
  let bindings: readonly Binding[] | null = null
  let only = false
  for (let words: readonly Word[] = rest; words[0];) {
    const option = words[0]
    if (option.text === 'only' ? only : bindings && option.text === 'with') {
      throw tag.error(`The '${option.text}' option was specified more than once.`, option.span)
    }
    if (option.text === 'only') {
      only = true
      words = words.slice(1)
    } else if (option.text === 'with') {
      const parsed = tag.keywords(words.slice(1))
      if (parsed.bindings.length === 0) {
        throw tag.error(`"with" in 'include' tag needs at least one keyword argument.`, option.span)
      }
      bindings = lastOfEachName(parsed.bindings)
      words = parsed.rest
    } else
      throw tag.error(`Unknown argument for 'include' tag: '${option.text}'.`, option.span, 'Write {% include "name" with a=b only %}.')
  }
  const template = tag.templateReference(name, { recursion: true })
  return { kind: 'include', template, bindings: bindings ?? [], only, span: tag.span }
}

function parseExtends(tag: TagReader): Node {
  const [, name, ...more] = tag.words
  if (!name || more.length > 0) throw tag.error("'extends' takes one argument", tag.span, 'Write {% extends "base.html" %}.')
  return { kind: 'extends', parent: tag.templateReference(name, { recursion: false }), span: tag.span }
}

function parseLoad(tag: TagReader): null {
  const words = tag.words.slice(1)
  if (words.length >= 3 && words.at(-2)?.text === 'from') tag.load(words.at(-1) as Word, words.slice(0, -2))
  else for (const word of words) tag.load(word)
  return null
}

function parseComment(tag: TagReader): null {
  tag.skip('endcomment')
  return null
}

/** The tokenizer has left everything up to the end as text. */
function parseVerbatim(tag: TagReader): Node | null {
  const { nodes } = tag.parser.body([`endverbatim`])
  return nodes[0] ?? null
}

function lastOfEachName(bindings: readonly Binding[]): readonly Binding[] {
  return bindings.filter((binding, i) => !bindings.slice(i + 1).some((later) => later.name === binding.name))
}

/** `{% else x %}` and the like. */
function malformed(words: readonly [Word, ...Word[]], tag: TagReader): Error {
  const text = words.map((word) => word.text).join(' ')
  const hint = text.startsWith('else if ') ? `Write {% elif ${text.slice('else if '.length)} %}.` : undefined
  return tag.error(`Malformed template tag at line ${tag.parser.line(words[0].span)}: "${text}"`, spanOf(words), hint)
}

function spanOf(words: readonly Word[]): { start: number; end: number } {
  const [first] = words
  return { start: (first as Word).span.start, end: (words.at(-1) as Word).span.end }
}
