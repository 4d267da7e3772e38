import { readFileSync } from 'node:fs'
import type { FindClass } from '../view/check-view.ts'
import { fileSpan } from '../engine/place-in-stack.ts'

/** Finds classes in the application's files by their names: a place to show is all that is needed of them. */
export function classFinder(files: readonly string[]): FindClass {
  const sources = new Map<string, string>()
  return ({ name }, text) => {
    const declared = new RegExp(String.raw`\bclass\s+(${name})\b`)
    for (const file of files) {
      const source = sources.get(file) ?? readFileSync(file, 'utf8')
      sources.set(file, source)
      const match = declared.exec(source)
      if (!match) continue
      const start = match.index + match[0].length - name.length
      const quoted = text === undefined ? -1 : source.slice(start).search(new RegExp(`(['"\`])${escaped(text)}\\1`))
      return quoted === -1
        ? fileSpan(file, source, start, start + name.length)
        : fileSpan(file, source, start + quoted, start + quoted + (text as string).length + 2)
    }
    return undefined
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
