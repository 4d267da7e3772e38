import { escapeHtml } from '../../src/value/escape.ts'
import { workload } from './workload.ts'

const handlebars = `<!DOCTYPE html>
<title>{{ title }}</title>
<h1>Hello, {{ user.name }}!</h1>
<p>{{ user.email }} has {{ count }} new messages.</p>
<a href="{{ link.url }}">{{ link.text }}</a>
`

/** `{{ name }}` as another engine writes it. */
function written(open: string, close: string): { readonly page: string } {
  return { page: handlebars.replaceAll(/\{\{ ([\w.]+) \}\}/g, (_, path) => `${open}${path}${close}`) }
}

export const hello = workload({
  name: 'hello, 6 values',
  data: {
    helpers: {},
    title: 'Bed & Breakfast',
    user: { name: 'Ada Lovelace', email: 'ada@example.com' },
    count: 3,
    link: { url: '/messages/inbox', text: 'Read them' },
  },
  floor: ({ title, user, count, link }) => `<!DOCTYPE html>
<title>${escapeHtml(title)}</title>
<h1>Hello, ${escapeHtml(user.name)}!</h1>
<p>${escapeHtml(user.email)} has ${count} new messages.</p>
<a href="${escapeHtml(link.url)}">${escapeHtml(link.text)}</a>
`,
  sources: {
    djust: { page: handlebars },
    Handlebars: { page: handlebars },
    Nunjucks: { page: handlebars },
    LiquidJS: { page: handlebars },
    Edge: { page: handlebars },
    Eta: written('<%= it.', ' %>'),
    EJS: written('<%= it.', ' %>'),
    doT: written('{{!it.', '}}'),
  },
})
