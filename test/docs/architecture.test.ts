import { readFileSync, writeFileSync } from 'node:fs'
import { createDjust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { createTemplateEngine, memoryLoader } from 'djust/template'
import { expect, test } from 'vitest'
import { openDatabase } from '../../examples/rentals/database.ts'
import { Lease } from '../../examples/rentals/models/lease.ts'

const file = new URL('../../ARCHITECTURE.md', import.meta.url)

const template = `{% for lease in endingFirst %}
  <li>{{ lease.property.name }}: {{ lease.tenantName }} until {{ lease.endDate|date:"M d, Y" }},
  {{ lease.payments|length }} payments</li>
{% endfor %}`

test('ARCHITECTURE.md shows what djust prints', async () => {
  const { orm } = await openDatabase({ file: ':memory:', day: '2026-01-01' })
  const templates = { 'leases.html': template }
  const djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates) })
  const context = { endingFirst: Lease.objects.active().orderBy('endDate').slice(0, 5) }
  const { access, queries } = await djust.explain('leases.html', context)
  const [query] = queries
  const [statement] = query!.statements
  const code = createTemplateEngine({ templates }).code('leases.html').get('leases.html')!
  const stages: Readonly<Record<string, string>> = {
    template,
    access,
    plan: query!.plan,
    sql: statement!.sql,
    serializer: statement!.serializer,
    render: code.slice(code.indexOf('const html_lease_property_name')),
    html: (await djust.render('leases.html', context)).trim(),
  }
  await orm.close()
  const written = readFileSync(file, 'utf8')
  const current = written.replace(
    /(<!-- stage: (\w+) -->\n```\w+\n)[\s\S]*?(```\n)/g,
    (_, start: string, stage: string, end: string) => `${start}${stages[stage]}\n${end}`,
  )
  if (process.env['DJUST_UPDATE_DOCS']) writeFileSync(file, current)
  else expect(written).toBe(current)
  for (const stage of Object.keys(stages)) expect(written).toContain(`<!-- stage: ${stage} -->`)
})
