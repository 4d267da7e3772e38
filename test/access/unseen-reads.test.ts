import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import type { Library } from '../../src/template.ts'
import { simpleTag } from '../../src/template.ts'
import { openCrew, Person } from './support/crew.ts'

type Any = any

/** Code that the analysis can't see: it reads whatever it is told to. */
const at = (row: object, ...names: string[]): Any => names.reduce<Any>((one, name) => one?.[name], row)

class Own extends Person {
  get chief(): Any {
    return at(this, 'boss')
  }
  get group(): Any {
    return at(this, 'team')
  }
  get staff(): Any {
    return at(this, 'reports')
  }
  get labels(): Any {
    return at(this, 'tags')
  }
  get mailOfChief(): string {
    return at(this, 'boss', 'email') ?? 'none'
  }
  get titleOfChief(): string {
    return at(this, 'boss', 'team', 'title') ?? 'none'
  }
  get unwrapped(): string {
    return at(this, 'team').unwrap().title
  }
  get dollar(): string {
    return at(this, 'team').$.title
  }
  get property(): string {
    return at(this, 'team').getProperty('title')
  }
  async awaited(): Promise<string> {
    return (await at(this, 'team').load()).motto
  }
  get later(): Promise<string> {
    return (
      at(this, 'boss', 'team')
        ?.load()
        .then((team: Any) => team.title) ?? Promise.resolve('none')
    )
  }
  get items(): string {
    return at(this, 'tags')
      .getItems()
      .map((tag: Any) => `${tag.label} ${tag.person.team.unwrap().title}`)
      .join()
  }
  get dollars(): string {
    return at(this, 'tags')
      .$.map((tag: Any) => tag.label)
      .join()
  }
  get counts(): string {
    return `${at(this, 'tags').count()} ${at(this, 'tags').length} ${at(this, 'tags').isEmpty()} ${at(this, 'reports').length}`
  }
  get identifiers(): string {
    return at(this, 'tags').getIdentifiers().join()
  }
  async loadedItems(): Promise<string> {
    return (await at(this, 'tags').loadItems()).map((tag: Any) => tag.color).join()
  }
  get isOfChief(): boolean {
    return at(this, 'boss')?.reports[0] === this
  }
  get ownTags(): number {
    return this.tags.filter((tag) => (tag.person as object) === this).length
  }
  get sum(): string {
    return at(this, 'pay')
  }
  get story(): Any {
    return at(this, 'bio')
  }
  get told(): string {
    return at(this, 'bio')?.unwrap() ?? 'none'
  }
  get top(): string {
    return at(this, 'boss')?.top ?? this.name
  }
  get below(): string {
    return at(this, 'reports')
      .map((one: Own) => `${one.name}(${one.below})`)
      .join()
  }
}

const own: Library = {
  name: 'own',
  filters: [
    { name: 'mail', argument: 'none', apply: (row) => at(row as object, 'boss', 'email') ?? 'none' },
    { name: 'at', argument: 'required', apply: (row, path) => at(row as object, ...String(path).split('.')) ?? 'none' },
  ],
  tags: [
    simpleTag({ name: 'chief', parameters: ['row'], run: ({ row }) => at(row as object, 'boss', 'name') ?? 'none' }),
    simpleTag({
      name: 'crew',
      parameters: ['row'],
      run: ({ row }) =>
        at(row as object, 'team', 'people')
          .map((one: Person) => one.name)
          .join(),
    }),
  ],
}

