import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openGuard, Person } from './guard-entities.ts'

let db: Awaited<ReturnType<typeof openGuard>>
beforeEach(async () => {
  db = await openGuard()
})
afterEach(() => db.close())

const each = (body: string) => `{% for p in people %}${body};{% endfor %}`

describe('what the source of a member does not show', () => {
  test('own columns are there, without a second run', async () => {
    expect(await db.render(each('{{ p.byName }}'))).toBe('a@x;b@x;')
    expect(db.statements).toHaveLength(1)
    expect(db.warnings).toEqual([])
  })

  test('a relation is loaded by a second run, once, and said once', async () => {
    expect(await db.render(each('{{ p.teamTitle }}'))).toBe('Core;Ops;')
    expect(db.statements).toHaveLength(2)
    expect(db.warnings).toEqual([
      "djust: page0.html:1: Person.teamTitle reads Person.team, which its source does not show: people was loaded a second time. Say so in class Person: static reads = { teamTitle: ['team'] }",
    ])
    expect(await db.render(each('{{ p.teamTitle }}'))).toBe('Core;Ops;')
    expect(db.statements).toHaveLength(1)
    expect(db.warnings).toHaveLength(1)
  })

  test('it is said of the member that reads it, whichever calls it and whatever else the row has', async () => {
    expect(await db.render(each('{% with t=p.titleOfBoss %}{{ t|upper }}{% endwith %}'))).toBe('NONE;CORE;')
    expect(db.warnings).toHaveLength(1)
    expect(db.warnings[0]).toContain('Person.teamTitle reads Person.team, which')
    expect(db.warnings[0]).toMatch(/static reads = \{ teamTitle: \['team'\] \}$/)
  })

  test('a chain of relations takes a round each', async () => {
    expect(await db.render(each('{{ p.deep }}'))).toBe('none;Core;')
    expect(db.warnings.map((warning) => /\['(.*)'\]/.exec(warning)?.[1])).toEqual(['boss', 'boss.team'])
    expect(await db.render(each('{{ p.deep }}'))).toBe('none;Core;')
    expect(db.statements).toHaveLength(1)
  })

  test('of an entity in the context, whose relations are no more than references', async () => {
    const person = await db.orm.em.fork().findOneOrFail(Person, { id: 2 })
    expect(await db.render('{{ person.teamTitle }} {{ person.deep }} {{ person.staff }}', { person })).toBe('Ops Core ')
    const first = await db.orm.em.fork().findOneOrFail(Person, { id: 1 })
    expect(await db.render('{{ person.deep }} {{ person.staff }}', { person: first })).toBe('none Bob')
  })

  test('of entities that have it, without a round, however long the chain is', async () => {
    const em = db.orm.em.fork()
    for (let id = 3; id <= 16; id++) em.create(Person, { id, name: `p${id}`, email: '', secret: '', team: 2, boss: id - 1 } as never)
    await em.flush()
    const people = await db.orm.em.fork().find(Person, {}, { orderBy: { id: 'asc' }, populate: ['team', 'reports'] })
    for (const person of [people[15]!, people[7]!, people[2]!])
      expect(await db.render('{{ person.top }}', { person })).toBe('Ann of Core: true')
    expect(db.statements).toEqual([])
    expect(await db.render(each('{{ p.top }}'), { people })).toBe('Ann of Core: true;'.repeat(16))
    expect(db.warnings).toEqual([])
  })

  test('of an entity that has some of it', async () => {
    const person = await db.orm.em.fork().findOneOrFail(Person, { id: 2 }, { populate: ['boss'] })
    expect(await db.render('{{ person.deep }}', { person })).toBe('Core')
    expect(db.warnings.map((warning) => /\['(.*)'\]/.exec(warning)?.[1])).toEqual(['boss.team'])
    expect(await db.render('{{ person.deep }}', { person })).toBe('Core')
    expect(db.statements).toHaveLength(1)
    expect(db.warnings).toHaveLength(1)
  })

  test('a list', async () => {
    expect(await db.render(each('{{ p.staff }}'))).toBe('Bob;;')
    expect(await db.render(each('{{ p.reports|length }} {{ p.staff }}'))).toBe('1 Bob;0 ;')
  })

  test('a lazy column, behind a relation too', async () => {
    expect(await db.render(each('{{ p.lazily }}'))).toBe('none;long;')
    expect(await db.render(each('{{ p.team2.notes }}'))).toBe(';quiet;')
  })

  test('in a condition, a filter and a loop', async () => {
    expect(await db.render(each('{% if p.isTeam %}yes{% else %}no{% endif %}'))).toBe('yes;no;')
    expect(await db.render(each('{% if p.teamTitle == "Ops" and p.deep|lower == "core" %}yes{% endif %}'))).toBe(';yes;')
    expect(await db.render(each('{% with t=p.teamTitle %}{{ t|upper }}{% endwith %}'))).toBe('CORE;OPS;')
  })

  test('in renderings that began at the same time, each of which has all, and is said once', async () => {
    const pages = await Promise.all([1, 2, 3].map(() => db.render(each('{{ p.teamTitle }} {{ p.deep }}'))))
    expect(pages).toEqual(Array.from({ length: 3 }, () => 'Core none;Ops Core;'))
    expect(db.warnings.map((warning) => /\['(.*)'\]/.exec(warning)?.[1])).toEqual(['team', 'boss', 'boss.team'])
    const [text, ...others] = await Promise.all([
      db.render(each('{{ p.teamTitle }}!')),
      db.render(each('{{ p.teamTitle }}!')),
      db.render(each('{{ p.hiddenLater }}')),
    ])
    expect([text, ...others]).toEqual(['Core!;Ops!;', 'Core!;Ops!;', 'Core;Ops;'])
    expect(db.warnings).toHaveLength(5)
  })

  test('in a loop within a loop, and in pieces', async () => {
    const body = '{% for r in p.reports %}{{ r.deep }}{% for q in r.boss.reports %}{{ q.teamTitle }}{% endfor %}{% endfor %}'
    expect(await db.render(each(body))).toBe('CoreOps;;')
    const said = db.warnings.length
    expect(await db.render(each(body))).toBe('CoreOps;;')
    expect(db.warnings).toHaveLength(said)
    let text = ''
    for await (const piece of db.djust.renderPieces('page0.html', { people: Person.objects.all().orderBy('id') }, { chunk: 1 }))
      text += piece
    expect(text).toBe('CoreOps;;')
    expect(db.warnings).toHaveLength(said)
  })

  test('one row, a nested query and other values of the context', async () => {
    expect(await db.render('{{ p.teamTitle }} {{ n }}', { p: Person.objects.get({ id: 2 }), n: 3 })).toBe('Ops 3')
    const sections = [{ title: 'x', people: Person.objects.filter({ id: 1 }) }]
    expect(
      await db.render('{% for s in sections %}{{ s.title }}{% for p in s.people %}{{ p.teamTitle }}{% endfor %}{% endfor %}', { sections }),
    ).toBe('xCore')
  })

  test('never a hidden column', async () => {
    await expect(db.render(each('{{ p.spied }}'))).rejects.toMatchObject({
      code: 'plan/not-loaded',
      message: expect.stringContaining('hidden') as string,
    })
    await expect(db.render(each('{% if p.spied %}{% endif %}'))).rejects.toMatchObject({ code: 'plan/not-loaded' })
    expect(db.statements.map(({ sql }) => sql).join()).not.toContain('secret')
  })
})

