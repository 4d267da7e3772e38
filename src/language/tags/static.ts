import type { TagRuntime } from '../../render/runtime.ts'
import type { Expression } from '../../template/ast.ts'
import { toText } from '../../value/to-text.ts'
import { quote } from '../text/url-quote.ts'
import { defineTag } from '../tag-definition.ts'
import type { TagDefinition } from '../tag-definition.ts'

/** `{% static "css/site.css" as url %}`: the URL of a static file. */
export const staticTag = defineTag<{ readonly path: Expression; readonly as: string | null }>({
  name: 'static',
  parse(parser) {
    const [, path, ...more] = parser.words
    const name = more.at(-2)?.text === 'as' ? more.at(-1) : undefined
    if (!path) throw parser.error("'static' takes at least one argument (path to file)")
    return { path: parser.expression(path), as: name ? parser.bind(name.text) : null }
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
  return join(services.staticUrl ?? '/static/', quote(name, '/'))
}

/** A quoted path joined to a URL as Python's `urljoin` does it. */
function join(base: string, path: string): string {
  if (path === '') return base
  if (path.startsWith('//')) return path
  const [host = ''] = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/[^/]*)?/i.exec(base) ?? []
  const folders = base.slice(host.length).split('/').slice(0, -1)
  const parts = path.startsWith('/') ? path.split('/') : [...folders, ...path.split('/')]
  const kept: string[] = []
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1
    if (part === '..') kept.pop()
    else if (part !== '.' && (part !== '' || at === 0 || last)) kept.push(part)
    if (last && (part === '.' || part === '..')) kept.push('')
  }
  return host + (kept.join('/') || '/')
}
