import { closeSync, fstatSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edition } from './library.ts'

/** Pages whose texts change all the time, and which say themselves what they must show: each begins with its version. */
export const pageNames = ['a.html', 'b.html', 'c.html']
export const partName = 'part.html'
export const editions: readonly Edition[] = ['usual', 'other member', 'hidden subtitle']

/** Version v of a text reads those whose bit is set in v. */
const pageReads = ['book.title', 'book.pages', 'book.author.name', 'book.label', 'book.author.books|length']
const partReads = ['book.id', 'book.author.email', 'book.author.books.0.title']
export const pageVersions = 1 << pageReads.length
export const partVersions = 1 << partReads.length

const books = [
  { id: 1, title: 'The Dispossessed', pages: 341, author: 'Ursula' },
  { id: 2, title: 'The Female Man', pages: 214, author: 'Joanna' },
  { id: 3, title: 'The Lathe of Heaven', pages: 184, author: 'Ursula' },
]

/** Another process sees the old text or the new one, but no part of one. */
export function writePage(folder: string, name: string, version: number): void {
  const isPart = name === partName
  const loop = `{% for book in books %}${chosen(isPart ? partReads : pageReads, version)
    .map((read) => `{{ ${read} }},`)
    .join('')};{% endfor %}`
  writeFileSync(join(folder, `${name}.new`), `${version}|${loop}${isPart ? '' : `{% include '${partName}' %}`}`)
  renameSync(join(folder, `${name}.new`), join(folder, name))
}

export interface TextState {
  readonly version: number
  /** Another one whenever the file is written, even with a version that it had before. */
  readonly written: string
}

export function stateOf(folder: string, name: string): TextState {
  // One file for both, whatever takes its place meanwhile.
  const file = openSync(join(folder, name), 'r')
  const { ino, mtimeNs } = fstatSync(file, { bigint: true })
  const text = readFileSync(file, 'utf8')
  closeSync(file)
  return { version: Number.parseInt(text), written: `${ino} ${mtimeNs}` }
}

/** What is wrong with a page that was rendered while its texts were in these states first and last; null where nothing is. */
export function mistakeIn(html: string, edition: Edition, first: readonly TextState[], last: readonly TextState[]): string | null {
  const said = html.match(/^(\d+)\|.*;(\d+)\|[^|]*$/)
  if (!said) return `no page: ${html}`
  const versions = said.slice(1).map(Number)
  const stale = versions.findIndex((version, i) => first[i]!.written === last[i]!.written && version !== last[i]!.version)
  if (stale !== -1) return `an old text: version ${versions[stale]} of one that had ${last[stale]!.version} all the time`
  const expected = pageOf(edition, versions[0]!, versions[1]!)
  return html === expected ? null : `${html}\nwhere it must be\n${expected}`
}

function pageOf(edition: Edition, page: number, part: number): string {
  return `${page}|${shown(pageReads, page, edition)}${part}|${shown(partReads, part, edition)}`
}

function shown(reads: readonly string[], version: number, edition: Edition): string {
  return books
    .map(
      (book) =>
        `${chosen(reads, version)
          .map((read) => `${valueOf(book, read, edition)},`)
          .join('')};`,
    )
    .join('')
}

function valueOf(book: (typeof books)[number], read: string, edition: Edition): string | number {
  const ofAuthor = books.filter(({ author }) => author === book.author)
  const values: Record<string, string | number> = {
    'book.id': book.id,
    'book.title': book.title,
    'book.pages': book.pages,
    'book.label': edition === 'other member' ? `${book.title}, ${book.pages} pages` : `${book.title} of ${book.author}`,
    'book.author.name': book.author,
    'book.author.email': `${book.author.toLowerCase()}@example.com`,
    'book.author.books|length': ofAuthor.length,
    'book.author.books.0.title': ofAuthor[0]!.title,
  }
  return values[read]!
}

function chosen(reads: readonly string[], version: number): string[] {
  return reads.filter((_, bit) => (version >> bit) & 1)
}
