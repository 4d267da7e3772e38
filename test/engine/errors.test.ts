import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DjustOptions } from '../../src/engine/options.ts'
import { DjustError, TemplateDoesNotExist, TemplateSyntaxError } from '../../src/error.ts'
import { Lease, openRentals, type Rentals, thrownBy } from './support/rentals.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())

type Templates = Readonly<Record<string, string>> | string

const leases = () => ({ leases: Lease.objects.all() })
const render = (templates: Templates, context: Record<string, unknown> = leases(), options: DjustOptions = {}) =>
  rentals.djust(templates, options).render('page.html', context)
const errorOf = (templates: Templates, context?: Record<string, unknown>) => thrownBy(() => render(templates, context))

/** The message without the folders of this machine. */
function messageOf(error: Error): string {
  return error.message.replaceAll(/\(\/.*?\/([^/]+?):\d+:\d+\)/g, '($1)')
}

describe('names that no model has', () => {
  const cases: Record<string, [templates: Templates, message: string, context?: Record<string, unknown>]> = {
    'of a row': [
      '<ul>\n{% for lease in leases %}\n  <li>{{ lease.hous.name }}</li>\n{% endfor %}',
      `page.html:3:16: unknown name "hous" on Lease

2 | {% for lease in leases %}
3 |   <li>{{ lease.hous.name }}</li>
  |                ^^^^
4 | {% endfor %}

Did you mean "house"?`,
    ],
    'of a related row': [
      '{% for lease in leases %}{{ lease.house.nam|upper }}{% endfor %}',
      `page.html:1:41: unknown name "nam" on House

1 | {% for lease in leases %}{{ lease.house.nam|upper }}{% endfor %}
  |                                         ^^^

Did you mean "name"?`,
    ],
    'in an included template': [
      { 'page.html': '{% for lease in leases %}{% include "row.html" %}{% endfor %}', 'row.html': '<td>{{ lease.tenant.mail }}</td>' },
      `row.html:1:21: unknown name "mail" on Tenant

1 | <td>{{ lease.tenant.mail }}</td>
  |                     ^^^^

Did you mean "email"?`,
    ],
    'far from any name': [
      '{% for lease in leases %}{{ lease.house.zzzzzz }}{% endfor %}',
      `page.html:1:41: unknown name "zzzzzz" on House

1 | {% for lease in leases %}{{ lease.house.zzzzzz }}{% endfor %}
  |                                         ^^^^^^

There is: furnished, id, leaseCount, leases, name, rent.`,
    ],
    'of a row, read on the list': [
      '{{ leases.house.name }}',
      `page.html:1:11: unknown name "house": this is a list of Lease

1 | {{ leases.house.name }}
  |           ^^^^^

Each row has house: read it in {% for row in … %}{{ row.house }}{% endfor %}, or of one row with .first.house.`,
    ],
    'one row read as a list': [
      '{% for x in lease %}{{ x }}{% endfor %}',
      `page.html:1:13: one Lease is read as if it were a list

1 | {% for x in lease %}{{ x }}{% endfor %}
  |             ^^^^^

Loop over one of its to-many relations: payments.`,
      { lease: Lease.objects.get({ id: 1 }) },
    ],
    'hidden ones': [
      '{% for lease in leases %}{{ lease.house.secret }}{% endfor %}',
      `page.html:1:41: House.secret is hidden and never read for a page

1 | {% for lease in leases %}{{ lease.house.secret }}{% endfor %}
  |                                         ^^^^^^

Its entity declares it as hidden. Read another field, or drop \`hidden\` if it may be shown.`,
    ],
  }

  test.each(Object.entries(cases))('%s', async (_, [templates, message, context]) => {
    const error = await errorOf(templates, context)
    expect(error).toBeInstanceOf(DjustError)
    expect(error.message).toBe(message)
  })

  test('render as nothing in production, and are said once', async () => {
    const warnings: string[] = []
    const logger = { warn: (message: string) => warnings.push(message), error: () => undefined }
    const djust = rentals.djust('[{% for lease in leases %}{{ lease.hous.name }}{{ lease.id }}{% endfor %}]', {
      development: false,
      logger,
    })
    expect([await djust.render('page.html', leases()), await djust.render('page.html', leases())]).toEqual(['[123]', '[123]'])
    expect(warnings).toEqual([
      `djust: page.html:1:36: unknown name "hous" on Lease

1 | [{% for lease in leases %}{{ lease.hous.name }}{{ lease.id }}{% endfor %}]
  |                                    ^^^^

Did you mean "house"?`,
    ])
  })

  test('hidden ones stay errors in production', async () => {
    const error = await thrownBy(() =>
      render('{% for lease in leases %}{{ lease.house.secret }}{% endfor %}', leases(), { development: false }),
    )
    expect(error.code).toBe('plan/hidden-name')
  })

  test('in members have the place in the class', async () => {
    const error = await errorOf('{% for lease in leases %}{{ lease.brokenText }}{% endfor %}')
    expect(error.message).toMatch(/^class Lease:\d+:\d+: unknown name "missing" on Tenant\n/)
    expect(error.message).toMatch(/\n\nThere is: email, id, name\.$/)
  })
})

