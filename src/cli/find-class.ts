import { readFileSync } from 'node:fs'
import type { SourceSpan } from '../error.ts'
import type { FindClass, InClass } from '../view/check-view.ts'
import { fileSpan } from '../engine/place-in-stack.ts'

/** Finds classes in the application's files by their names: a place to show is all that is needed of them. */
export function classFinder(files: readonly string[]): FindClass {
  const sources = new Map<string, string>()
  const declared = (name: string): { readonly file: string; readonly source: string; readonly start: number } | undefined => {
    const declaration = new RegExp(String.raw`\bclass\s+${escaped(name)}\b`)
    for (const file of files) {
      const source = sources.get(file) ?? readFileSync(file, 'utf8')
      sources.set(file, source)
      const match = declaration.exec(source)
      if (match) return { file, source, start: match.index + match[0].length - name.length }
    }
    return undefined
  }
  return (View, part) => {
    let first: SourceSpan | undefined
    // What it inherits may stand in the class that it extends.
    for (let at: unknown = View; typeof at === 'function' && at.name !== ''; at = Object.getPrototypeOf(at)) {
      const { file, source, start } = declared(at.name) ?? {}
      if (file === undefined || source === undefined || start === undefined) continue
      first ??= fileSpan(file, source, start, start + at.name.length)
      const found = part && inClass(classAt(source, start), part)
      if (!part) break
      if (found) return fileSpan(file, source, start + found.start, start + found.end)
    }
    return first
  }
}

interface Place {
  readonly start: number
  readonly end: number
}

/** The text of a class from its name on. */
function classAt(source: string, start: number): string {
  const next = source.slice(start).search(/^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?class\s/m)
  return source.slice(start, next === -1 ? undefined : start + next)
}

function inClass(text: string, part: InClass): Place | undefined {
  if ('text' in part) return place(new RegExp(`(['"\`])${escaped(part.text)}\\1`).exec(text))
  const assigned = new RegExp(String.raw`(?<![\w.$])(?:this\.)?${escaped(part.field)}\s*(?::[^=\n]+)?=(?!=)`).exec(text)
  const from = assigned?.index ?? 0
  // Its own statement ends before the next field or method of the class.
  const own = text.slice(from, assigned ? endOf(text, from + assigned[0].length) : undefined)
  for (const word of part.words) {
    const found = new RegExp(String.raw`(?<![\w.$])${escaped(word)}(?![\w$])`).exec(own.slice(assigned?.[0].length ?? 0))
    if (found) return place(found, from + (assigned?.[0].length ?? 0))
  }
  return assigned ? { start: from, end: from + assigned[0].replace(/\s*(?::[^=\n]+)?=$/, '').length } : undefined
}

/** Where the statement that goes on at `from` ends: at the next line that is indented as little as its own. */
function endOf(text: string, from: number): number {
  const line = text.lastIndexOf('\n', from) + 1
  const indent = /^ */.exec(text.slice(line))![0]
  const next = new RegExp(String.raw`\n${indent}(?![ )\]}.])`).exec(text.slice(from))
  return next ? from + next.index : text.length
}

function place(match: RegExpExecArray | null, from = 0): Place | undefined {
  return match ? { start: from + match.index, end: from + match.index + match[0].length } : undefined
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
