import type { TagRuntime } from '../../render/runtime.ts'
import type { Expression } from '../../template/ast.ts'
import { toText } from '../../value/to-text.ts'
import { defineTag } from '../tag-definition.ts'
import type { TagDefinition } from '../tag-definition.ts'

/** `{% static "css/site.css" as url %}`: the URL of a static file. */
export const staticTag = defineTag<{ readonly path: Expression; readonly as: string | null }>({
  name: 'static',
  parse(parser) {
    const [, path, as, name] = parser.words
    if (!path) throw parser.error("'static' takes at least one argument (path to file)")
    return { path: parser.expression(path), as: as?.text === 'as' && name ? parser.bind(name.text) : null }
  },
  flow({ path, as }, flow) {
    flow.output(flow.evaluate(path))
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit({ path, as }, emitter) {
    const url = emitter.call(staticUrl, emitter.runtime, emitter.value(path))
    if (as === null) emitter.print(url)
    else emitter.set(as, url)
  },
})

export const getStaticPrefixTag = prefixTag('get_static_prefix', ({ services }) => services.staticUrl ?? '/static/')

export const getMediaPrefixTag = prefixTag('get_media_prefix', ({ services }) => services.mediaUrl ?? '/media/')

function prefixTag(tagName: string, prefix: (runtime: TagRuntime) => string): TagDefinition {
  return defineTag<string | null>({
    name: tagName,
    parse(parser) {
      const [, as, name] = parser.words
      if (as && as.text !== 'as') throw parser.error(`First argument in '${tagName}' must be 'as'`, as.span)
      return name ? parser.bind(name.text) : null
    },
    flow(as, flow) {
      if (as !== null) flow.bind(as, { kind: 'scalar' })
    },
    emit(as, emitter) {
      const url = emitter.call(prefix, emitter.runtime)
      if (as === null) emitter.raw(url)
      else emitter.set(as, url)
    },
  })
}

function staticUrl({ services, settings }: TagRuntime, path: unknown): string {
  const name = toText(path, settings)
  if (services.staticFile) return services.staticFile(name)
  const quoted = encodeURI(name.toWellFormed())
    .replace(/[?#]/g, (character) => (character === '?' ? '%3F' : '%23'))
    .replaceAll('&', '%26')
  return join(services.staticUrl ?? '/static/', quoted)
}

/** As a browser joins a relative URL to the one of a page. */
function join(base: string, path: string): string {
  if (path.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(path)) return path
  return base.slice(0, base.lastIndexOf('/') + 1) + path
}