const pages: readonly (readonly [body: string, html: readonly string[]])[] = [
  ['{{ p.mailOfChief }}', ['none', 'a@x', 'b@x']],
  ['{{ p.titleOfChief }}', ['none', 'Core', 'Ops']],
  ['{{ p.chief.name }}', ['', 'Ann', 'Bob']],
  ['{{ p.chief.team.title }}', ['', 'Core', 'Ops']],
  ['{{ p.chief.boss.team.title }}', ['', '', 'Core']],
  ['{{ p.group.title }}', ['Core', 'Ops', 'Core']],
  ['{{ p.group.notes }}', ['quiet', '', 'quiet']],
  ['{{ p.unwrapped }}', ['Core', 'Ops', 'Core']],
  ['{{ p.dollar }} {{ p.property }}', ['Core Core', 'Ops Ops', 'Core Core']],
  ['{{ p.awaited }} {{ p.later }}', ['Slow none', 'Fast Core', 'Slow Ops']],
  ['{{ p.items }}', ['one Core,two Core', 'six Ops', '']],
  ['{{ p.dollars }} {{ p.loadedItems }}', ['one,two red,blue', 'six pink', ' ']],
  ['{{ p.counts }} {{ p.identifiers }}', ['2 2 false 1 1,2', '1 1 false 1 3', '0 0 true 0 ']],
  ['{% if p.chief %}yes{% else %}no{% endif %}', ['no', 'yes', 'yes']],
  ['{% if p.chief.team.title == "Core" %}yes{% else %}no{% endif %}', ['no', 'yes', 'no']],
  ['{% for r in p.staff %}{{ r.name }} of {{ r.team.title }}{% endfor %}', ['Bob of Ops', 'Cyd of Core', '']],
  ['{{ p.staff|length }}{{ p.labels|length }}', ['12', '11', '00']],
  ['{% for r in p.chief.reports %}{{ r.name }}{% endfor %}', ['', 'Bob', 'Cyd']],
  ['{% for t in p.labels %}{{ t.label }}{{ t.person.team.title }} {% endfor %}', ['oneCore twoCore ', 'sixOps ', '']],
  ['{{ p.sum }} {{ p.chief.pay }}', ['12.55 ', '9.25 12.55', '7.25 9.25']],
  ['{{ p.chief.hired|date:"Y" }}{{ p.chief.born|date:"m" }}', ['', '202401', '202401']],
  ['{{ p.told }} {{ p.chief.bio }} {{ p.story }}', ['long  long', 'none long ', 'none  ']],
  ['{{ p.top }}', ['Ann', 'Ann', 'Ann']],
  ['{{ p.below }}', ['Bob(Cyd())', 'Cyd()', '']],
  ['{{ p|mail }}', ['none', 'a@x', 'b@x']],
  ['{{ p|at:"team.title" }}', ['Core', 'Ops', 'Core']],
  ['{{ p|at:"boss.team.title" }}', ['none', 'Core', 'Ops']],
  ['{{ p|at:"boss.boss.team.title" }}', ['none', 'none', 'Core']],
  ['{{ p|at:"tags.0.label" }} {{ p|at:"team.people.0.tags.0.color" }}', ['one red', 'six pink', 'none red']],
  ['{{ p.boss|at:"team.title" }} {{ p.chief|at:"team.motto" }}', ['none none', 'Core Slow', 'Ops Fast']],
  ['{% chief p %} {% crew p %}', ['none Ann,Cyd', 'Ann Bob', 'Bob Ann,Cyd']],
  ['{% include names.0 with it=p %}', ['Core//none', 'Ops/Ann Core/a@x', 'Core/Bob Ops/b@x']],
  ['{% for n in names %}{% include n with it=p only %}{% endfor %}', ['Core//none', 'Ops/Ann Core/a@x', 'Core/Bob Ops/b@x']],
  ['{% include lists.0 with it=p.boss %}', ['//', 'red/12.55/long', 'pink/9.25/']],
  ['{% for n in lists %}{% include n with it=p.chief %}{% endfor %}', ['//', 'red/12.55/long', 'pink/9.25/']],
]

