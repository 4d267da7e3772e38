import { DjustError } from '../../error.ts'
import { scanHtml } from './html-scanner.ts'

/** Text without its tags, repeated until no more are found: `<<b>script>` hides one. Django's limits of nesting. */
export function stripTags(source: string): string {
  let text = source
  for (const tag of source.matchAll(/<[a-zA-Z][^>]{1000,}/g)) if (countOpening(tag[0]) >= deepest) throw tooDeep()
  for (let depth = 0; text.includes('<') && text.includes('>'); depth++) {
    if (depth >= deepest) throw tooDeep()
    const stripped = stripOnce(text)
    if (countOpening(stripped) === countOpening(text)) break
    text = stripped
  }
  return text
}

const deepest = 50

function stripOnce(source: string): string {
  let out = ''
  scanHtml(
    source,
    {
      text(written) {
        out += written
      },
      startTag() {},
      endTag() {},
    },
    { complete: true, wholeText: false },
  )
  return out
}

function countOpening(text: string): number {
  let count = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) count++
  return count
}

function tooDeep(): DjustError {
  return new DjustError('filter/suspicious-html', `the filter "striptags" refuses text with tags nested ${deepest} deep`, {
    hint: 'It was probably made to keep a server busy.',
  })
}
