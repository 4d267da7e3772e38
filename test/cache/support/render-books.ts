import type { DjustOptions } from '../../../src/engine/options.ts'
import { type Edition, openLibrary, renderBooks } from './library.ts'

/** This file as a program takes these as JSON and prints a list of what `renderBooks` gives. */
export interface Wanted {
  readonly edition?: Edition
  readonly template: string
  readonly options: DjustOptions
}

const wanted = JSON.parse(process.argv[2]!) as Wanted[]
const results = []
for (const { edition, template, options } of wanted) {
  const library = await openLibrary(edition)
  results.push(await renderBooks(library, template, options))
  await library.close()
}
console.log(JSON.stringify(results))
