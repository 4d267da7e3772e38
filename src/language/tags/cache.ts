import { TemplateSyntaxError } from '../../error.ts'
import type { FragmentCache } from '../../render/render-options.ts'
import type { TagRuntime } from '../../render/runtime.ts'
import type { Expression, Node } from '../../template/ast.ts'
import { toText } from '../../value/to-text.ts'
import { repr } from '../../value/to-text.ts'
import { toInteger } from '../../value/to-number.ts'
import { defineTag } from '../tag-definition.ts'

interface CacheArgs {
  readonly seconds: Expression
  readonly name: string
  readonly vary: readonly Expression[]
  readonly using: Expression | null
  readonly body: readonly Node[]
}

/** `{% cache seconds name vary… using="store" %}…{% endcache %}`: renders its body only where the store has no text of it. */
export const cacheTag = defineTag<CacheArgs>({
  name: 'cache',
  parse(parser) {
    const words = parser.words.slice(1)
    const [seconds, name, ...more] = words
    if (!seconds || !name) throw parser.error("'cache' tag requires at least 2 arguments.", parser.span, 'Write {% cache 600 name %}.')
    const last = more.at(-1)
    const [store] = last?.text.startsWith('using=') ? parser.keywords([last]).bindings : []
    const vary = (store ? more.slice(0, -1) : more).map((word) => parser.expression(word))
    return { seconds: parser.expression(seconds), name: name.text, vary, using: store?.value ?? null, body: parser.body('endcache').nodes }
  },
  flow({ seconds, vary, using, body }, flow) {
    for (const expression of [seconds, ...vary, ...(using ? [using] : [])]) flow.output(flow.evaluate(expression))
    flow.visit(body)
  },
  emit({ seconds, name, vary, using, body }, emitter) {
    const varying = emitter.list(vary.map((expression) => emitter.value(expression)))
    const store = using ? emitter.value(using) : emitter.literal(null)
    const entry = emitter.constantOf(
      emitter.call(findEntry, emitter.runtime, emitter.value(seconds), emitter.literal(name), varying, store),
    )
    emitter.choose([
      { test: emitter.call(isKnown, entry), emit: () => emitter.raw(emitter.call(knownText, entry)) },
      {
        test: null,
        emit() {
          const text = emitter.capture(() => emitter.nodes(body))
          emitter.raw(emitter.call(keep, emitter.runtime, entry, text))
        },
      },
    ])
  },
})

interface Entry {
  readonly cache: FragmentCache | undefined
  readonly key: string
  readonly seconds: number | null
  readonly text: string | undefined
}

function findEntry({ services, settings }: TagRuntime, seconds: unknown, name: string, vary: readonly unknown[], using: unknown): Entry {
  const timeout = seconds === null ? null : toInteger(seconds)
  if (timeout === undefined) {
    throw new TemplateSyntaxError('render/cache', `"cache" tag got a non-integer timeout value: ${repr(seconds, settings)}`)
  }
  const { caches = {} } = services
  const store = using === null ? undefined : toText(using, settings)
  if (store !== undefined && !Object.hasOwn(caches, store)) {
    throw new TemplateSyntaxError('render/cache', `Invalid cache name specified for cache tag: '${store}'`)
  }
  const cache = store === undefined ? (caches['template_fragments'] ?? caches['default']) : caches[store]
  // Lengths keep ["a", "b:c"] and ["a:b", "c"] apart.
  const parts = vary.map((value) => toText(value, settings)).map((text) => `${text.length}:${text}`)
  const key = `template.cache.${name}.${parts.join(':')}`
  return { cache, key, seconds: timeout === null ? null : Number(timeout), text: cache?.get(key) }
}

function isKnown({ text }: Entry): boolean {
  return text !== undefined
}

function knownText({ text }: Entry): string {
  return text ?? ''
}

function keep(runtime: TagRuntime, { cache, key, seconds }: Entry, text: string): string {
  // What asynchronous tags print is not there yet.
  if (!runtime.isDeferred(text)) cache?.set(key, text, seconds)
  return text
}
