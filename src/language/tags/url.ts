import { DjustError, NoReverseMatch } from '../../error.ts'
import type { TagRuntime } from '../../render/runtime.ts'
import type { Binding, Expression } from '../../template/ast.ts'
import { SafeString } from '../../value/safe-string.ts'
import { toText } from '../../value/to-text.ts'
import { defineTag } from '../tag-definition.ts'

interface Url {
  readonly name: Expression
  readonly args: readonly Expression[]
  readonly keywords: readonly Binding[]
  readonly as: string | null
}

/** `{% url "name" a b=c as variable %}`: what the application's `reverse` gives for the name and arguments. */
export const urlTag = defineTag<Url>({
  name: 'url',
  contextNames: ['request'],
  parse(parser) {
    const [, name, ...rest] = parser.words
    if (!name) throw parser.error("'url' takes at least one argument, a URL pattern name.")
    const named = rest.length >= 2 && rest.at(-2)?.text === 'as'
    const args: Expression[] = []
    const keywords: Binding[] = []
    for (const word of named ? rest.slice(0, -2) : rest) {
      const [keyword] = parser.keywords([word]).bindings
      if (keyword) keywords.push(keyword)
      else args.push(parser.expression(word))
    }
    return { name: parser.expression(name), args, keywords, as: named ? parser.bind(rest.at(-1)?.text ?? '') : null }
  },
  flow({ name, args, keywords, as }, flow) {
    for (const expression of [name, ...args, ...keywords.map((keyword) => keyword.value)]) flow.output(flow.evaluate(expression))
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit({ name, args, keywords, as }, emitter) {
    const url = emitter.call(
      reverse,
      emitter.runtime,
      emitter.variable('request'),
      emitter.value(name),
      emitter.list(args.map((argument) => emitter.value(argument))),
      emitter.record(keywords.map((keyword) => ({ name: keyword.name, value: emitter.value(keyword.value) }))),
      emitter.literal(as !== null),
    )
    if (as === null) emitter.print(url)
    else emitter.set(as, url)
  },
})

type Arguments = Readonly<Record<string, unknown>>

function reverse(
  { services, settings }: TagRuntime,
  request: unknown,
  name: unknown,
  args: readonly unknown[],
  keywords: Arguments,
  quiet: boolean,
): string {
  if (!services.reverse) {
    throw new DjustError('render/no-reverse', '{% url %} needs to know the URLs of the application', {
      hint: 'Give the engine a function: reverse: (name, args, keywords) => url',
    })
  }
  try {
    const plain = Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, unmarked(value)]))
    return services.reverse(toText(name, settings), args.map(unmarked), plain, currentApp(request))
  } catch (error) {
    if (quiet && error instanceof NoReverseMatch) return ''
    throw error
  }
}

function unmarked(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value
}

/** The application that the page belongs to, where several use the same names. */
function currentApp(request: unknown): string | null {
  if (typeof request !== 'object' || request === null) return null
  const { currentApp: app } = request as { readonly currentApp?: unknown }
  return typeof app === 'string' ? app : null
}
