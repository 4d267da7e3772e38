import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { mikroOrm } from '../../src/orm/mikro-orm.ts'
import type { StatementReport } from '../../src/load/load-run.ts'
import { avg, count, max, sum } from '../../src/query/aggregates.ts'
import { col, concat, raw } from '../../src/query/expression.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { type Office, openOffice, Person, Seat, Skill, Team } from '../query/support/office.ts'
import { whyNot } from '../support/services.ts'

// Servers that are not there are skipped: the embedded databases always are.
const unreachable = databases.map(whyNot)

const templates = memoryLoader({
  'all.html': '{% for p in people %}{{ p.id }} {% endfor %}',
  'shown.html': '{% for p in people %}{{ p.id }} {% if p.by == no %}{% endif %}{% endfor %}',
  'last.html': '{{ people.last.id }} ',
  'two.html': '{% for p in people|slice:"-2:" %}{{ p.id }} {% endfor %}',
  'both.html': '{{ people.first.id }} {{ people.last.id }} ',
  'more.html':
    '{% for p in people|slice:":3" %}{{ p.id }} {% endfor %}{% for p in people|slice:"-2:" %}{{ p.id }} {% endfor %}{{ people|length }}',
  'seats.html': '{{ seats.first.floor }}.{{ seats.first.desk }} {{ seats.last.floor }}.{{ seats.last.desk }}',
  'counted.html': '{{ people.last.id }}/{{ people|length }}',
  'lists.html': '{% for o in owners %}{% for p in o.people.all %}{{ p.id }} {% endfor %};{% endfor %}',
  'ends.html': '{% for o in owners %}{% for p in o.people.all|slice:"-2:" %}{{ p.id }} {% endfor %};{% endfor %}',
})

