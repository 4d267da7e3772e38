import { DjustError, TemplateSyntaxError } from '../../error.ts'
import type { TagRuntime } from '../../render/runtime.ts'
import type { Binding, Expression } from '../../template/ast.ts'
import { isPlainObject } from '../../value/kinds.ts'
import { repr, toText } from '../../value/to-text.ts'
import { toListOrUndefined } from '../../value/iterate.ts'
import { isText } from '../../value/lazy-text.ts'
import { defineTag } from '../tag-definition.ts'

interface QueryString {
  readonly mappings: readonly Expression[]
  readonly changes: readonly Binding[]
  readonly as: string | null
}

/** `{% querystring page=2 sort=None %}`: the request's query string with some parameters changed or left out. */
export const querystringTag = defineTag<QueryString>({
  name: 'querystring',
  contextNames: ['request'],
  parse(parser) {
    const words = parser.words.slice(1)
    const named = words.length >= 2 && words.at(-2)?.text === 'as'
    const mappings: Expression[] = []
    const changes: Binding[] = []
    for (const word of named ? words.slice(0, -2) : words) {
      const [keyword] = parser.keywords([word]).bindings
      if (keyword && changes.some((other) => other.name === keyword.name)) {
        throw parser.error(`'querystring' received multiple values for keyword argument '${keyword.name}'`, word.span)
      }
      if (keyword) changes.push(keyword)
      else if (changes.length === 0) mappings.push(parser.expression(word))
      else throw parser.error("'querystring' received some positional argument(s) after some keyword argument(s)", word.span)
    }
    return { mappings, changes, as: named ? parser.bind(words.at(-1)?.text ?? '') : null }
  },
  flow({ mappings, changes, as }, flow) {
    for (const mapping of mappings) flow.whole(flow.evaluate(mapping))
    for (const { value } of changes) flow.whole(flow.evaluate(value))
    if (mappings.length === 0) flow.whole(flow.lookup('request'))
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit({ mappings, changes, as }, emitter) {
    const sources = mappings.length > 0 ? emitter.list(mappings.map((mapping) => emitter.value(mapping))) : emitter.literal(null)
    const record = emitter.record(changes.map(({ name, value }) => ({ name, value: emitter.value(value) })))
    const text = emitter.call(queryString, emitter.runtime, sources, record, emitter.variable('request'))
    if (as === null) emitter.print(text)
    else emitter.set(as, text)
  },
})

type Parameters = Map<string, readonly string[]>

function queryString({ settings }: TagRuntime, sources: readonly unknown[] | null, changes: object, request: unknown): string {
  const parameters: Parameters = new Map()
  const print = (value: unknown): string => toText(value, settings)
  let given = false
  for (const source of sources ?? [null]) {
    if (source === '') continue
    const entries = entriesOf(source ?? queryOf(request))
    if (!entries) {
      throw new TemplateSyntaxError(
        'render/querystring',
        `querystring requires mappings for positional arguments (got ${repr(source, settings)} instead).`,
      )
    }
    given ||= entries.length > 0
    for (const [name, value] of entries) change(parameters, name, value, print)
  }
  for (const [name, value] of Object.entries(changes)) change(parameters, name, value, print)
  const pairs: string[] = []
  for (const [name, values] of parameters) {
    const encoded = encode(name)
    for (const value of values) pairs.push(`${encoded}=${encode(value)}`)
  }
  return given || parameters.size > 0 ? `?${pairs.join('&')}` : ''
}

function change(parameters: Parameters, name: string, value: unknown, print: (value: unknown) => string): void {
  if (value === null || value === undefined) parameters.delete(name)
  else {
    const items = isText(value) ? undefined : toListOrUndefined(value)
    parameters.set(name, items ? items.map(print) : [print(value)])
  }
}

function entriesOf(source: unknown): (readonly [string, unknown])[] | null {
  if (source instanceof URLSearchParams) return [...new Set(source.keys())].map((name) => [name, source.getAll(name)] as const)
  if (source instanceof Map) return Array.from(source, ([name, value]) => [String(name), value] as const)
  return isPlainObject(source) ? Object.entries(source) : null
}

function queryOf(request: unknown): unknown {
  if (typeof request !== 'object' || request === null) {
    throw new DjustError('render/no-request', '{% querystring %} needs `request` in the context', {
      hint: 'Or give it a mapping: {% querystring parameters page=2 %}',
    })
  }
  const { query, GET } = request as { readonly query?: unknown; readonly GET?: unknown }
  return GET ?? query ?? {}
}

/** As forms encode it: a space is `+`. */
function encode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
