import type { FilterFlow } from '../../access/flow.ts'
import { scalar } from '../../access/value.ts'
import { escapeHtml, escapeToSafe } from '../../value/escape.ts'
import { toTextOrSafe } from '../../value/to-text.ts'
import { SafeString, markSafe } from '../../value/safe-string.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { escapeForScript } from '../text/escape-script.ts'
import { toJson } from '../text/json-text.ts'
import { stripTags } from '../text/strip-tags.ts'
import { urlize } from '../text/urlize.ts'
import { quote } from '../text/url-quote.ts'
import { requiredInteger, requiredList, requiredText } from './refuse.ts'
import { checkLength, textFilter } from './text-filter.ts'

/** Filters that make HTML of text, or take it out, or make text fit into addresses and scripts. */
export const escapeFilters: readonly FilterDefinition[] = [
  textFilter('safe', { isSafe: true }, (text) => new SafeString(text)),
  textFilter('escape', { isSafe: true }, (text, _argument, _context, safe) => new SafeString(safe ? text : escapeHtml(text))),
  textFilter('force_escape', { isSafe: true }, (text) => new SafeString(escapeHtml(text))),
  {
    name: 'safeseq',
    argument: 'none',
    isSafe: true,
    flow: textsOfElements(),
    apply: (input, _argument, { settings }) => requiredList('safeseq', input).map((item) => markSafe(toTextOrSafe(item, settings))),
  },
  {
    name: 'escapeseq',
    argument: 'none',
    isSafe: true,
    flow: textsOfElements(),
    apply: (input, _argument, { settings }) => requiredList('escapeseq', input).map((item) => escapeToSafe(toTextOrSafe(item, settings))),
  },
  textFilter('striptags', { isSafe: true }, stripTags),
  textFilter('linebreaks', { isSafe: true, needsAutoescape: true }, (text, _argument, { autoescape }, safe) => {
    const paragraphs = unixLines(text).split(/\n{2,}/)
    const html = paragraphs.map((paragraph) => `<p>${breakLines(autoescape && !safe ? escapeHtml(paragraph) : paragraph)}</p>`)
    return new SafeString(html.join('\n\n'))
  }),
  textFilter('linebreaksbr', { isSafe: true, needsAutoescape: true }, (text, _argument, { autoescape }, safe) => {
    const lines = unixLines(text)
    return new SafeString(breakLines(autoescape && !safe ? escapeHtml(lines) : lines))
  }),
  textFilter('linenumbers', { isSafe: true, needsAutoescape: true }, (text, _argument, { autoescape }, safe) => {
    const lines = text.split('\n')
    const width = String(lines.length).length
    const shown = autoescape && !safe ? lines.map(escapeHtml) : lines
    return new SafeString(shown.map((line, at) => `${String(at + 1).padStart(width, '0')}. ${line}`).join('\n'))
  }),
  textFilter('escapejs', {}, (text) => new SafeString(escapeForScript(text))),
  {
    name: 'json_script',
    argument: 'optional',
    isSafe: true,
    flow(input, argument, _literal, flow) {
      flow.whole(input)
      if (argument) flow.output(argument)
      return scalar
    },
    apply(input, argument, { settings }) {
      if (typeof input === 'string' || input instanceof SafeString) checkLength('json_script', String(input))
      const json = toJson(input).replaceAll('<', '\\u003C').replaceAll('>', '\\u003E').replaceAll('&', '\\u0026')
      const id = argument === undefined || argument === null ? '' : toTextOrSafe(argument, settings)
      const attribute = String(id) === '' ? '' : ` id="${escapeToSafe(id).text}"`
      return new SafeString(`<script${attribute} type="application/json">${json}</script>`)
    },
  },
  textFilter('urlencode', { argument: 'optional' }, (text, argument, { settings }) =>
    text === '' ? text : quote(text, argument === undefined || argument === null ? '/' : requiredText('urlencode', argument, settings)),
  ),
  textFilter('iriencode', { isSafe: true }, (text) => quote(text, "/#%[]=:;$&()+,!?*@'~")),
  textFilter(
    'urlize',
    { isSafe: true, needsAutoescape: true },
    (text, _argument, { autoescape }, safe) => new SafeString(urlize(text, { autoescape, safe })),
  ),
  textFilter(
    'urlizetrunc',
    { argument: 'required', isSafe: true, needsAutoescape: true },
    (text, argument, { autoescape }, safe) =>
      new SafeString(urlize(text, { autoescape, safe, limit: requiredInteger('urlizetrunc', argument) })),
  ),
]

function textsOfElements(): FilterFlow {
  return (input, _argument, _literal, flow) => {
    flow.output(flow.iterate(input))
    return { kind: 'sequence', element: scalar }
  }
}

function unixLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

function breakLines(html: string): string {
  return html.replaceAll('\n', '<br>')
}
