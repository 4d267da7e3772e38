import { escapeHtml } from '../../src/value/escape.ts'
import { layoutSources } from './layout-sources.ts'
import { shortDate, workload } from './workload.ts'

interface Item {
  readonly title: string
  readonly text: string
  readonly author: { readonly name: string }
  readonly date: Date
}

const items: Item[] = Array.from({ length: 12 }, (_, i) => ({
  title: `Article ${i}`,
  text: i % 4 === 0 ? `Less is "more" & more ${i}` : `A few words about the subject ${i}`,
  author: { name: `Author ${i % 5}` },
  date: new Date(Date.UTC(2025, i, i + 1)),
}))

const data = {
  title: 'News',
  site: { name: 'The Daily', year: 2025 },
  user: { name: 'Ada Lovelace' },
  links: [
    { url: '/', text: 'Home' },
    { url: '/news', text: 'News' },
    { url: '/about', text: 'About' },
  ],
  items,
  helpers: { shortDate },
}
type News = typeof data
type FormatDate = (date: Date) => string

/** A page in a layout with three includes, one of them for each of 12 items. */
export const layout = workload({
  name: 'layout with 3 includes, 12 items',
  data,
  hasDates: true,
  floor: page,
  sources: layoutSources,
})

function page(values: News, date: FormatDate): string {
  let cards = ''
  for (const item of values.items) cards += `${card(item, date)}\n`
  return around(values, `<h1>${escapeHtml(values.title)}</h1>\n${cards}`)
}

function around(values: News, content: string): string {
  return `<!DOCTYPE html>
<html><head><title>${escapeHtml(values.title)}</title></head><body>
${header(values)}
<main>
${content}
</main>
${footer(values)}
</body></html>
`
}

function header({ site, links, user }: News): string {
  let out = `<header><h1>${escapeHtml(site.name)}</h1><nav>\n`
  for (const { url, text } of links) out += `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>\n`
  return `${out}</nav><p>${escapeHtml(user.name)}</p></header>`
}

function card({ title, text, author, date }: Item, format: FormatDate): string {
  return `<article><h2>${escapeHtml(title)}</h2><p>${escapeHtml(text)}</p><p>${escapeHtml(author.name)}, ${format(date)}</p></article>`
}

function footer({ site }: News): string {
  return `<footer>${escapeHtml(site.name)}, ${site.year}</footer>`
}
