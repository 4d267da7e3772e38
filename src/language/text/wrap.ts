import { DjustError } from '../../error.ts'
import { codePointLength } from '../../value/code-points.ts'
import { strip } from './python-space.ts'

/** Breaks lines at spaces so that they are at most `width` characters long; words are never broken. */
export function wrap(text: string, width: number): string {
  const lines: string[] = []
  for (const line of splitLines(text)) {
    if (!(width > 0)) throw new DjustError('filter/argument', `the filter "wordwrap" needs a width above 0`)
    const wrapped = wrapLine(expandTabs(line), width)
    if (wrapped.length === 0) lines.push(line)
    else for (const part of wrapped) lines.push(part)
  }
  if (text.endsWith('\n')) lines.push('')
  return lines.join('\n')
}

/** Python's `splitlines()`. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const tabSize = 8

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line
  let out = ''
  let column = 0
  for (const character of line) {
    const spaces = character === '\t' ? tabSize - (column % tabSize) : 1
    out += character === '\t' ? ' '.repeat(spaces) : character
    column += spaces
  }
  return out
}

function wrapLine(line: string, width: number): string[] {
  const chunks = line.split(/([\t\n\v\f\r ]+)/).filter((chunk) => chunk !== '')
  const lines: string[] = []
  let at = 0
  while (at < chunks.length) {
    // The space on which a line was broken goes.
    if (lines.length > 0 && isBlank(chunks[at])) at++
    const current: string[] = []
    let length = 0
    for (; at < chunks.length; at++) {
      const chunk = chunks[at] ?? ''
      const size = codePointLength(chunk)
      const tooLong = length + size > width
      if (tooLong && !(current.length === 0 && size > width)) break
      current.push(chunk)
      length += size
    }
    if (isBlank(current.at(-1))) current.pop()
    if (current.length > 0) lines.push(current.join(''))
  }
  return lines
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && strip(chunk) === ''
}
