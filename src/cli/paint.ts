import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

/** Colours for one stream: none where it is no terminal or NO_COLOR is set, always with FORCE_COLOR. */
export interface Painter {
  error(text: string): string
  /** A message with its code frame: the first line bold, the carets red. */
  problem(text: string): string
}

export function painter(stream: Writable): Painter {
  const style = (format: Parameters<typeof styleText>[0], text: string): string => styleText(format, text, { stream })
  return {
    error: (text) => style('red', text),
    problem(text) {
      const [first = '', ...rest] = text.split('\n')
      return [style('bold', first), ...rest.map((line) => line.replace(/(?<=^ *\| +)\^+$/, (carets) => style('red', carets)))].join('\n')
    },
  }
}
