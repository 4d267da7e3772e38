import { mkdtempSync, rmSync, writeFileSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { House, Lease, openRentals, type Rentals } from './support/rentals.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())

const leases = () => Lease.objects.all()

describe('names of templates from the context', () => {
  const templates = {
    'page.html': '{% for lease in leases %}{% include row %}{% endfor %}',
    'short.html': '{{ lease.id }} ',
    'long.html': '{{ lease.house.name }}: {{ lease.tenant.name }}; ',
  }

  test('an include, and another one at the next rendering', async () => {
    const djust = rentals.djust(templates)
    const render = (row: unknown) => djust.render('page.html', { leases: leases(), row })
    expect(await render('short.html')).toBe('1 2 3 ')
    expect(await render('long.html')).toBe('Alder Court: Ada; Alder Court: ; Birch &lt;Lane&gt;: Bob; ')
    expect(await render('short.html')).toBe('1 2 3 ')
    expect(await render(['gone.html', 'short.html'])).toBe('1 2 3 ')
  })

  test('a parent', async () => {
    const djust = rentals.djust({
      'page.html':
        '{% extends base %}{% block body %}{% for lease in leases %}{{ lease.house.name }} {% endfor %}{{ block.super }}{% endblock %}',
      'a.html': 'A {% block body %}{{ house.name }}{% endblock %}',
      'b.html': 'B {% block body %}{% for one in leases %}{{ one.tenantName }} {% endfor %}{% endblock %}',
    })
    const context = () => ({ leases: leases(), house: House.objects.get({ id: 1 }) })
    expect(await djust.render('page.html', { ...context(), base: 'a.html' })).toBe(
      'A Alder Court Alder Court Birch &lt;Lane&gt; Alder Court',
    )
    expect(await djust.render('page.html', { ...context(), base: 'b.html' })).toBe(
      'B Alder Court Alder Court Birch &lt;Lane&gt; Ada nobody Bob ',
    )
  })
})

describe('templates in a folder', () => {
  let folder: string
  let time = 1_700_000_000
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'djust-templates-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function write(name: string, source: string): void {
    writeFileSync(join(folder, name), source)
    // Also where the clock of the file system is too coarse to tell two writes apart.
    utimesSync(join(folder, name), ++time, time)
  }

  test('changes are seen in development, with the plan for them', async () => {
    write('page.html', '{% for lease in leases %}{{ lease.id }}{% include "row.html" %}{% endfor %}')
    write('row.html', ',')
    const djust = createDjust({ orm: rentals.database, templates: folder, development: true })
    const render = () => djust.render('page.html', { leases: leases() })
    expect(await render()).toBe('1,2,3,')
    write('row.html', ' {{ lease.house.name }};')
    expect(await render()).toBe('1 Alder Court;2 Alder Court;3 Birch &lt;Lane&gt;;')
    write('page.html', '{{ leases|length }}')
    expect(await render()).toBe('3')
  })

  test('production keeps what it has read', async () => {
    write('kept.html', '{{ leases|length }}')
    const djust = createDjust({ orm: rentals.database, templates: folder, development: false })
    const render = () => djust.render('kept.html', { leases: leases() })
    expect(await render()).toBe('3')
    write('kept.html', 'changed')
    expect(await render()).toBe('3')
  })

  test('a mistake in development goes away with its cause', async () => {
    write('wrong.html', '{% for lease in leases %}{{ lease.nmae }}{% endfor %}')
    const djust = createDjust({ orm: rentals.database, templates: folder, development: true })
    const render = () => djust.render('wrong.html', { leases: leases() })
    await expect(render()).rejects.toMatchObject({ code: 'plan/unknown-name' })
    write('wrong.html', '{% for lease in leases %}{{ lease.id }}{% endfor %}')
    expect(await render()).toBe('123')
    write('wrong.html', '{% if %}')
    await expect(render()).rejects.toMatchObject({ code: 'template/syntax' })
  })
})

describe('how values print', () => {
  const template = `{% for lease in leases %}{{ lease.active }} {{ lease.deposit }} {{ lease.startDate }} {{ lease.signedAt }} {{ lease.tenant }} {{ lease.house.rent }} {{ lease.house.furnished|yesno:"yes,no" }}
{% endfor %}`
  const context = () => ({ leases: Lease.objects.filter({ id: { lte: 2 } }) })

  test('as in JavaScript', async () => {
    expect(await rentals.djust(template, { values: 'javascript' }).render('page.html', context()))
      .toBe(`true 100.00 Jan. 2, 2025 Dec. 24, 2024, 6:30 p.m. Tenant object (1) 1200.50 yes
false  Sept. 20, 2025   1200.50 yes
`)
  })

  test('as in Python', async () => {
    expect(await rentals.djust(template, { values: 'python' }).render('page.html', context()))
      .toBe(`True 100.00 Jan. 2, 2025 Dec. 24, 2024, 6:30 p.m. Tenant object (1) 1200.50 yes
False None Sept. 20, 2025 None None 1200.50 yes
`)
  })

  test('decimals and dates compare and format as such, and members see what the ORM gives them', async () => {
    const typed = `{% for lease in leases %}{% if lease.house.rent > 1000 %}high{% endif %} {{ lease.house.rent|floatformat:1 }} {{ lease.startDate|date:"D j M Y" }} {{ lease.signedAt|date:"H:i e" }} {{ lease.house.rent|add:1 }}
{% endfor %}`
    expect(await rentals.djust(typed).render('page.html', context())).toBe(
      'high 1200.5 Thu 2 Jan 2025 18:30 UTC 1201\nhigh 1200.5 Sat 20 Sep 2025  1201\n',
    )
  })

  test('instants are shown in the time zone of the engine', async () => {
    const render = (timeZone: string) =>
      rentals
        .djust('{{ lease.signedAt|date:"Y-m-d H:i" }} {{ lease.startDate|date:"Y-m-d" }}', { timeZone })
        .render('page.html', { lease: Lease.objects.get({ id: 1 }) })
    expect(await render('Asia/Tokyo')).toBe('2024-12-25 03:30 2025-01-02')
    expect(await render('America/New_York')).toBe('2024-12-24 13:30 2025-01-02')
  })
})