describe('templates', () => {
  const cases: Record<string, [templates: Templates, error: new (...args: never[]) => Error, message: string]> = {
    'a tag that is not closed': [
      'a\n{% if x %}\nb',
      TemplateSyntaxError,
      `page.html:2:1: Unclosed tag on line 2: 'if'. Looking for one of: elif, else, endif.

1 | a
2 | {% if x %}
  | ^^^^^^^^^^
3 | b

Close it with {% endif %}.`,
    ],
    'an unknown tag': [
      '{% fro x in y %}',
      TemplateSyntaxError,
      `page.html:1:1: Invalid block tag on line 1: 'fro'. Did you forget to register or load this tag?

1 | {% fro x in y %}
  | ^^^^^^^^^^^^^^^^

Did you mean "for"?`,
    ],
    'an unknown filter': [
      '{{ x|uper }}',
      TemplateSyntaxError,
      `page.html:1:6: Invalid filter: 'uper'

1 | {{ x|uper }}
  |      ^^^^

Did you mean "upper"?`,
    ],
    'an end that fits nothing': [
      '{% for x in y %}{% endif %}{% endfor %}',
      TemplateSyntaxError,
      `page.html:1:17: Invalid block tag on line 1: 'endif', expected 'empty' or 'endfor'. Did you forget to register or load this tag?

1 | {% for x in y %}{% endif %}{% endfor %}
  |                 ^^^^^^^^^^^

{% for x in y %} was opened on line 1: close it first, with {% endfor %}.`,
    ],
    'a mistake in an included template': [
      { 'page.html': '{% include "row.html" %}', 'row.html': '{% for x of y %}{% endfor %}' },
      TemplateSyntaxError,
      `row.html:1:1: 'for' statements should use the format 'for x in y': for x of y

1 | {% for x of y %}{% endfor %}
  | ^^^^^^^^^^^^^^^^

Write {% for item in items %}.`,
    ],
    'a page that is not there': [
      { 'other.html': '' },
      TemplateDoesNotExist,
      `Template not found: page.html

Looked for:
  memory:page.html`,
    ],
    'an include that is not there': [
      'a\n{% include "row.html" %}',
      TemplateDoesNotExist,
      `page.html:2:1: Template not found: row.html

1 | a
2 | {% include "row.html" %}
  | ^^^^^^^^^^^^^^^^^^^^^^^^

Looked for:
  memory:row.html`,
    ],
    'a parent that is not there': [
      '{% extends "base.html" %}',
      TemplateDoesNotExist,
      `page.html:1:1: Template not found: base.html

1 | {% extends "base.html" %}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^

Looked for:
  memory:base.html`,
    ],
    'templates that extend each other': [
      { 'page.html': '{% extends "a.html" %}', 'a.html': '{% extends "page.html" %}' },
      TemplateDoesNotExist,
      `a.html:1:1: Template not found: page.html

1 | {% extends "page.html" %}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^

Looked for:
  memory:page.html (skipped: it is being extended already)`,
    ],
    'templates that include each other': [
      { 'page.html': 'x{% include "a.html" %}', 'a.html': '{% include "page.html" %}' },
      DjustError,
      `page.html:1:2: More than 200 includes within each other

1 | x{% include "a.html" %}
  |  ^^^^^^^^^^^^^^^^^^^^^^

A template that includes itself needs a condition that ends it, and data that does.

${'included from a.html:1:1\nincluded from page.html:1:2\n'.repeat(4)}and 192 more`,
    ],
  }

  test.each(Object.entries(cases))('%s', async (_, [templates, Class, message]) => {
    const error = await errorOf(templates, {})
    expect(error).toBeInstanceOf(Class)
    expect(error.message).toBe(message)
  })

  test('what is not included need not be there', async () => {
    expect(await render('{% if no %}{% include "no.html" %}{% endif %}yes', { no: false })).toBe('yes')
    const lists = { 'page.html': '{% for lease in leases %}{% include names %}{% endfor %}', 'yes.html': '{{ lease.house.name }},' }
    expect(await render(lists, { ...leases(), names: ['no.html', 'yes.html'] })).toBe('Alder Court,Alder Court,Birch &lt;Lane&gt;,')
  })

  test('a template that includes itself without an end, over a query', async () => {
    const error = await errorOf({
      'page.html': '{% for lease in leases %}{% include "a.html" %}{% endfor %}',
      'a.html': '{{ lease.id }}{% include "a.html" %}',
    })
    expect(error.code).toBe('render/too-deep')
    expect(error.message).toMatch(/^a\.html:1:15: More than 200 includes within each other\n/)
  })
})

