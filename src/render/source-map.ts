import { url as debuggerUrl } from 'node:inspector'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Template } from '../template/ast.ts'
import type { UnitCode } from './unit-code.ts'

/*
 * Stack traces and debuggers show templates instead of the code made of them: the code of a unit ends with a name of its own
 * (`sourceURL`) and a source map. A map is a list of positions in the code, each with the place in a template that runs from
 * there on; generated code notes that place itself, as `p=N`, so the map is read off it.
 *
 * No library for this is a dependency, and writing the numbers takes no more than `variableLength` below.
 */

/** Whether source maps are of use in this process now. */
export function isRead(): boolean {
  return process.sourceMapsEnabled || debuggerUrl() !== undefined
}

/** The name of a unit's code, in place of that of the function that compiled it. */
export function sourceUrlComment(name: string): string {
  return `\n//# sourceURL=${virtualUrl(name)}.js`
}

/** The lines that `new Function` puts before its body. */
const linesBefore = 2

/** String literals, which are passed over, and the notes of places. */
const notes = /"(?:[^"\\]|\\.)*"|\bp=(\d+)\b/g

/** What leaves the template's own code: nothing of it is at a place of the template. */
const catchesErrors = 'return o}catch(e){'

/** The comments that end the code of a unit; `main` is the part of `source` that notes places. */
export function sourceMapComments(unit: UnitCode, name: string, source: string, main: string): string {
  const sources = new Sources()
  const mappings = new Mappings()
  const before = source.slice(0, source.length - main.length)
  let line = linesBefore + count(before, '\n')
  // The first line of `main` stands behind other code.
  let indent = before.length - (before.lastIndexOf('\n') + 1)
  for (const text of main.split('\n')) {
    for (const match of text.matchAll(notes)) {
      const site = unit.sites[Number(match[1])]
      const template = unit.siteTemplates[Number(match[1])]
      if (site && template) mappings.add(line, indent + match.index, sources.place(template, site.start))
    }
    const end = text.indexOf(catchesErrors)
    if (end !== -1) mappings.add(line, indent + end, null)
    line++
    indent = 0
  }
  const map = { version: 3, ...sources.listed(), names: [], mappings: mappings.toString() }
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64')
  // Units of one template differ in their code.
  return `${sourceUrlComment(name)}?${hash(source)}\n//# sourceMappingURL=data:application/json;base64,${encoded}`
}

interface Place {
  readonly source: number
  readonly line: number
  readonly column: number
}

/** The templates that a unit is made of. */
class Sources {
  readonly #numbers = new Map<string, number>()
  readonly #templates: Template[] = []
  readonly #lines: (readonly number[])[] = []

  /** Everything counted from 0. */
  place(template: Template, offset: number): Place {
    let source = this.#numbers.get(template.origin)
    if (source === undefined) {
      source = this.#templates.length
      this.#numbers.set(template.origin, source)
      this.#templates.push(template)
      this.#lines.push(lineStarts(template.source))
    }
    const starts = this.#lines[source] as readonly number[]
    let low = 0
    for (let high = starts.length; high - low > 1;) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return { source, line: low, column: Math.max(0, offset - (starts[low] as number)) }
  }

  /** Files are read by who shows them; other templates come along. */
  listed(): { sources: string[]; sourcesContent: (string | null)[] } {
    return {
      sources: this.#templates.map(({ origin, name }) => (isAbsolute(origin) ? pathToFileURL(origin).href : virtualUrl(name))),
      sourcesContent: this.#templates.map(({ origin, source }) => (isAbsolute(origin) ? null : source)),
    }
  }
}

/** The field `mappings` of a source map: numbers as differences from those before, in base 64. */
class Mappings {
  #text = ''
  #line = 0
  #column = 0
  #last: Place = { source: 0, line: 0, column: 0 }

  /** From this position in the code on, `place`; null for none. Positions come in their order. */
  add(line: number, column: number, place: Place | null): void {
    if (line > this.#line) {
      this.#text += ';'.repeat(line - this.#line)
      this.#column = 0
    } else if (this.#text !== '') this.#text += ','
    this.#text += variableLength(column - this.#column)
    this.#line = line
    this.#column = column
    if (!place) return
    const last = this.#last
    this.#text += [place.source - last.source, place.line - last.line, place.column - last.column].map(variableLength).join('')
    this.#last = place
  }

  toString(): string {
    // Node reads a position without a place only where something follows it.
    return `${this.#text};`
  }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A whole number in digits of five bits, the lowest first, the sign below them; all but the last digit have the sixth bit. */
function variableLength(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += digits[rest > 0 ? digit | 32 : digit]
  } while (rest > 0)
  return text
}

/** Nothing of a template's name can end the comment it is written in. */
function virtualUrl(name: string): string {
  return `djust:///${name.toWellFormed().split('/').map(encodeURIComponent).join('/')}`
}

function lineStarts(source: string): readonly number[] {
  const starts = [0]
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

function hash(text: string): string {
  let sum = 0
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0
  return (sum >>> 0).toString(36)
}