describe.each([true, false])('with jitSerialization: %s', (jitSerialization) => {
  let crew: Awaited<ReturnType<typeof openCrew>>
  beforeAll(async () => {
    crew = await openCrew(Own, { jitSerialization, jitCacheBackend: 'memory', builtins: [own] })
    crew.add('who.html', '{{ it.team.title }}/{% if it.boss %}{{ it.boss.name }} {{ it.boss.team.title }}{% endif %}/{{ it.mailOfChief }}')
    crew.add('lists.html', '{{ it.tags.0.color }}/{{ it.pay }}/{{ it.bio }}')
  })
  afterAll(() => crew.close())

  const order = { orderBy: { id: 'asc' } } as const
  const em = () => crew.orm.em.fork()
  // Not the rows themselves: a query and a native call are thenable.
  const ways: Readonly<Record<string, () => Promise<{ readonly people: unknown }>>> = {
    'a query': async () => ({ people: crew.people.using(em()) }),
    'a native call': async () => ({ people: lazy(em()).find(Own, {}, order) }),
    'entities of which nothing else is loaded': async () => ({ people: await em().find(Own, {}, order) }),
    'entities of an em each': async () => ({ people: await Promise.all([1, 2, 3].map((id) => em().findOneOrFail(Own, id))) }),
    'entities with all that they lead to': async () => ({ people: await crew.loaded() }),
    references: async () => ({ people: [1, 2, 3].map((id) => em().getReference(Own, id)) }),
  }

  test('what filters hide stays hidden', async () => {
    const page = '{{ p.name }}: {{ p.chief.name }} {{ p.chief.team.title }} {{ p|at:"reports.0.name" }} {{ p.titleOfChief }}'
    const filtered = (entity: unknown, cond: object) => {
      const one = em()
      one.addFilter({ name: 'shown', cond, entity, default: true } as never)
      return one
    }
    const noAnn = () => filtered(Own, { name: { $ne: 'Ann' } })
    const html = 'Bob:   Cyd none\nCyd: Bob Ops none Ops\n'
    expect((await crew.render(page, { people: crew.people.using(noAnn()) })).html).toBe(html)
    expect((await crew.render(page, { people: lazy(noAnn()).find(Own, {}, order) })).html).toBe(html)
    expect((await crew.render(page, { people: await noAnn().find(Own, {}, order) })).html).toBe(html)
    // A row whose relation is hidden stays, be it one that may be null or not.
    const noOps = () => filtered('Team', { title: { $ne: 'Ops' } })
    expect((await crew.render('{{ p.name }} {{ p.group.title }} {{ p.titleOfChief }}', { people: crew.people.using(noOps()) })).html).toBe(
      'Ann Core none\nBob  Core\nCyd Core none\n',
    )
  })

  test('entities are left as they are', async () => {
    const one = em()
    const people = await one.find(Own, {}, order)
    const known = one.getUnitOfWork().getIdentityMap().keys().length
    people[1]!.boss!.name = 'Changed'
    expect((await crew.render('{{ p.chief.name }} {{ p.chief.team.title }} {{ p|at:"tags.0.label" }}', { people })).html).toBe(
      '  one\nChanged Core six\nBob Ops none\n',
    )
    expect(people.map(({ team, tags, reports }) => [team, tags, reports].some((each) => each.isInitialized()))).toEqual([
      false,
      false,
      false,
    ])
    expect(one.getUnitOfWork().getIdentityMap().keys().length).toBe(known)
  })

  test.each(Object.entries(ways))('rows are one object each, and pages that are sent in pieces are the same: %s', async (_, people) => {
    const page = '{{ p.isOfChief }} {{ p.ownTags }} {{ p.chief.team.title }};'
    const html = 'false 2 ;\ntrue 1 Core;\ntrue 0 Ops;\n'
    expect((await crew.render(page, { ...(await people()) })).html).toBe(html)
    crew.add('pieces.html', `{% for p in people %}${page}\n{% endfor %}`)
    let pieces = ''
    for await (const piece of crew.djust.renderPieces('pieces.html', { ...(await people()) }, { chunk: 1 })) pieces += piece
    expect(pieces).toBe(html)
  })

  test('is said once, with the place and what to write', async () => {
    const body = '{{ p.chief.name }}!'
    const { warnings } = await crew.render(body, { people: await em().find(Own, { id: 3 }) })
    expect(warnings).toEqual([
      `djust: ${body}:1: Person.chief reads Person.boss, which its source does not show: people was loaded a second time. Say so in class Own: static reads = { chief: ['boss'] }`,
    ])
  })

  describe.each(Object.entries(ways))('%s', (_, people) => {
    test.each(pages)('%s', async (body, html) => {
      const context = async () => ({ ...(await people()), names: ['who.html'], lists: ['lists.html'] })
      expect((await crew.render(body, await context())).html.split('\n').slice(0, -1)).toEqual(html)
      const again = await crew.render(body, await context())
      expect(again.html.split('\n').slice(0, -1)).toEqual(html)
      expect(again.warnings).toEqual([])
    })
  })
})