describe('code of the application', () => {
  test('a getter that throws: its place in the template and in the code, and the error itself', async () => {
    const error = await errorOf('<p>\n  {% for lease in leases %}{{ lease.broken }}{% endfor %}')
    expect(messageOf(error)).toBe(`page.html:2:31: lease.broken failed: no rate for 2024

1 | <p>
2 |   {% for lease in leases %}{{ lease.broken }}{% endfor %}
  |                               ^^^^^^^^^^^^

Thrown at get broken (rentals.ts).`)
    expect(error).toMatchObject({ code: 'render/failed', cause: { message: 'no rate for 2024' } })
  })

  test('in an include and in a condition', async () => {
    const error = await errorOf({
      'page.html': '{% for lease in leases %}{% include "row.html" %}{% endfor %}',
      'row.html': '{% if lease.broken %}x{% endif %}',
    })
    expect(messageOf(error)).toBe(`row.html:1:7: lease.broken failed: no rate for 2024

1 | {% if lease.broken %}x{% endif %}
  |       ^^^^^^^^^^^^

Thrown at get broken (rentals.ts).

included from page.html:1:26`)
  })

  test('a promise of the view that fails is its own error, and nothing else is left running', async () => {
    const failure = new Error('no network')
    expect(await thrownBy(() => render('{{ x }}{{ leases|length }}', { ...leases(), x: Promise.reject(failure) }))).toBe(failure)
  })
})

describe('the database', () => {
  test('a table that is not there', async () => {
    await rentals.orm.em.execute('alter table payment rename to gone')
    try {
      const error = await errorOf(
        '{% for lease in leases %}{{ lease.id }}{% for payment in lease.payments %}{{ payment.amount }}{% endfor %}{% endfor %}',
      )
      expect(error.message).toMatch(/^The database refused a query of Payment: no such table: payment\n\nselect "t0"\."amount" as "c0"/)
      expect(error).toMatchObject({ code: 'query/failed', cause: { name: 'TableNotFoundException' } })
    } finally {
      await rentals.orm.em.execute('alter table gone rename to payment')
    }
    expect(await render('{{ leases|length }}')).toBe('3')
  })

  test('a column that is not there', async () => {
    await rentals.orm.em.execute('alter table house rename column name to gone')
    try {
      const error = await errorOf('{% for lease in leases %}{{ lease.house.name }}{% endfor %}')
      expect(error.message).toMatch(
        /^The database refused a query of Lease: no such column: t1\.name\n\nselect "t1"\."name" as "c0" from "lease"/,
      )
    } finally {
      await rentals.orm.em.execute('alter table house rename column gone to name')
    }
  })

  test('rows that are not there, or too many', async () => {
    expect((await errorOf('{{ lease.id }}', { lease: Lease.objects.get({ id: 99 }) })).message).toBe(
      'There is no Lease with { id: 99 }.\n\nUse .first(), which gives null, where there may be none.',
    )
    expect((await errorOf('{{ lease.id }}', { lease: Lease.objects.get({ active: true }) })).message).toBe(
      'There is more than one Lease with { active: true }, where get() needs exactly one.\n\nAdd conditions that only one row meets, or use .first().',
    )
  })

  test('conditions and orders that a model has not', async () => {
    expect((await errorOf('{{ leases|length }}', { leases: Lease.objects.filter({ activ: true } as never) })).message).toBe(
      'Unknown field "activ" on Lease.\n\nDid you mean "active"?',
    )
    expect((await errorOf('{{ leases|length }}', { leases: Lease.objects.filter({ startDate: { gt: 'tomorrow' } }) })).message).toBe(
      `"startDate" of Lease is a date, but is compared with the text "tomorrow".\n\nWrite a date as '2025-12-31', or give a Date.`,
    )
    expect((await errorOf('{{ leases|length }}', { leases: Lease.objects.orderBy('tenantName') })).message).toBe(
      `orderBy('tenantName'): "tenantName" of Lease is a getter, not a column.\n\nOrder by the fields that it reads.`,
    )
  })
})

describe('the engine', () => {
  test('a query without an ORM', async () => {
    const error = await thrownBy(() => render('{{ leases|length }}', leases(), { orm: undefined as never }))
    expect(error.message).toBe(
      `"leases" is a query, but this djust has no ORM\n\nGive it one: createDjust({ orm: mikroOrm(orm) }), with mikroOrm from 'djust/mikro-orm'.`,
    )
  })

  test('options', () => {
    expect(() => rentals.djust('', { valus: 1 } as never)).toThrow('createDjust does not know the option "valus"\n\nDid you mean "values"?')
    expect(() => rentals.djust('', { timeZone: 'Mars' })).toThrow(
      /^createDjust: timeZone is ['"]Mars['"], but must be an IANA time zone such as 'Europe\/Berlin'$/,
    )
  })

  test('paths that a model has not', async () => {
    const error = await thrownBy(() => rentals.djust('').serialize(Lease.objects.all(), ['hous.name']))
    expect(error.message).toBe('unknown name "hous" on Lease in "hous.name"\n\nDid you mean "house"?')
  })
})
