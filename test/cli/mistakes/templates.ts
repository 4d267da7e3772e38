/** A mistake that is made in a template. `at` is the text that the problem stands at: the first such text in the source. */
export interface Mistake {
  readonly source: string
  readonly at: string
  readonly code: string
  /** What the fix is said to be, or a part of it. */
  readonly hint?: string
  /** The problem is in this other template. */
  readonly in?: string
}

const rows = (body: string): string => `<ul>\n{% for lease in leases %}\n  <li>${body}</li>\n{% endfor %}\n</ul>`

/** By the name of the template that it is made in, which is its kind. A view with `leases` and `lease` shows each. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  'misspelt-column': {
    source: rows('{{ lease.id }} {{ lease.endDat }}'),
    at: 'endDat',
    code: 'plan/unknown-name',
    hint: 'Did you mean "endDate"?',
  },
  'misspelt-relation': { source: rows('{{ lease.tenent.name }}'), at: 'tenent', code: 'plan/unknown-name', hint: 'Did you mean "tenant"?' },
  'misspelt-column-of-relation': {
    source: rows('{{ lease.tenant.emial }}'),
    at: 'emial',
    code: 'plan/unknown-name',
    hint: 'Did you mean "email"?',
  },
  'misspelt-member': {
    source: rows('{{ lease.tenantNam }}'),
    at: 'tenantNam',
    code: 'plan/unknown-name',
    hint: 'Did you mean "tenantName"?',
  },
  'misspelt-column-in-condition': {
    source: '{% if lease.statsu == "active" %}x{% endif %}',
    at: 'statsu',
    code: 'plan/unknown-name',
    hint: 'Did you mean "status"?',
  },
  'misspelt-through-with': {
    source: '\n{% with who=lease.tenant %}{{ who.nme }}{% endwith %}',
    at: 'nme',
    code: 'plan/unknown-name',
    hint: 'Did you mean "name"?',
  },
  'misspelt-in-include': {
    source: '{% include "parts/tenant.html" with tenant=lease.tenant %}',
    at: 'nam }',
    code: 'plan/unknown-name',
    in: 'parts/tenant.html',
  },
  'misspelt-filter': {
    source: rows('{{ lease.status|uper }}'),
    at: 'uper',
    code: 'template/unknown-filter',
    hint: 'Did you mean "upper"?',
  },
  'misspelt-tag': { source: 'a\nb {% fro lease in leases %}{{ lease.id }}{% endfor %}', at: '{% fro', code: 'template/unknown-tag' },
  'missing-endfor': { source: '<p>\n{% for lease in leases %}{{ lease.id }}\n</p>', at: '{% for', code: 'template/unclosed-tag' },
  'wrong-include': { source: '<p>\n  {% include "parts/tenants.html" %}</p>', at: '"parts/tenants.html"', code: 'template/not-found' },
  'wrong-parent': { source: '{% extends "bse.html" %}', at: '{% extends', code: 'template/not-found' },
  'circular-extends': {
    source: '{# a #}{% extends "circular-parent.html" %}',
    at: '{% extends',
    code: 'template/not-found',
    in: 'circular-parent.html',
  },
  'include-without-end': {
    source: 'x\n {% include "include-without-end.html" %}',
    at: '"include-without-end.html"',
    code: 'check/include-cycle',
  },
  'super-without-parent': { source: '{% block a %}\n{{ block.super }}{% endblock %}', at: 'block.super', code: 'check/unknown-block' },
  'unknown-block': {
    source: '{% extends "base.html" %}\n{% block contnt %}x{% endblock %}',
    at: '{% block',
    code: 'check/unknown-block',
    hint: 'Did you mean "content"?',
  },
  'text-outside-of-blocks': { source: '{% extends "base.html" %}\n\n<p>lost</p>', at: '<p>lost', code: 'check/unreachable' },
  'unused-with': { source: '{% with tenant=lease.tenant other=1 %}{{ tenant.name }}{% endwith %}', at: 'other', code: 'check/unused-with' },
  'argument-of-include-that-nothing-reads': {
    source: '{% include "parts/badge.html" with label=1 colour=2 %}',
    at: 'colour',
    code: 'check/unused-with',
  },
  'unclosed-quote': { source: '<p>\n{{ lease.endDate|date:"M d, Y }}', at: '"M d', code: 'check/unclosed-quote' },
  'unclosed-variable': { source: 'a\n{{ lease.status }', at: '{{ lease', code: 'check/unclosed-markup' },
  'missing-filter-argument': { source: rows('{{ lease.id|add }}'), at: 'add', code: 'template/syntax' },
  'hidden-field': { source: rows('{{ lease.tenant.name }} {{ lease.tenant.taxNumber }}'), at: 'taxNumber', code: 'plan/hidden-name' },
  'wrong-route': { source: '<a href="{% url "leese-list" %}">', at: '"leese-list"', code: 'template/no-reverse-match' },
  'unknown-library': { source: '{% load humanise %}{{ lease.id }}', at: 'humanise', code: 'template/unknown-library' },
  'unused-library': { source: '{% load money %}{{ lease.id }}', at: 'money', code: 'check/unused-load' },
  'misspelt-filter-of-own-library': {
    source: '{% load money %}{{ lease.id|euro }} {{ lease.id|euros }}',
    at: 'euros',
    code: 'template/unknown-filter',
    hint: 'Did you mean "euro"?',
  },
  'misspelt-variable': {
    source: '{% for one in leasses %}{{ one.id }}{% endfor %}',
    at: 'leasses',
    code: 'check/unknown-name',
    hint: 'Did you mean "leases"?',
  },
  'variable-that-no-field-gives': { source: '<h1>{{ heading }}</h1>', at: 'heading', code: 'check/unknown-name' },
  'misspelt-loop-variable': {
    source: '{% for payment in lease.payments.all %}{{ paymnt.amount }}{{ payment.amount }}{% endfor %}',
    at: 'paymnt',
    code: 'check/unknown-name',
    hint: 'Did you mean "payment"?',
  },
  'list-as-one-row': { source: rows('{{ lease.payments.amount }}'), at: 'amount', code: 'plan/unknown-on-list', hint: 'for row in' },
  'one-row-as-list': { source: '{% for x in lease.tenant %}{{ x.name }}{% endfor %}', at: 'tenant', code: 'plan/not-a-list' },
  'unknown-forloop-name': {
    source: rows('{{ forloop.conter }} {{ lease.id }}'),
    at: 'conter',
    code: 'check/unknown-name',
    hint: 'Did you mean "counter"?',
  },
  'expression-in-output': { source: rows('{{ lease.id * 12 }}'), at: ' * 12', code: 'template/syntax' },
  'misspelt-in-regroup': {
    source: '{% regroup leases by tenant.nam as groups %}{% for g in groups %}{{ g.grouper }}{% endfor %}',
    at: 'nam as',
    code: 'plan/unknown-name',
    hint: 'Did you mean "name"?',
  },
  'wrong-regroup': { source: '{% regroup leases tenant.name as groups %}', at: '{% regroup', code: 'template/syntax' },
  'misspelt-value': {
    source: '{% for row in totals %}{{ row.statsu }}{% endfor %}',
    at: 'statsu',
    code: 'plan/unknown-name',
    hint: 'Did you mean "status"?',
  },
  'misspelt-below-a-value': {
    source: '{% for row in tenants %}\n{{ row.tenant.nme }}{% endfor %}',
    at: 'nme',
    code: 'plan/unknown-name',
    hint: 'Did you mean "name"?',
  },
  'misspelt-in-dictsort': {
    source: rows('{% for x in lease.payments|dictsort:"amuont" %}{{ x.amount }}{% endfor %}'),
    at: '"amuont"',
    code: 'plan/unknown-name',
    hint: 'Did you mean "amount"?',
  },
  'misspelt-in-a-group': {
    source:
      '{% regroup leases by status as groups %}{% for g in groups %}{{ g.grouper }}{% for x in g.lits %}{{ x.id }}{% endfor %}{% endfor %}',
    at: 'lits',
    code: 'check/unknown-name',
    hint: 'Did you mean "list"?',
  },
  'forloop-outside-of-a-loop': {
    source: '<p>\n{{ forloop.counter }}</p>',
    at: 'forloop',
    code: 'check/unknown-name',
    hint: 'into the loop',
  },
  'loop-around-an-outermost-loop': {
    source: rows('{{ forloop.parentloop.counter }}'),
    at: 'counter',
    code: 'check/unknown-name',
  },
  'misspelt-in-forloop': {
    source: rows('{% for x in lease.payments %}{{ forloop.parentloop.conuter }}{% endfor %}'),
    at: 'conuter',
    code: 'check/unknown-name',
    hint: 'Did you mean "counter"?',
  },
  'number-as-list': { source: rows('{% for x in lease.id %}{{ x }}{% endfor %}'), at: 'id %}{{ x', code: 'check/not-a-list' },
  'date-as-list': { source: rows('{{ lease.endDate|join:", " }}'), at: 'endDate', code: 'check/not-a-list' },
  'method-that-needs-an-argument': { source: rows('{{ lease.discount }}'), at: 'discount', code: 'check/needs-arguments' },
  'slice-that-is-none': { source: rows('{{ lease.status|slice:"a:b" }}'), at: '"a:b"', code: 'check/filter-argument' },
  'length-that-is-none': { source: rows('{{ lease.status|truncatechars:"long" }}'), at: '"long"', code: 'check/filter-argument' },
  'division-by-zero': { source: rows('{{ lease.id|divisibleby:0 }}'), at: '0 }', code: 'check/filter-argument' },
  'decimals-that-are-none': { source: rows('{{ lease.id|floatformat:"two" }}'), at: '"two"', code: 'check/filter-argument' },
  'format-that-is-none': { source: rows('{{ lease.id|stringformat:"q" }}'), at: '"q"', code: 'check/filter-argument' },
  'time-of-a-date': {
    source: rows('{{ lease.endDate|date:"d.m. H:i" }}'),
    at: 'date:"d.m. H:i"',
    code: 'value/date-format',
    hint: 'letters of dates',
  },
  'clock-of-a-date': { source: rows('{{ lease.endDate|time }}'), at: 'time }', code: 'check/filter-input' },
  'date-of-a-number': { source: rows('{{ lease.id|date:"Y" }}'), at: 'date:"Y"', code: 'check/filter-input' },
  'length-of-a-number': { source: rows('{% if lease.id|length > 1 %}x{% endif %}'), at: 'length', code: 'check/filter-input' },
  'time-since-a-number': { source: rows('{{ lease.id|timesince }}'), at: 'timesince', code: 'check/filter-input' },
  'one-choice': { source: rows('{{ lease.id|yesno:"yes" }}'), at: '"yes"', code: 'check/filter-argument' },
  'three-endings': { source: rows('{{ lease.id|pluralize:"a,b,c" }}'), at: '"a,b,c"', code: 'check/filter-argument' },
  'open-comment': { source: '<p>\n  {# to do:\n later #}</p>', at: '{# to', code: 'check/unclosed-markup', hint: '{% comment %}' },
  'open-quote-in-a-tag': { source: '<p>\n{% now "Y %}</p>', at: '"Y', code: 'check/unclosed-quote' },
  'missing-static-file': { source: '{% load static %}<img src="{% static "logoo.png" %}">', at: '"logoo.png"', code: 'check/static-file' },
  'equals-of-javascript': { source: '{% if lease.id === 1 %}x{% endif %}', at: '===', code: 'template/syntax', hint: 'Write ==.' },
  'and-of-javascript': { source: '{% if lease.id && lease.status %}x{% endif %}', at: '&&', code: 'template/syntax', hint: 'Write and.' },
  'or-of-javascript': { source: '{{ lease.status || "x" }}', at: ' || ', code: 'template/syntax', hint: 'lease.status|default:"x"' },
  'optional-chaining': { source: '{{ lease?.status }}', at: '?.status', code: 'template/syntax', hint: 'lease.status' },
  'else-if': {
    source: '{% if lease.id %}a\n{% else if lease.status %}b{% endif %}',
    at: 'else if',
    code: 'template/syntax',
    hint: '{% elif lease.status %}',
  },
  'two-filter-arguments': { source: '{{ lease.status|default:"a":"b" }}', at: ':"b"', code: 'template/syntax', hint: 'one argument' },
  'query-in-a-member': { source: rows('{{ lease.open|length }}'), at: 'open', code: 'check/query-in-member' },
  'query-for-each-row': { source: rows('{{ lease.tenantName }} {{ lease.paid }}'), at: 'paid', code: 'check/n-plus-one' },
}

export const templates: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(mistakes).map(([name, { source }]) => [`${name}.html`, source])),
  'base.html': '<main>{% block content %}{% endblock %}</main>',
  'circular-parent.html': 'x {% extends "circular-extends.html" %}'.replace('x ', '{# b #}'),
  'list.html': '{% for lease in leases %}{{ lease.id }}{% endfor %}',
  'parts/tenant.html': '<b>{{ tenant.email }}</b>\n<i>{{ tenant.nam }}</i>',
  'parts/row.html': '{% for y in lease.payments %}{{ forloop.parentloop.counter }}{{ y.id }}{% endfor %}',
  'parts/badge.html': '<b>{{ label }}</b>{% if icon %}<i>{{ icon }}</i>{% endif %}',
  'good.html':
    '{% extends "base.html" %}{% load money %}{% block content %}{% for lease in leases %}{{ lease.id|euro }} {{ lease.label }} {% include "parts/badge.html" with label=lease.tenantName %}{{ lease.rounded }}{{ lease.id|divisibleby:2 }}{{ lease.status|slice:":3" }}{{ lease.endDate|date }}{{ lease.endDate|timesince }}{% for x in lease.payments|dictsort:"amount" %}{{ forloop.counter }}{{ forloop.parentloop.counter }}{% include "parts/row.html" %}{% endfor %}{% empty %}{{ title|default:"none" }}{% endfor %}{% url "home" %}{% load static %}{% static "logo.png" %}{% for row in tenants %}{{ row.tenant.name }}{% endfor %}{# done #}{{ block.super }}{% endblock %}',
}