describe.each(databases.filter((_, i) => unreachable[i] === undefined))('the last rows on %s', (database) => {
  let office: Office
  let djust: Djust
  beforeAll(async () => {
    office = await openOffice(database)
    djust = createDjust({ orm: mikroOrm(office.orm as never), templates })
    const em = office.orm.em.fork()
    for (const id of [1, 2]) em.create(Team, { id, name: `t${id}`, budget: '1.00' } as never)
    const skills = [1, 2].map((id) => em.create(Skill, { id, name: `s${id}`, weight: null } as never))
    for (let id = 1; id <= 9; id++) {
      const nick = [null, 'a', 'A', '', null][id % 5]
      const score = id % 2 ? null : id % 3
      const relations = { home: 1, team: id % 3 || null, boss: id > 5 ? id - 5 : null }
      const data = {
        id,
        name: `p${id % 3}`,
        nick,
        level: id % 4,
        score,
        account: id % 2 ? 10n ** BigInt(id + 8) : null,
        seenAt: new Date(0),
        ...relations,
      }
      const person: Person = em.create(Person, data as never)
      for (const skill of skills.slice(id % 3)) person.skills.add(skill)
    }
    for (const [floor, desk] of [
      [1, 2],
      [1, 1],
      [2, 1],
      [2, 3],
    ])
      em.create(Seat, { floor, desk } as never)
    await em.flush()
  }, 60_000)
  afterAll(async () => office.close())

  const run = async (template: string, context: object): Promise<{ html: string; statements: readonly StatementReport[] }> => {
    const statements: StatementReport[] = []
    const html = await djust.render(template, context as never, { onReport: (report) => statements.push(...report.statements) })
    return { html, statements }
  }
  const ends = (html: string, n: number): string =>
    html
      .trim()
      .split(' ')
      .slice(-n)
      .map((id) => `${id} `)
      .join('')

  test.each([
    ['without an order', Person.objects.all()],
    ['with nulls', Person.objects.orderBy('nick')],
    ['with nulls, descending', Person.objects.orderBy('-nick')],
    ['with nulls last', Person.objects.orderBy({ path: 'nick', nulls: 'last' }, '-level')],
    ['with nulls first, descending', Person.objects.orderBy({ path: 'score', direction: 'desc', nulls: 'first' })],
    ['by a relation that may be null', Person.objects.orderBy('boss.name', '-boss.score')],
    ['by an annotation', Person.objects.annotate({ n: count('reports') }).orderBy('-n', 'name')],
    ['of a filter', Person.objects.filter({ level: { gt: 1 } }).orderBy('name')],
  ])('%s are read from the end', async (_, people) => {
    const { html } = await run('all.html', { people })
    for (const [template, n] of [
      ['last.html', 1],
      ['two.html', 2],
    ] as const) {
      const page = await run(template, { people })
      expect(page.html).toBe(ends(html, n))
      expect(page.statements).toMatchObject([{ rows: n }])
      expect(page.statements[0]!.sql).not.toContain('over (')
    }
    const counted = await run('counted.html', { people })
    expect(counted.html).toBe(`${ends(html, 1).trim()}/${html.trim().split(' ').length}`)
    expect(counted.statements).toMatchObject([{ rows: 1 }])
  })

  test.each([
    ['a count', count('reports'), {}],
    ['an average that may be null', avg('reports.level'), {}],
    ['an average, nulls last', avg('reports.level'), { nulls: 'last' }],
    ['an average, nulls first and descending', avg('reports.level'), { direction: 'desc', nulls: 'first' }],
    ['a sum of large numbers', sum('reports.account'), { direction: 'desc' }],
    ['a product', col('level').times(-1), {}],
    ['a text', concat(col('nick'), col('name')), {}],
    ['the greatest text', max('reports.nick'), { direction: 'desc' }],
    ['a day', col('seenAt').date(), {}],
  ] as const)('an order by %s is the same where it is shown', async (name, by, how) => {
    const people = Person.objects.annotate({ by }).orderBy({ path: 'by', ...how }, '-id')
    const page = await run('shown.html', { people })
    expect(page.html).toBe((await run('all.html', { people })).html)
    expect(page.statements).toHaveLength(1)
    expect(page.statements[0]!.sql.match(/count\(|avg\(/g) ?? []).toHaveLength(/^an? (?:count|average)/.test(name) ? 1 : 0)
  })

  test.each([
    ['all', Person.objects.orderBy('-nick', 'home.name')],
    ['few', Person.objects.filter({ id: { lt: 4 } })],
    ['one', Person.objects.filter({ id: 7 })],
    ['none', Person.objects.filter({ id: 70 })],
    ['a slice', Person.objects.orderBy('-nick').slice(1, 6)],
    ['a slice, nulls last', Person.objects.orderBy({ path: 'nick', nulls: 'last' }, 'boss.name').slice(2, 9)],
    ['a slice to the end', Person.objects.orderBy('boss.nick').slice(3)],
    ['a short slice', Person.objects.orderBy('name').slice(7, 11)],
    ['an empty slice', Person.objects.slice(20, 30)],
  ])('of %s are read with the first ones from both ends', async (_, people) => {
    const all = (await run('all.html', { people })).html
    const ids = all.split(' ').slice(0, -1)
    const expected: [string, string, number][] = [
      ['both.html', `${ids[0] ?? ''} ${ids.at(-1) ?? ''} `, 2],
      ['more.html', `${[...ids.slice(0, 3), ...ids.slice(-2)].map((id) => `${id} `).join('')}${ids.length}`, 5],
      ['two.html', ends(all, 2).trimStart(), 2],
    ]
    for (const [template, html, rows] of expected) {
      const page = await run(template, { people })
      expect([template, page.html]).toEqual([template, html])
      expect(page.statements).toMatchObject([{ rows: Math.min(rows, ids.length) }])
      expect(page.statements[0]!.sql).not.toContain('over (')
    }
  })

  test('of keys of two columns are read from both ends', async () => {
    for (const seats of [Seat.objects.all(), Seat.objects.orderBy('-desk').slice(1, 4)]) {
      const all = (await seats).map(({ floor, desk }) => `${floor}.${desk}`)
      const page = await run('seats.html', { seats })
      expect(page.html).toBe(`${all[0]} ${all.at(-1)}`)
      expect(page.statements).toMatchObject([{ rows: 2 }])
      expect(page.statements[0]!.sql).not.toContain('over (')
    }
  })

  test.each([
    ['values', Person.objects.orderBy({ path: 'nick', nulls: 'last' }, '-level').values('id')],
    ['values in an order of their own', Person.objects.values('id', 'nick', 'home.name').orderBy('-nick', 'home.name')],
    ['values of a slice', Person.objects.orderBy('-nick').slice(2, 9).values('id')],
    [
      'values that differ',
      Person.objects
        .annotate({ n: col('id').times(2) })
        .values('id', 'n')
        .distinct(),
    ],
    ['groups', Person.objects.values('nick', 'level').annotate({ id: max('id') })],
    [
      'groups in an order of their own',
      Person.objects
        .values('nick', 'score')
        .annotate({ id: max('id') })
        .orderBy('-score', 'id'),
    ],
    [
      'groups that meet a condition',
      Person.objects
        .values('nick')
        .annotate({ id: max('id'), n: count() })
        .filter({ n: { gt: 1 } }),
    ],
    ['no values', Person.objects.filter({ id: 70 }).values('id')],
  ])('of %s are read from the end, with their number', async (_, people) => {
    const ids = (await run('all.html', { people })).html.split(' ').slice(0, -1)
    const text = ids.map((id) => `${id} `).join('')
    for (const [template, html, rows] of [
      ['last.html', ends(text, 1), 1],
      ['two.html', ends(text, 2), 2],
      ['counted.html', `${ids.at(-1) ?? ''}/${ids.length}`, 1],
    ] as const) {
      const page = await run(template, { people })
      expect([template, page.html.trimStart()]).toEqual([template, html.trimStart()])
      expect(page.statements).toMatchObject([{ rows: Math.min(rows, ids.length) }])
    }
  })

  test.each([
    ['a random order', Person.objects.annotate({ by: raw(database === 'mariadb' ? 'rand()' : 'random()', [], 'float') }).orderBy('by')],
    ['an order by a count', Person.objects.annotate({ by: count('reports') }).orderBy('by')],
  ])('of %s are numbered with the others', async (_, people) => {
    const { statements, html } = await run('both.html', { people })
    expect(statements).toMatchObject([{ rows: 2 }])
    expect(statements[0]!.sql).toContain('over (')
    expect(new Set(html.trim().split(' ')).size).toBe(2)
  })

  test.each([
    ['a list', () => Team.objects.orderBy('id')],
    ['an ordered list', () => Team.objects.orderBy('id').prefetchRelated(new Prefetch('people', Person.objects.orderBy('-nick', 'name')))],
    ['links', () => Skill.objects.orderBy('id')],
    ['ordered links', () => Skill.objects.orderBy('id').prefetchRelated(new Prefetch('people', Person.objects.orderBy('-score')))],
  ])('of %s are read from the end, for one row and for several', async (_, all) => {
    for (const owners of [all(), all().filter({ id: 2 }), all().filter({ id: 1 })]) {
      const { html } = await run('lists.html', { owners })
      const page = await run('ends.html', { owners })
      expect(page.html).toBe(html.replaceAll(/[^;]+/g, (list) => ends(list, 2)))
      // With their owners, where an index is known to lead to them.
      expect(page.statements.length).toBeLessThanOrEqual(2)
      expect(page.statements.at(-1)!.sql).not.toContain('count(')
    }
    const one = await run('ends.html', { owners: all().filter({ id: 1 }) })
    expect(one.statements.at(-1)!.sql).toMatch(one.statements.length === 1 ? / limit 2\)/ : / limit 2$/)
    // Behind an offset they are a statement of their own.
    const behind = await run('ends.html', { owners: all().slice(1, 3) })
    const { html } = await run('lists.html', { owners: all().slice(1, 3) })
    expect(behind.html).toBe(html.replaceAll(/[^;]+/g, (list) => ends(list, 2)))
    expect(behind.statements).toHaveLength(2)
  })
})
