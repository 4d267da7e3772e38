import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

/** Colours for one stream: none where it is no terminal or NO_COLOR is set, always with FORCE_COLOR. */
export interface Painter {
  readonly error: (text: string) => string
  readonly good: (text: string) => string
  readonly warning: (text: string) => string
  readonly title: (text: string) => string
  readonly quiet: (text: string) => string
  /** A message with its code frame: the first line bold, the carets red. */
  readonly problem: (text: string) => string
}

export function painter(stream: Writable): Painter {
  const style = (format: Parameters<typeof styleText>[0], text: string): string => styleText(format, text, { stream })
  return {
    error: (text) => style('red', text),
    good: (text) => style('green', text),
    warning: (text) => style('yellow', text),
    title: (text) => style('bold', text),
    quiet: (text) => style('dim', text),
    problem(text) {
      const [first = '', ...rest] = text.split('\n')
      return [style('bold', first), ...rest.map((line) => line.replace(/(?<=^ *\| +)\^+$/, (carets) => style('red', carets)))].join('\n')
    },
  }
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
