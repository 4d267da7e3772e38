/** Templates of one page under names of their own. */
export interface FreshPage {
  /** The page's name, without `.html`. It stands in all of its texts, so that no cache, also none of V8, has seen them. */
  readonly name: string
  readonly sources: Readonly<Record<string, string>>
}

const columns = [
  'property.name',
  'tenant.user.email',
  'property.city',
  'status',
  'tenant.phone',
  'monthlyRent',
  'tenant.user.lastName',
  'deposit',
]

/** A table of leases. `variant` (from 0) tells which columns come first and with them what is selected. */
export function freshList(name: string, variant: number): FreshPage {
  const cells = turned(columns, variant)
    .slice(0, 6)
    .map((path) => `<td>{{ lease.${path} }}</td>`)
  return {
    name,
    sources: {
      [`${name}.html`]: `<table class="${name}">
{% for lease in leases %}<tr>${cells.join('')}<td>{{ lease.endDate|date:"M d, Y" }}</td></tr>
{% endfor %}</table>`,
    },
  }
}

/** A page with a layout, includes, two queries, lists in lists, counts and a getter; `variant` turns parts of it round. */
export function freshDashboard(name: string, variant: number): FreshPage {
  const facts = turned(['name', 'city', 'address', 'zipCode'], variant).map((field) => `<p class="${name}">{{ property.${field} }}</p>`)
  return {
    name,
    sources: {
      [`${name}-layout.html`]: `<html class="${name}"><head><title>{% block title %}Rentals{% endblock %}</title></head>
<body>{% include "${name}-nav.html" with current="home" %}<main>{% block content %}{% endblock %}</main></body></html>`,
      [`${name}-nav.html`]: `<nav class="${name}"><a{% if current == "home" %} class="on"{% endif %}>Home</a><a{% if current == "leases" %} class="on"{% endif %}>Leases</a></nav>`,
      [`${name}-lease.html`]: `<li class="${name}{% if lease.status == "active" %} active{% endif %}">{{ forloop.counter }}. {{ lease.tenantName }}, {{ lease.endDate|date:"M d, Y" }}{% if lease.monthlyRent >= 900 %} *{% endif %}</li>`,
      [`${name}.html`]: `{% extends "${name}-layout.html" %}{% block title %}{{ properties|length }} properties{% endblock %}{% block content %}
{% for property in properties %}<section>${facts.join('')}<ul>{% for lease in property.leases %}{% include "${name}-lease.html" %}{% endfor %}</ul></section>
{% endfor %}<ol>{% for lease in leases %}{% with user=lease.tenant.user %}<li class="{% cycle "odd" "even" %}">{{ user.lastName|upper|default:"-" }}: {{ lease.property.name }}, {{ lease.payments|length }}</li>{% endwith %}{% endfor %}</ol>{% endblock %}`,
    },
  }
}

function turned<Value>(values: readonly Value[], by: number): Value[] {
  const at = by % values.length
  return [...values.slice(at), ...values.slice(0, at)]
}
