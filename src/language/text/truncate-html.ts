import { codePoints } from '../../value/code-points.ts'
import { escapeHtml } from '../../value/escape.ts'
import { scanHtml } from './html-scanner.ts'
import { normalize } from './normalize.ts'
import { spaceClass } from './python-space.ts'
import { withEllipsis } from './truncate.ts'
import { unescapeHtml } from './unescape-html.ts'

/** Cuts HTML to `length` characters of text, the ellipsis among them, and closes the elements that are open there. */
export function truncateHtmlCharacters(source: string, length: number): string {
  if (length <= 0) return ''
  const text = normalize(source, 'NFC')
  let seen = 0
  return truncateHtml(text, length - 1, '…', (data, remaining, output) => {
    const characters = codePoints(data)
    seen += characters.length
    // Text that ends exactly at the limit, at the end of everything, needs no ellipsis.
    const fits = seen === length && output.length + data.length === text.length
    return { size: characters.length, kept: characters.slice(0, remaining).join(''), fits }
  })
}

/** Cuts HTML to `length` words. */
export function truncateHtmlWords(source: string, length: number): string {
  if (length <= 0) return ''
  return truncateHtml(source, length, ' …', (data, remaining) => {
    const words = data.split(betweenWords)
    return { size: words.length, kept: words.slice(0, remaining).join(' '), fits: false }
  })
}

const betweenWords = new RegExp(`(?<=[^${spaceClass}])[${spaceClass}]+(?=[^${spaceClass}])`)

const voidElements = new Set('area base br col embed hr img input link meta param source track wbr frame spacer'.split(' '))

interface Measured {
  readonly size: number
  readonly kept: string
  readonly fits: boolean
}

function truncateHtml(
  source: string,
  length: number,
  ellipsis: string,
  measure: (text: string, remaining: number, output: string) => Measured,
): string {
  const open: string[] = []
  let output = ''
  let remaining = length
  let truncated = false
  const endTag = (name: string): void => {
    if (voidElements.has(name)) return
    output += `</${name}>`
    if (open.at(-1) === name) open.pop()
  }
  scanHtml(
    source,
    {
      text(written, raw) {
        const text = raw ? written : unescapeHtml(written)
        const { size, kept, fits } = measure(text, remaining, output)
        truncated = fits || remaining < size
        if (fits) output += text
        else if (truncated) output += withEllipsis(escapeHtml(kept), ellipsis)
        else output += escapeHtml(kept)
        remaining -= size
        return truncated
      },
      startTag(name, written, selfClosing) {
        output += written
        if (voidElements.has(name)) return
        open.push(name)
        if (selfClosing) endTag(name)
      },
      endTag,
    },
    { complete: false, wholeText: true },
  )
  return truncated
    ? output +
        open
          .reverse()
          .map((name) => `</${name}>`)
          .join('')
    : output
}
