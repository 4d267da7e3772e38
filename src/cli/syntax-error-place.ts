import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fileSpan } from '../engine/place-in-stack.ts'
import type { SourceSpan } from '../error.ts'

/** The place of an error in the text of a module, which Node prints above the stack instead of in it. */
export function placeOfSyntaxError(error: unknown): SourceSpan | undefined {
  if (!(error instanceof SyntaxError)) return undefined
  const [, where, line, text = '', spaces = '', carets = text] =
    /^((?:file:\/\/)?\/[^\n]*):(\d+)\n([^\n]*)(?:\n( *)(\^+))?/.exec(error.stack ?? '') ?? []
  if (where === undefined) return undefined
  const path = where.startsWith('file:') ? fileURLToPath(where) : where
  const source = readFileSync(path, 'utf8')
  const start = source.split('\n', Number(line) - 1).reduce((sum, before) => sum + before.length + 1, spaces.length)
  return fileSpan(path, source, start, start + carets.length)
}
