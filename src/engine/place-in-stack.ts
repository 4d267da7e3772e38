import { readFileSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceSpan } from '../error.ts'

const own = dirname(import.meta.dirname) + sep

/** The innermost line of an error's stack that is in the application's own files: outside of packages, Node and djust. */
export function placeInStack(error: unknown): SourceSpan | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const [, where = '', line, column] of stack.matchAll(/^ {4}at .*?\(?((?:file:\/\/)?\/[^()\n]*?):(\d+):(\d+)\)?$/gm)) {
    const path = where.startsWith('file:') ? fileURLToPath(where) : where
    if (path.startsWith(own) || path.includes(`${sep}node_modules${sep}`)) continue
    const span = spanIn(path, Number(line), Number(column))
    if (span) return span
  }
  return undefined
}

/** A place in a file on disk, which is named as seen from the current folder. */
export function fileSpan(path: string, source: string, start: number, end: number): SourceSpan {
  const name = relative(process.cwd(), path)
  return { template: name.startsWith('..') ? path : name, source, start, end }
}

function spanIn(path: string, line: number, column: number): SourceSpan | undefined {
  let source: string
  try {
    source = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const lines = source.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  const word = /^\s*[\w$.]+/.exec(source.slice(start))?.[0] ?? ' '
  return fileSpan(path, source, start, start + word.length)
}
