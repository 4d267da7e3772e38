import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Djust, createDjust } from '../../src/engine/djust.ts'
import { mikroOrm } from '../../src/orm/mikro-orm.ts'
import { count, max, sum } from '../../src/query/aggregates.ts'
import { caseWhen, col, exists, now } from '../../src/query/expression.ts'
import { memoryLoader } from '../../src/template.ts'
import { type Office, openOffice, Person, Team } from './support/office.ts'

let office: Office
let djust: Djust
const sources: Record<string, string> = {}
beforeAll(async () => {
  office = await openOffice()
  djust = createDjust({ orm: mikroOrm(office.orm as never), templates: memoryLoader(sources), development: true, timeZone: 'UTC' })
  const em = office.orm.em.fork()
  for (const [id, name] of [
    [1, 'red'],
    [2, 'blue'],
  ] as const)
    em.create(Team, { id, name, budget: `${id}0.50` } as never)
  for (let id = 1; id <= 5; id++) {
    em.create(Person, {
      id,
      name: `p${id}`,
      level: id % 3,
      seenAt: new Date(Date.UTC(2025, 0, id)),
      home: 1,
      team: 1 + (id % 2),
      pay: `${id}.10`,
      hired: `2025-0${id}-10`,
    } as never)
  }
  await em.flush()
})
afterAll(async () => office.close())

let templates = 0
async function render(source: string, context: Record<string, unknown>): Promise<{ html: string; sql: string[] }> {
  const name = `t${++templates}.html`
  sources[name] = source
  const sql: string[] = []
  const html = await djust.render(name, context, { onReport: ({ statements }) => sql.push(...statements.map((one) => one.sql)) })
  return { html, sql }
}

test('an aggregate is one statement of what is read', async () => {
  const totals = Person.objects.aggregate({ total: sum('pay'), n: count(), last: max('hired'), never: max('seenAt') })
  const { html, sql } = await render(
    '{{ totals.total }} {{ totals.n }} {{ totals.last|date:"j M" }}{% if totals.total > 15 %}!{% endif %}',
    { totals },
  )
  expect(html).toBe('15.50 5 10 May!')
  expect(sql).toEqual(['select round(sum("t0"."pay"), 2) as "c0", count(*) as "c1", max("t0"."hired") as "c2" from "person" as "t0"'])
  expect((await render('{% if totals %}yes{% endif %}', { totals })).html).toBe('yes')
  expect((await render('nothing', { totals })).sql).toEqual([])
  await expect(render('{{ totals.totl }}', { totals })).rejects.toThrow('unknown name "totl" on a row of values')
})

test('groups are rows of a loop, with what is read', async () => {
  const groups = Person.objects
    .values('team.name')
    .annotate({ n: count(), pay: sum('pay'), first: max('hired') })
    .filter({ n: { gt: 1 } })
    .orderBy('-pay')
  const { html, sql } = await render('{% for g in groups %}{{ g.team.name }} {{ g.pay }}, {% empty %}none{% endfor %}{{ groups|length }}', {
    groups,
  })
  expect(html).toBe('blue 9.30, red 6.20, 2')
  expect(sql).toHaveLength(1)
  expect(sql[0]).not.toContain('hired')
  expect(
    (await render('{% for name, pay in groups %}{{ name }}={{ pay }};{% endfor %}', { groups: groups.valuesList('team.name', 'pay') }))
      .html,
  ).toBe('blue=9.30;red=6.20;')
  expect(
    (
      await render('{{ names|join:", " }}', {
        names: Person.objects
          .filter({ id: { lt: 3 } })
          .orderBy('-id')
          .flat('name'),
      })
    ).html,
  ).toBe('p2, p1')
  expect((await render('{{ n }}', { n: groups.count() })).html).toBe('2')
})

test('annotations that are not read are not computed', async () => {
  const people = Person.objects
    .orderBy('id')
    .slice(0, 2)
    .annotate({
      raise: col('pay').times('1.1').round(2),
      month: col('hired').truncate('month'),
      mates: count('team.people'),
      rich: exists('team', { budget: { gt: '15' } }),
      age: now().daysSince(col('hired')),
      team2: col('team.name'),
      size: caseWhen(
        [
          [{ level: 0 }, 'small'],
          [{ level: 1 }, 'middle'],
        ],
        'big',
      ),
    })
  const { html, sql } = await render(
    '{% for p in people %}{{ p.raise }} {{ p.month|date:"M Y" }} {{ p.rich|yesno }} {{ p.team2 }}/{{ p.team.name }} {{ p.size }};{% endfor %}',
    { people },
  )
  expect(html).toBe('1.21 Jan 2025 yes blue/blue middle;2.31 Feb 2025 no red/red big;')
  expect(sql).toHaveLength(1)
  expect(sql[0]).not.toContain('count(')
  expect(sql[0]).not.toContain('julianday')
  expect(sql[0]!.match(/join "team"/g)).toHaveLength(1)
})

test('explain shows the statement of values', async () => {
  sources['explained.html'] = '{{ totals.n }}'
  const explanation = await djust.explain('explained.html', { totals: Person.objects.aggregate({ n: count(), total: sum('pay') }) })
  expect(explanation.queries[0]).toMatchObject({
    plan: 'values: n',
    statements: [{ sql: 'select count(*) as "c0" from "person" as "t0"' }],
  })
})