describe('declared reads', () => {
  test('are loaded at once, through lists', async () => {
    expect(await db.render(each('{{ p.declared }}'))).toBe('Core: Bob;Ops: ;')
    expect(db.statements).toHaveLength(2)
    expect(db.warnings).toEqual([])
  })

  test('that are not all are completed by the guard', async () => {
    expect(await db.render(each('{{ p.wrong }}'))).toBe('Core;Ops;')
    expect(db.warnings).toHaveLength(1)
  })

  test('that name nothing are an error', async () => {
    const reads = Person.reads as { wrong?: readonly string[] }
    const before = reads.wrong
    reads.wrong = ['team.tilte']
    await expect(db.render(each('{{ p.wrong }}x'))).rejects.toMatchObject({
      code: 'access/declared-reads',
      message: expect.stringContaining('"tilte" on Team') as string,
    })
    reads.wrong = before as readonly string[]
  })
})

describe('members that give promises', () => {
  test('are waited for, all rows at once', async () => {
    expect(await db.render(each('{{ p.later }} {{ p.both|upper }}'))).toBe('Ann of Core ANN OF CORE!;Bob of Ops BOB OF OPS!;')
    expect(db.statements).toHaveLength(1)
    expect(
      await db.render('{% if one.later == "Bob of Ops" %}yes{% endif %}{{ one.boss.later }}', { one: Person.objects.get({ id: 2 }) }),
    ).toBe('yesAnn of Core')
  })

  test('also on the last row of a list', async () => {
    expect(await db.render(each('{{ p.reports.last.later }}'))).toBe('Bob of Ops;;')
  })

  test('that query for each row are named', async () => {
    expect(await db.render(each('{{ p.colleagues }}'))).toBe('1;1;')
    expect(db.warnings).toEqual([
      'djust: page0.html:1: Person.colleagues ran 2 statements for 2 rows (N+1). Read what it needs through relations, or annotate the query with it, so that it comes with the rows.',
    ])
  })

  test('that read what was not loaded are run again with it', async () => {
    expect(await db.render(each('{{ p.hiddenLater }}'))).toBe('Core;Ops;')
    expect(db.warnings).toHaveLength(1)
  })

  test('that are not marked async', async () => {
    expect(await db.render(each('{{ p.passedOn }} {{ p.loaded }} {{ p.counted }} {{ p.firstOf.name }}'))).toBe(
      'Ann of Core Bob 1 Ann;Bob of Ops  0 Ann;',
    )
    expect(db.warnings).toEqual([])
    expect(db.statements).toHaveLength(2)
  })

  test('that fail fail the page', async () => {
    await expect(db.render(each('{{ p.failing }}'))).rejects.toThrow('no luck')
  })
})

describe('plain objects', () => {
  test('are loaded again where a member reads what was not loaded', async () => {
    expect(await Person.objects.all().orderBy('id').plain('name', 'deep')).toEqual([
      { name: 'Ann', deep: 'none' },
      { name: 'Bob', deep: 'Core' },
    ])
    expect(await db.djust.serialize(Person.objects.get({ id: 2 }), ['staff', 'lazily'])).toEqual({ staff: '', lazily: 'long' })
    await expect(Person.objects.all().plain('spied')).rejects.toMatchObject({ code: 'plan/not-loaded' })
  })

  test('have what promises give', async () => {
    expect(await Person.objects.filter({ id: 1 }).plain('later')).toEqual([{ later: 'Ann of Core' }])
  })
})
