import type { AccessNode } from '../access/access-node.ts'
import type { TemplateAccess } from '../access/template-analysis.ts'
import { lineAndColumn, type SourceSpan } from '../error.ts'
import { accessSet, membersOf, NodeNumbers, type AccessSet } from '../plan/access-set.ts'

/** A view and what its template reads. */
export interface TypedView {
  /** The class's name. */
  readonly name: string
  /** Where it stands in the `views` of the configuration. */
  readonly index: number
  readonly template: string
  readonly access: TemplateAccess
}

/**
 * A TypeScript module that reads of each view what its template reads, so that the compiler finds names that do not exist.
 * `config` is the path by which the module imports the configuration. Nothing of the module ever runs.
 */
export function templateTypes(views: readonly TypedView[], config: string): string {
  const names = new Names()
  const functions = views.map((view) => viewFunction(view, names.take(view.name)))
  return [header(config, functions.join('\n')), ...functions].join('\n')
}

function header(config: string, body: string): string {
  const helpers = Object.entries(declarations).filter(([name]) => body.includes(`${name}(`))
  const types = ['Each', 'Parameter', 'Part', 'Shown', 'ViewContext', 'ViewOf'].filter((name) =>
    `${body}${helpers.join()}`.includes(`${name}<`),
  )
  return `// Written by \`djust types\`: what the template of each view reads, so that TypeScript checks it. Nothing in here runs.
import type { ${types.join(', ')} } from 'djust'
import type config from ${JSON.stringify(config)}

${helpers.map(([, text]) => `${text}\n`).join('')}`
}

const declarations: Readonly<Record<string, string>> = {
  shown: 'declare function shown<T>(value: T): Shown<T>',
  each: 'declare function each<T extends Iterable<unknown> | AsyncIterable<unknown>>(list: T): Each<T>',
  parameter: 'declare function parameter<V, Name extends string>(view: V, name: Name): Parameter<V, Name>',
  part: "declare function part<T, Name extends 'items' | 'keys' | 'values'>(value: T, name: Name): Part<T, Name>",
}

function viewFunction({ index, template, access }: TypedView, name: string): string {
  const writer = new FunctionWriter()
  for (const [root, node] of access.roots) {
    // What only a tag asks for, as csrf_token does, the framework gives or nobody.
    if (node.spans.length > 0)
      writer.root(
        root,
        node,
        node.spans.some((span) => access.family.includes(span.template)),
      )
  }
  const unused = writer.lines.length === 0 ? '_view' : 'view'
  return `/** ${oneLine(template).replaceAll('*/', '*\\/')} */
export function ${name}(${unused}: ViewContext<ViewOf<typeof config, ${index}>>): void {
${writer.lines.map((line) => `  ${line}\n`).join('')}}
`
}

class FunctionWriter {
  readonly lines: string[] = []
  readonly #names = new Names(['view', ...Object.keys(declarations)])
  readonly #numbers = new NodeNumbers()

  /** A name of the context. One that only included templates read may be a parameter of theirs, which not each page gives. */
  root(name: string, node: AccessNode, isOwn: boolean): void {
    this.#value([node], isOwn ? readOf('view', name) : `parameter(view, ${JSON.stringify(name)})`, name, [])
  }

  /** Reads a name of a variable; `above` are the sets being read, of which one met again ends a recursion. */
  #member(variable: string, name: string, nodes: readonly AccessNode[], above: readonly string[]): void {
    if (nodes.some((node) => node.certain)) this.#value(nodes, readOf(variable, name), `${variable}_${name}`, above)
  }

  #value(nodes: readonly AccessNode[], value: string, label: string, above: readonly string[], place = placeOf(nodes)): void {
    const set = accessSet(nodes)
    const key = this.#numbers.key(set)
    if (key !== '' && above.includes(key)) return
    if (!hasParts(set)) {
      this.lines.push(`${value}${place}`)
      return
    }
    const variable = this.#names.take(label)
    this.lines.push(`const ${variable} = ${value}${place}`)
    const inner = [...above, key]
    const elements = [...set.all].flatMap((node) => node.element ?? [])
    if (elements.length > 0) this.#value(elements, `each(${variable})`, `${variable}_each`, inner, place)
    for (const [name, members] of membersOf(set)) this.#member(variable, name, members, inner)
  }
}

function readOf(variable: string, name: string): string {
  if (name === 'items' || name === 'keys' || name === 'values') return `part(${variable}, '${name}')`
  if (/^\d+$/.test(name)) return `shown(${variable}[${Number(name)}])`
  return `shown(${variable}${identifier.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`})`
}

const identifier = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u

function hasParts(set: AccessSet): boolean {
  for (const node of set.all) if (node.element) return true
  for (const [, nodes] of membersOf(set)) if (nodes.some((node) => node.certain)) return true
  return false
}

/** Where the template reads it first, and that line of the template. */
function placeOf(nodes: readonly AccessNode[]): string {
  const span = nodes.find((node) => node.spans.length > 0)?.spans[0]
  if (!span) return ''
  const { line, column } = lineAndColumn(span.source, span.start)
  return ` // ${oneLine(`${span.template}:${line}:${column} ${markupAt(span)}`)}`
}

/** The markup around a place, or a part of it if it is long. */
function markupAt({ source, start, end }: SourceSpan): string {
  const open = Math.max(source.lastIndexOf('{{', start), source.lastIndexOf('{%', start))
  const close = /[%}]\}/.exec(source.slice(end))
  const [from, to] = [Math.max(open, start - 50, 0), Math.min(close ? end + close.index + 2 : end, end + 50)]
  return `${from > open ? '…' : ''}${source.slice(from, to)}${close && to < end + close.index + 2 ? '…' : ''}`
}

/** Whatever a template or its name holds, a comment ends where its line does. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

/** Names for variables, each once. */
class Names {
  readonly #taken: Set<string>

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken)
  }

  take(wish: string): string {
    const plain = wish.replace(/[^\p{ID_Continue}$]/gu, '_')
    const base = identifier.test(plain) && !reserved.has(plain) ? plain : `_${plain}`
    let name = base
    for (let number = 2; this.#taken.has(name); number++) name = `${base}${number}`
    this.#taken.add(name)
    return name
  }
}

const reserved: ReadonlySet<string> = new Set(
  `arguments await break case catch class config const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected public return static
  super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
)
