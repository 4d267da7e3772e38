import { NoReverseMatch } from '../src/error.ts'
import { renderSettings } from '../src/render/settings.ts'
import { toText } from '../src/value/to-text.ts'

interface Pattern {
  readonly name: string
  /** Fixed parts and, between them, what an argument must look like. */
  readonly parts: readonly (string | { readonly keyword?: string; readonly value: RegExp })[]
}

const python = renderSettings({ values: 'python' })
const digits = /^[0-9]+$/
const client: readonly Pattern[] = [
  { name: 'index', parts: [''] },
  { name: 'client', parts: ['client/', { value: /^[0-9,]+$/ }, '/'] },
  { name: 'client_action', parts: ['client/', { keyword: 'id', value: digits }, '/', { keyword: 'action', value: /^[^/]+$/ }, '/'] },
  { name: 'client_action', parts: ['client/', { keyword: 'client_id', value: digits }, '/', { keyword: 'action', value: /^[^/]+$/ }, '/'] },
  { name: 'named.client', parts: ['named-client/', { value: digits }, '/'] },
]
const own: readonly Pattern[] = [
  ...client,
  { name: 'метка_оператора', parts: ['Юникод/', { value: /^[\p{L}\p{N}_]+$/u }, '/'] },
  { name: 'метка_оператора_2', parts: ['Юникод/', { keyword: 'tag', value: /^\S+$/ }, '/'] },
]
const namespaces: Readonly<Record<string, string>> = { ns1: 'ns1/', app: 'ns2/' }

/** `reverse` over the URL patterns that the cases were recorded with. */
export function reverse(
  name: string,
  args: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
  currentApp: string | null,
): string {
  if (args.length > 0 && Object.keys(keywords).length > 0) throw new Error("Don't mix *args and **kwargs in call to reverse()!")
  const colon = name.indexOf(':')
  const namespace = colon === -1 ? null : name.slice(0, colon)
  const prefix =
    namespace === null ? '' : namespaces[namespace === 'app' && currentApp && currentApp in namespaces ? currentApp : namespace]
  const pattern = name.slice(colon + 1)
  for (const candidate of prefix === undefined ? [] : namespace === null ? own : client) {
    const path = candidate.name === pattern ? fill(candidate, args, keywords) : null
    if (path !== null) return encode(`/${prefix}${path}`)
  }
  throw new NoReverseMatch(
    'render/no-reverse-match',
    `Reverse for '${name}' not found. '${name}' is not a valid view function or pattern name.`,
  )
}

function fill({ parts }: Pattern, args: readonly unknown[], keywords: Readonly<Record<string, unknown>>): string | null {
  const wanted = parts.filter((part) => typeof part === 'object')
  const names = Object.keys(keywords)
  if (wanted.length !== args.length + names.length || names.some((name) => !wanted.some((part) => part.keyword === name))) return null
  let next = 0
  let path = ''
  for (const part of parts) {
    if (typeof part === 'string') path += part
    else {
      const value = toText(names.length > 0 ? keywords[part.keyword ?? ''] : args[next++], python)
      if (!part.value.test(value)) return null
      path += value
    }
  }
  return path
}

function encode(path: string): string {
  return encodeURIComponent(path).replace(/%(?:2F|7E|3A|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/g, decodeURIComponent)
}
