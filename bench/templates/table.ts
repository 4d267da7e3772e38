import { escapeHtml } from '../../src/value/escape.ts'
import { shortDate, workload } from './workload.ts'

interface Lease {
  readonly id: number
  readonly property: { readonly name: string }
  readonly tenant: { readonly user: { readonly name: string; readonly email: string } }
  readonly rent: number
  readonly start: Date
  readonly status: string
}

/** One name in five has to be escaped. */
function leases(count: number): Lease[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    property: { name: i % 5 === 0 ? `Smith & Sons ${i}` : `Property ${i}` },
    tenant: { user: { name: `Tenant ${i % 90}`, email: `tenant${i % 90}@example.com` } },
    rent: 700 + ((i * 37) % 900),
    start: new Date(Date.UTC(2024, i % 24, (i % 28) + 1, 12)),
    status: ['active', 'ended', 'draft'][i % 3]!,
  }))
}

const cells = (open: string, close: string, date: string, number = open) =>
  `<tr><td>${number}lease.id${close}</td><td>${open}lease.property.name${close}</td><td>${open}lease.tenant.user.name${close}</td>` +
  `<td>${open}lease.tenant.user.email${close}</td><td>${number}lease.rent${close}</td><td>${date}</td><td>${open}lease.status${close}</td></tr>`

/** What opens the loop, the row and what closes the loop, each on a line. */
function page(open: string, row: string, close: string): { readonly page: string } {
  return { page: `<table>\n${open}${row}\n${close}</table>\n` }
}

const script = page('<% for (const lease of it.leases) { %>', cells('<%= ', ' %>', '<%= it.helpers.shortDate(lease.start) %>'), '<% } %>')

/** Nested paths and a date in each row. */
export function table(rows: number) {
  return workload({
    name: `table, ${rows.toLocaleString('en')} rows`,
    data: { leases: leases(rows), helpers: { shortDate } },
    hasDates: true,
    floor(data, date) {
      let out = '<table>\n'
      for (const { id, property, tenant, rent, start, status } of data.leases) {
        out += `<tr><td>${id}</td><td>${escapeHtml(property.name)}</td><td>${escapeHtml(tenant.user.name)}</td><td>${escapeHtml(tenant.user.email)}</td><td>${rent}</td><td>${date(start)}</td><td>${escapeHtml(status)}</td></tr>\n`
      }
      return `${out}</table>\n`
    },
    sources: {
      djust: page('{% for lease in leases %}', cells('{{ ', ' }}', '{{ lease.start|date:"M d, Y" }}'), '{% endfor %}'),
      Nunjucks: page('{% for lease in leases %}', cells('{{ ', ' }}', '{{ lease.start | shortDate }}'), '{% endfor %}'),
      LiquidJS: page('{% for lease in leases %}', cells('{{ ', ' }}', '{{ lease.start | shortDate }}'), '{% endfor %}'),
      Handlebars: page('{{#each leases as |lease|}}', cells('{{', '}}', '{{shortDate lease.start}}'), '{{/each}}'),
      Edge: page('@each(lease in leases)\n', cells('{{ ', ' }}', '{{ shortDate(lease.start) }}'), '@end\n'),
      Eta: script,
      EJS: script,
      // Its encoding of a number would cost a call and a test for 0, which it drops.
      doT: page('{{~it.leases :lease}}', cells('{{!', '}}', '{{=it.helpers.shortDate(lease.start)}}', '{{='), '{{~}}'),
    },
  })
}
