import { escapeHtml } from '../../src/value/escape.ts'
import { workload } from './workload.ts'

interface Payment {
  readonly city: string
  readonly tenant: string
  readonly month: string
  readonly amount: number
  readonly paid: number
  readonly note: string
}

interface Group {
  readonly grouper: string
  readonly list: Payment[]
}

const payments: Payment[] = Array.from({ length: 120 }, (_, i) => ({
  city: `City ${Math.floor(i / 12)}`,
  tenant: `Tenant ${i}`,
  month: `Month ${Math.floor(i / 4) % 12}`,
  amount: 600 + ((i * 41) % 500),
  paid: i % 3 === 0 ? 0 : 600 + ((i * 41) % 500),
  note: i % 4 === 0 ? '' : `Paid <late> ${i % 7}`,
}))

/** Neighbours of the same city. */
function groupByCity(list: readonly Payment[]): Group[] {
  const groups: Group[] = []
  for (const payment of list) {
    const last = groups.at(-1)
    if (last?.grouper === payment.city) last.list.push(payment)
    else groups.push({ grouper: payment.city, list: [payment] })
  }
  return groups
}

const django = `{% regroup payments by city as cities %}
{% for city in cities %}<h2>{{ city.grouper }}</h2>
<ul>
{% for payment in city.list %}{% with due=payment.amount paid=payment.paid %}<li class="{% cycle 'a' 'b' 'c' %}">{% ifchanged payment.month %}<b>{{ payment.month }}</b>{% endifchanged %} {{ payment.tenant }}: {{ due }}{% if due > paid and paid != 0 or not paid %}, open{% endif %}, {{ payment.note|default:"no note" }}</li>
{% endwith %}{% endfor %}</ul>
{% endfor %}`

const script = `<% let n = 0; for (const city of it.helpers.groupByCity(it.payments)) { %><h2><%= city.grouper %></h2>
<ul>
<% let month; for (const payment of city.list) { const due = payment.amount, paid = payment.paid; %><li class="<%= ['a', 'b', 'c'][n++ % 3] %>"><% if (payment.month !== month) { month = payment.month; %><b><%= month %></b><% } %> <%= payment.tenant %>: <%= due %><% if ((due > paid && paid !== 0) || !paid) { %>, open<% } %>, <%= payment.note || 'no note' %></li>
<% } %></ul>
<% } %>`

/** Django's own tags, beside engines whose templates are JavaScript and have the same in it. */
export const report = workload({
  name: 'report: regroup, ifchanged, cycle, with, default',
  data: { payments, helpers: { groupByCity } },
  floor(data) {
    let out = ''
    let n = 0
    for (const city of groupByCity(data.payments)) {
      out += `<h2>${escapeHtml(city.grouper)}</h2>\n<ul>\n`
      let month: string | undefined
      for (const { month: own, tenant, amount, paid, note } of city.list) {
        const changed = own !== month ? `<b>${escapeHtml(own)}</b>` : ''
        month = own
        const open = (amount > paid && paid !== 0) || !paid ? ', open' : ''
        const kind = n % 3 === 0 ? 'a' : n % 3 === 1 ? 'b' : 'c'
        n++
        out += `<li class="${kind}">${changed} ${escapeHtml(tenant)}: ${amount}${open}, ${escapeHtml(note || 'no note')}</li>\n`
      }
      out += '</ul>\n'
    }
    return out
  },
  sources: { djust: { page: django }, Eta: { page: script }, EJS: { page: script } },
})
