import { escapeHtml } from '../../src/value/escape.ts'

/** So many templates of some 2,000 characters, each with its own names. */
export const pageCount = 50
const fields = 30

const fieldName = (page: number, field: number) => `field${page}x${field}`

export const manyContext: Readonly<Record<string, unknown>> = {
  record: Object.fromEntries(
    Array.from({ length: pageCount * fields }, (_, i) => [fieldName(Math.floor(i / fields), i % fields), `value & ${i}`]),
  ),
  rows: [{ name: 'one' }, { name: 'two' }],
}

export const manyTemplates: Readonly<Record<string, string>> = Object.fromEntries([
  ['layout', '<html><head><title>{{ title }}</title></head><body>\n{% block content %}{% endblock %}\n</body></html>\n'],
  ...Array.from({ length: pageCount }, (_, page) => [`page${page}`, template(page)] as const),
])

function template(page: number): string {
  const parts = Array.from({ length: fields }, (_, field) => {
    const name = fieldName(page, field)
    return `<dt>Field ${field}</dt><dd>{% if record.${name} %}{{ record.${name} }}{% else %}none{% endif %}</dd>\n`
  })
  return `{% extends "layout" %}{% block content %}<dl>\n${parts.join('')}</dl>
<ul>{% for row in rows %}<li>{{ forloop.counter }}: {{ row.name|upper }}</li>{% endfor %}</ul>{% endblock %}`
}

/** All pages one after another, by hand. */
export function manyPages(): string {
  let out = ''
  const record = manyContext['record'] as Readonly<Record<string, string>>
  for (let page = 0; page < pageCount; page++) {
    out += '<html><head><title></title></head><body>\n<dl>\n'
    for (let field = 0; field < fields; field++) {
      out += `<dt>Field ${field}</dt><dd>${escapeHtml(record[fieldName(page, field)] ?? 'none')}</dd>\n`
    }
    out += '</dl>\n<ul><li>1: ONE</li><li>2: TWO</li></ul>\n</body></html>\n'
  }
  return out
}
