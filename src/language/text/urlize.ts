import { isIPv6 } from 'node:net'
import { codePointHead, codePointLength } from '../../value/code-points.ts'
import { escapeHtml } from '../../value/escape.ts'
import { isEmail } from './email.ts'
import { normalize } from './normalize.ts'
import { spaceClass } from './python-space.ts'
import { trimPunctuation } from './trim-punctuation.ts'
import { unescapeHtml } from './unescape-html.ts'
import { parseQuery, quote, quotePlus, unquote } from './url-quote.ts'

export interface UrlizeOptions {
  /** The text is HTML already. */
  readonly safe: boolean
  readonly autoescape: boolean
  /** Most characters of a link's text. */
  readonly limit?: number
}

/** Text whose web and mail addresses are links; all else is escaped where that is asked for. */
export function urlize(text: string, options: UrlizeOptions): string {
  const known = new Map<string, string>()
  let out = ''
  for (const word of text.split(separators)) {
    let html = known.get(word)
    if (html === undefined) known.set(word, (html = urlizeWord(word, options)))
    out += html
  }
  return out
}

const separators = new RegExp(`([${spaceClass}<>"']+)`)
const webAddress = /^https?:\/\/\[?[\p{L}\p{N}_]/iu
const bareAddress = /^www\.|^(?!http)[\p{L}\p{N}_][^@]+\.(?:com|edu|gov|int|mil|net|org)(?:$|\/.*$)/iu
const mostCharacters = 2048

function urlizeWord(word: string, options: UrlizeOptions): string {
  const escapes = options.autoescape && !options.safe
  if (/[.@:]/.test(word)) {
    const { lead, middle, trail } = trimPunctuation(word)
    const link = linkOf(middle)
    if (link) {
      const shown = options.limit === undefined ? middle : shorten(middle, options.limit)
      const [before, label, after] = escapes ? [escapeHtml(lead), escapeHtml(shown), escapeHtml(trail)] : [lead, shown, trail]
      return `${before}<a href="${escapeHtml(link.address)}"${link.attributes}>${label}</a>${after}`
    }
  }
  return escapes ? escapeHtml(word) : word
}

interface Link {
  readonly address: string
  readonly attributes: string
}

function linkOf(text: string): Link | undefined {
  const attributes = ' rel="nofollow"'
  if (text.length <= mostCharacters && webAddress.test(text)) return { address: quoteAddress(unescapeHtml(text)), attributes }
  if (text.length <= mostCharacters && bareAddress.test(text)) return { address: quoteAddress(`http://${unescapeHtml(text)}`), attributes }
  if (text.includes(':') || !isEmail(text)) return undefined
  const at = text.lastIndexOf('@')
  return { address: `mailto:${quote(text.slice(0, at), '')}@${quote(text.slice(at + 1), '')}`, attributes: '' }
}

function shorten(text: string, limit: number): string {
  return codePointLength(text) <= limit ? text : `${codePointHead(text, Math.max(0, limit - 1))}…`
}

const partsOfAddress = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is

/** An address with what may not stand in one as %XX, without doing that twice. */
function quoteAddress(address: string): string {
  const clean = address.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]/g, '')
  const parts = partsOfAddress.exec(clean)
  const host = parts?.[2] ?? ''
  if (!parts || !isHostAllowed(host)) return requote(address)
  const [, scheme = '', , path = '', query = '', fragment = ''] = parts
  const quotedQuery = parseQuery(query)
    .map(([name, value]) => `${quotePlus(unquote(name))}=${quotePlus(unquote(value))}`)
    .join('&')
  const slash = path !== '' && !path.startsWith('/') ? '/' : ''
  const place = `${scheme.toLowerCase()}://${requote(host)}${slash}${requote(path)}`
  return `${place}${quotedQuery === '' ? '' : `?${quotedQuery}`}${fragment === '' ? '' : `#${requote(fragment)}`}`
}

function requote(part: string): string {
  return quote(unquote(part), "!$&'()*+,;=:/?#[]@~")
}

/** Square brackets hold an IPv6 address; no character may turn into a delimiter when it is normalised. */
function isHostAllowed(host: string): boolean {
  const open = host.includes('[')
  if (open !== host.includes(']')) return false
  if (open && !isIPv6(host.slice(host.indexOf('[') + 1, host.indexOf(']')))) return false
  if (/^[\x00-\x7f]*$/.test(host)) return true
  const bare = host.replace(/[@:#?]/g, '')
  const normalized = normalize(bare, 'NFKC')
  return normalized === bare || !/[/?#@:]/.test(normalized)
}
